"""Customers: each writes by the chat or by letters, and remembers what was acknowledged."""

from __future__ import annotations

from uuid import uuid4

import httpx

from nitka.cli.tests.house import House, until
from tests.faults.visitor import Visitor

NUMBER = """select c.number from conversations_message m join conversations_conversation c on c.id = m.conversation_id
            where m.external_id = %s"""


class Customer(Visitor):
    """One session of the chat."""

    def __init__(self, house: House, channel: str) -> None:
        super().__init__(house.url, channel)
        self.house = house
        self.texts: list[str] = []

    def say(self, text: str) -> None:
        """Once, however often it must be tried."""
        key = str(uuid4())
        until(lambda: self._stored(text, key), 20)
        self.acknowledged.append(key)
        self.texts.append(text)

    @property
    def number(self) -> int:
        """Of their conversation: where their first message landed."""
        return int(until(lambda: self.house.ask(NUMBER, self.acknowledged[0]), 20)[0][0])

    def hears(self, text: str) -> None:
        """An answer comes to them, once."""
        until(lambda: self._heard(text), 20)
        assert self._heard(text) == 1, text

    def sees(self, who: str = "visitor") -> list[str]:
        """What they or an agent said, as the chat shows it to them."""
        rows = httpx.get(f"{self.base}/messages", headers=self.headers, timeout=10).json()["data"]
        return [row["text"] for row in rows if row["from"] == who]

    def _heard(self, text: str) -> int:
        return sum(text in said for said in self.sees("agent"))
