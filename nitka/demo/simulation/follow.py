"""The player behind the page: beside the relay of `nitka up --demo` it waits, plays, changes and stops as told."""

import asyncio
import json
from collections import Counter, deque
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nitka.demo.simulation import control
from nitka.demo.simulation.control import KEPT, Shown, Wanted

BEAT = 1.0  # seconds between two words to the page


class Player:
    """At rest it holds nothing of the clients' libraries: they are loaded when somebody plays."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.url = data, url
        self.end = asyncio.Event()
        self.acts: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self.trouble = self.since = ""

    async def live(self) -> None:
        """Wait for the page's word, and follow it until `end` is set.

        What it was told before it began is old: nobody expects it to go on after a restart.
        """
        followed, job, stop = control.wanted(self.data), None, asyncio.Event()
        now = Wanted(turn=followed.turn)
        while not self.end.is_set():
            asked = control.wanted(self.data)
            if asked.turn != followed.turn:
                followed = asked
                await _ended(job, stop)
                job, now = self._begun(asked, stop := asyncio.Event()), asked
            if job is not None and job.done():
                self.trouble = self._why(job)
                job, now = None, Wanted(False, now.scenario, now.speed, now.turn)
            self._show(now)
            await _sleep(self.end, BEAT)
        await _ended(job, stop)
        self._show(Wanted(False, now.scenario, now.speed))

    def _begun(self, asked: Wanted, stop: asyncio.Event) -> "asyncio.Task[Any] | None":
        if not asked.on:
            return None
        self.acts.clear()
        self.counts.clear()
        self.trouble, self.since = "", datetime.now(UTC).isoformat()
        return asyncio.create_task(self._play(asked, stop))

    async def _play(self, asked: Wanted, stop: asyncio.Event) -> None:
        from nitka.demo.simulation.doors import Keys
        from nitka.demo.simulation.run import Play, perform

        play = Play(asked.scenario, asked.speed, seed=asked.turn)
        await perform(play, self.url, Keys.read(self.data / "demo-doors.json"), self.data / "relay", self._tell, stop)

    def _tell(self, kind: str, who: str, what: str) -> None:
        self.counts[kind] += 1
        if kind != "visit":
            self.acts.appendleft({"at": datetime.now(UTC).isoformat(), "kind": kind, "who": who, "what": what[:160]})

    def _show(self, now: Wanted) -> None:
        control.show(self.data, Shown(
            on=now.on, scenario=now.scenario, speed=now.speed, since=self.since, at=datetime.now(UTC).isoformat(),
            counts=dict(self.counts), acts=tuple(self.acts), trouble=self.trouble,
        ))  # fmt: skip

    def _why(self, job: "asyncio.Task[Any]") -> str:
        broke = None if job.cancelled() else job.exception()
        if broke:
            line = {"event": "the simulation broke off", "level": "warning", "reason": repr(broke)}
            print(json.dumps(line), flush=True)
        return type(broke).__name__ if broke else ""


async def _ended(job: "asyncio.Task[Any] | None", stop: asyncio.Event) -> None:
    if job is not None:
        stop.set()
        await asyncio.wait([job], timeout=8)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def _sleep(end: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(end.wait(), seconds)
    except TimeoutError:
        return
