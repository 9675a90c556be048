"""The stage: who plays now, how quickly time goes, the desk that agents look at, what is told about it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nitka.demo.simulation.doors import Doors, Refused
from nitka.demo.simulation.scenarios import Scenario

if TYPE_CHECKING:
    from nitka.demo.simulation.case import Case

Tell = Callable[[str, str, str], None]
LEAST = 0.2  # seconds: no pause is shorter, however quick the time
LOOK = 1.0  # seconds between two looks at the desk
LONG = 10.0  # seconds after which what was written is searched for


class Scene:
    """What all players share."""

    def __init__(self, doors: Doors, scenario: Scenario, speed: float, mailbox: Path, tell: Tell, manager: str) -> None:
        self.doors, self.scenario, self.speed, self.mailbox, self.tell = doors, scenario, speed, mailbox, tell
        self.manager = manager  # sees everything and hands conversations out
        self.began = datetime.now(UTC)
        self.members: dict[str, str] = {}  # agent's address → id
        self.links: set[str] = set()  # letters that were answered
        self.counts: Counter[str] = Counter()
        self._expected: dict[str, Case] = {}  # a message's own id, as two may say the same words → whose it is
        self._seen: dict[str, str] = {}  # conversation → when it was looked into

    def say(self, kind: str, who: str, what: str) -> None:
        """Count an act and tell of it."""
        self.counts[kind] += 1
        self.tell(kind, who, " ".join(what.split()))

    async def pause(self, seconds: float) -> None:
        """So long in the time of the scene."""
        await asyncio.sleep(max(LEAST, seconds / self.speed))

    def expect(self, case: Case) -> None:
        """What they write will be seen at the desk."""
        self._expected[case.key] = case

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
                    await self.look()
            except Refused as refusal:
                self.say("refused", self.manager, str(refusal))
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Once."""
        rows = {row["id"]: row["last_at"] async for row in self._all("conversations?status=open")}
        known = {case.conversation for case in self._waiting() if case.conversation}
        for key in sorted(known | {key for key, at in rows.items() if self._seen.get(key) != at}):
            await self._into(key)
        self._seen |= rows
        for case in self._waiting():
            if time.monotonic() - case.wrote > LONG:
                await self._search(case)

    def _waiting(self) -> list[Case]:
        return [one for one in self._expected.values() if not one.found.is_set()]

    async def _all(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """A list to its end: who writes again may be in a conversation that was begun long ago."""
        cursor: str | None = ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            found = await self.doors.ask(self.manager, "GET", f"{path}{'&' if '?' in path else '?'}limit=200{more}")
            for row in found["data"]:
                yield row
            cursor = found["next"]

    async def _search(self, case: Case) -> None:
        """What was not met among what is open: all that is told of the person, as a colleague may have closed it."""
        async for customer in self._all(f"customers?identity=email:{quote(case.person.email)}"):
            async for row in self._all(f"conversations?customer={customer['id']}"):
                await self._into(row["id"])

    async def _into(self, key: str) -> None:
        async for message in self._all(f"conversations/{key}/messages"):
            case = self._expected.get(message["external_id"] or "")
            if case is not None:
                case.conversation = key
                case.found.set()
