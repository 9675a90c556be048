"""A visitor of the chat."""

from __future__ import annotations

from random import Random

from nitka.chaos import web
from nitka.chaos.crowd.sender import Sender

EXCUSED = (0, 202, 429, 500, 502, 503)


class Visitor(Sender):
    """One session; reads on from its cursor as the widget does."""

    kind = "chat"

    def __init__(self, name: str, random: Random, pause: float, url: str, channel: str) -> None:
        super().__init__(name, random, pause)
        self.base = f"{url}/chat/{channel}"
        status, made = web.ask("POST", f"{self.base}/sessions", {})
        if status != 201:
            raise RuntimeError(f"no session of the chat: {status} {made}")
        self.headers = {"Authorization": f"Bearer {made['session']}"}
        self.cursor = ""
        self.read: list[str] = []  # ids of what they wrote, as the chat shows it
        self.heard: list[str] = []  # texts of agents

    def attempt(self, key: str) -> bool:
        body = {"id": key, "text": f"Where is my order {key[:8]}?"}
        status, said = web.ask("POST", f"{self.base}/messages", body, self.headers)
        if status not in EXCUSED:
            self.refuse(f"{status} {said}")
        return status == 202

    def catch_up(self) -> int:
        """Read on; how many messages came, -1 where there was no answer or it was "slower"."""
        status, page = web.ask("GET", f"{self.base}/messages?after={self.cursor}", None, self.headers)
        if status != 200:
            return -1
        self.read += [row["id"] for row in page["data"] if row["from"] == "visitor"]
        self.heard += [row["text"] for row in page["data"] if row["from"] == "agent"]
        self.cursor = page["next"]
        return len(page["data"])
