"""A process that takes the place of another: begun beside it, waited for, then the other ends."""

from __future__ import annotations

import signal
import time

from nitka.kit.supervisor.child import Child
from nitka.kit.supervisor.journal import Journal

READY_SECONDS = 60.0
DRAIN_SECONDS = 40.0


class Handover:
    """From the start of `new` to the end of `old`; `tend` it until it says that it is over."""

    def __init__(self, old: Child, new: Child, children: list[Child], journal: Journal) -> None:
        self.old, self.new = old, new
        self.children = children
        self.journal = journal
        self.taken = False
        self.trouble = ""
        self.began = time.monotonic()
        new.start()

    def tend(self) -> bool:
        """One look; True once it is over, `trouble` says whether `old` was kept."""
        return self._draining() if self.taken else self._waiting()

    def _waiting(self) -> bool:
        if self.new.is_ready:
            self.children[self.children.index(self.old)] = self.new
            self.old.signal(signal.SIGTERM)
            self.taken, self.began = True, time.monotonic()
        elif not self.new.running or self._longer_than(READY_SECONDS):
            self.trouble = f"the new process did not get ready: {self.new.last_line[:300] or 'it said nothing'}"
            self.new.signal(signal.SIGKILL)
            self.journal.say("not handed over", "error", name=self.old.name, reason=self.trouble)
            return True
        return False

    def _draining(self) -> bool:
        if not self.old.running:
            self.journal.say("handed over", name=self.old.name)
            return True
        if self._longer_than(DRAIN_SECONDS):
            self.journal.say("process did not drain in time, killed", "warning", name=self.old.name)
            self.old.signal(signal.SIGKILL)
        return False

    def _longer_than(self, seconds: float) -> bool:
        return time.monotonic() - self.began > seconds
