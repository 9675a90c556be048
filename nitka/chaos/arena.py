"""Everything that faults are played on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from nitka.chaos.crowd.everybody import Crowd
from nitka.chaos.crowd.writer import Writer
from nitka.chaos.disk import Disk
from nitka.chaos.hands import Hands
from nitka.chaos.place import Place
from nitka.chaos.relay import Relay


@dataclass
class Arena:
    """`longest`: seconds that a single trouble lasts at most. `over`: set when all must end."""

    place: Place
    relay: Relay
    crowd: Crowd
    disk: Disk | None
    hands: Hands
    longest: float
    storms: list[Writer] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)  # of faults: what they saw that must not be
    over: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> None:
        """While the trouble lasts."""
        self.over.wait(seconds)
