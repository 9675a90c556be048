"""The stage: who plays now, how quickly time goes, the desk that agents look at, what is told about it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nitka.demo.simulation.doors import Doors, Refused
from nitka.demo.simulation.scenarios import Scenario

if TYPE_CHECKING:
    from nitka.demo.simulation.case import Case

Tell = Callable[[str, str, str], None]
LEAST = 0.2  # seconds: no pause is shorter, however quick the time
LOOK = 1.0  # seconds between two looks at the desk


class Scene:
    """What all players share."""

    def __init__(self, doors: Doors, scenario: Scenario, speed: float, mailbox: Path, tell: Tell, manager: str) -> None:
        self.doors, self.scenario, self.speed, self.mailbox, self.tell = doors, scenario, speed, mailbox, tell
        self.manager = manager  # sees everything and hands conversations out
        self.began = datetime.now(UTC)
        self.members: dict[str, str] = {}  # agent's address → id
        self.links: set[str] = set()  # letters that were answered
        self.counts: Counter[str] = Counter()
        self._expected: dict[str, Case] = {}  # words → whose they are
        self._seen: dict[str, str] = {}  # conversation → when it was looked into

    def say(self, kind: str, who: str, what: str) -> None:
        """Count an act and tell of it."""
        self.counts[kind] += 1
        self.tell(kind, who, " ".join(what.split()))

    async def pause(self, seconds: float) -> None:
        """So long in the time of the scene."""
        await asyncio.sleep(max(LEAST, seconds / self.speed))

    def expect(self, case: Case) -> None:
        """These words will be seen at the desk."""
        self._expected[_key(case.said)] = case

    def forget(self, case: Case) -> None:
        """It is over."""
        self._expected = {key: one for key, one in self._expected.items() if one is not case}

    async def meet(self) -> None:
        """Learn the ids of members."""
        found = await self.doors.ask(self.manager, "GET", "members?limit=200")
        self.members = {row["email"]: row["id"] for row in found["data"]}

    async def watch(self) -> None:
        """Look at what is open, as an agent does, and hand each conversation to who waits for it; for ever."""
        while True:
            try:
                if self._expected:
                    await self._look()
            except Refused as refusal:
                self.say("refused", self.manager, str(refusal))
            await asyncio.sleep(LOOK)

    async def _look(self) -> None:
        waiting = [one.conversation for one in self._expected.values() if one.conversation and not one.found.is_set()]
        found = await self.doors.ask(self.manager, "GET", "conversations?status=open&limit=60")
        rows = [row for row in found["data"] if self._seen.get(row["id"]) != row["last_at"]]
        shown = {row["id"] for row in found["data"]}
        for key in [row["id"] for row in rows] + [key for key in waiting if key not in shown]:
            await self._into(key)
        self._seen |= {row["id"]: row["last_at"] for row in rows}

    async def _into(self, key: str) -> None:
        found = await self.doors.ask(self.manager, "GET", f"conversations/{key}/messages?limit=200")
        for message in found["data"]:
            case = self._expected.get(_key(message["text"])) if message["direction"] == "in" else None
            if case is not None:
                case.conversation = key
                case.found.set()


def _key(text: str) -> str:
    """Words without the signature and what a mail program does to spaces."""
    return " ".join(text.partition("\n--\n")[0].split())
