"""A shop that tells the collector what its customers do."""

from __future__ import annotations

from random import Random
from typing import Any

from nitka.chaos import web
from nitka.chaos.crowd.sender import Sender

EXCUSED = (0, 200, 429, 500, 502, 503)
BATCH = 5
EVENT = "Chaos Played"


class Shop(Sender):
    """One source; a key stands for a request of five events."""

    kind = "events"

    def __init__(self, name: str, random: Random, pause: float, url: str, write_key: str) -> None:
        super().__init__(name, random, pause)
        self.url, self.headers = url, {"Authorization": f"Bearer {write_key}"}

    def attempt(self, key: str) -> bool:
        batch = [self._event(one) for one in events(key)]
        status, said = web.ask("POST", f"{self.url}/v1/batch", {"batch": batch}, self.headers)
        if status not in EXCUSED:
            self.refuse(f"{status} {said}")
        return status == 200

    def _event(self, name: str) -> dict[str, Any]:
        made: dict[str, Any] = {"type": "track", "messageId": name, "userId": f"{self.name}-{name[0]}"}
        return made | {"event": EVENT, "properties": figures(name)}


def figures(name: str) -> dict[str, int]:
    """What tells an event from all others and is kept of it."""
    key, _, n = name.rpartition("-")
    return {"mark": int(key.replace("-", "")[:12], 16), "n": int(n)}


def events(key: str) -> list[str]:
    """The messageIds that a key stands for."""
    return [f"{key}-{n}" for n in range(BATCH)]
