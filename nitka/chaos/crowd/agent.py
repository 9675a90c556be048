"""An agent who answers by the API, each answer under a name of its own so that it may be tried again."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from nitka.chaos import web
from nitka.chaos.crowd.sender import Sender

EXCUSED = (0, 201, 409, 429, 500, 502, 503)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the message's id, its channel, its text."""

    id: str
    channel: str
    text: str


class Agent(Sender):
    """Takes one of the latest conversations at a time."""

    kind = "answers"

    def __init__(self, name: str, random: Random, pause: float, url: str, token: str) -> None:
        super().__init__(name, random, pause)
        self.base, self.headers = f"{url}/api/v1/conversations", {"Authorization": f"Bearer {token}"}
        self.answers: list[Answer] = []
        self._to: dict[str, dict[str, Any]] = {}

    def attempt(self, key: str) -> bool:
        row = self._to.get(key) or self._choose()
        if row is None:
            return False
        self._to = {key: row}
        body = {"text": f"It is on its way: {key}.", "channel": row["channel"]}
        headers = self.headers | {"Idempotency-Key": key}
        status, said = web.ask("POST", f"{self.base}/{row['id']}/messages", body, headers)
        if status == 201:
            self.answers.append(Answer(said["id"], said["channel"], body["text"]))
        elif status not in EXCUSED:
            self.refuse(f"{status} {said}")
        return status == 201

    def _choose(self) -> dict[str, Any] | None:
        status, page = web.ask("GET", f"{self.base}?limit=50", None, self.headers)
        rows: list[dict[str, Any]] = page["data"] if status == 200 else []
        return self.random.choice(rows) if rows else None
