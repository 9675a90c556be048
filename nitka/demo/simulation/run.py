"""Plays until it is told to stop: who comes, how often, and one line about each act."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import httpx

from nitka.demo.people import WORKERS, Person, crowd
from nitka.demo.simulation.case import Case
from nitka.demo.simulation.doors import Doors, Keys, Refused
from nitka.demo.simulation.scenarios import SCENARIOS, in_mood, story_of
from nitka.demo.simulation.scene import Scene, Tell
from nitka.demo.visits import visit

AT_ONCE = 24  # conversations under way
PEOPLE = 240  # of the crowd of the demo; they come back
AGENTS = WORKERS[1:]
MANAGER = next(one.email for one in WORKERS if one.role == "manager")


@dataclass(frozen=True, slots=True)
class Play:
    """What is played: which day, how many times as fast as real time, from which seed, for how many seconds (0: on).

    `at_once`: conversations under way; who comes meanwhile goes away again.
    """

    scenario: str = "day"
    speed: float = 60.0
    seed: int = 1
    seconds: float = 0.0
    at_once: int = AT_ONCE


async def perform(play: Play, url: str, keys: Keys, mailbox: Path, tell: Tell, stop: asyncio.Event) -> dict[str, int]:
    """Play until `stop`; everything under way is ended. Answers how often each kind of act was."""
    doors = Doors(url, keys)
    scene = Scene(doors, SCENARIOS[play.scenario], play.speed, mailbox, tell, MANAGER)
    try:
        await scene.meet()
        jobs = [scene.watch(), _customers(scene, play), _shoppers(scene, play)]
        tasks = [asyncio.create_task(job) for job in jobs]
        ended = asyncio.create_task(_ended(stop, play.seconds))
        done, _ = await asyncio.wait([*tasks, ended], return_when=asyncio.FIRST_COMPLETED)
        for task in (*tasks, ended):
            task.cancel()
        await asyncio.gather(*tasks, ended, return_exceptions=True)
        for task in done:
            if task is not ended and not task.cancelled() and (broke := task.exception()):
                raise broke
    finally:
        await doors.close()
    return dict(scene.counts) | {"told to wait": doors.waits}


async def _ended(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds or None)
    except TimeoutError:
        return


async def _customers(scene: Scene, play: Play) -> None:
    random = Random(play.seed)  # noqa: S311 (the same day for the same seed)
    people = crowd(Random(1842), PEOPLE)  # noqa: S311 (those of the company)
    often = [person.often for person in people]
    playing: set[asyncio.Task[None]] = set()
    try:
        while True:
            if len(playing) < play.at_once:
                person = random.choices(people, often)[0]
                task = asyncio.create_task(_case(scene, random, person).play())
                playing.add(task)
                task.add_done_callback(playing.discard)
            await scene.pause(random.expovariate(scene.scenario.per_hour / 3600))
    finally:
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)


def _case(scene: Scene, random: Random, person: Person) -> Case:
    story = story_of(random, scene.scenario, person)
    by_mail = scene.doors.keys.smtp is not None and random.random() < person.by_mail * 0.6
    person = in_mood(random, scene.scenario, person, story)
    # its own dice: what others do meanwhile changes nothing of it
    return Case(scene, Random(random.random()), person, story, random.choice(AGENTS), by_mail)  # noqa: S311


async def _shoppers(scene: Scene, play: Play) -> None:
    """Visits to the shop, as its server tells the collector of them."""
    random = Random(play.seed + 1)  # noqa: S311
    people = crowd(Random(1842), PEOPLE)  # noqa: S311
    while True:
        person = random.choice(people)
        try:
            events = [one | {"messageId": f"sim-{crc32(str(one).encode())}-{random.getrandbits(48):x}"}
                      for one in visit(random, person, datetime.now(UTC) - timedelta(minutes=6))]  # fmt: skip
            await scene.doors.collect(events)
            scene.say("visit", person.name, f"{len(events)}")
        except Refused as refusal:
            scene.say("refused", person.name, str(refusal))
        await scene.pause(random.expovariate(scene.scenario.visits / 3600))


def main(data: Path, url: str, play: Play, *, as_json: bool = False) -> int:
    """`nitka simulate`: until Ctrl-C or TERM; the last line says how much was played."""
    try:
        keys = Keys.read(data / "demo-doors.json")
    except (OSError, ValueError, KeyError):
        print(f"There is no demo company in {data}: start one with `nitka up --demo`.", file=sys.stderr)
        return 1
    try:
        counts = asyncio.run(_until_told(play, url, keys, data / "relay", _printer(as_json)))
    except (httpx.TransportError, Refused) as problem:
        print(f"The demo at {url} does not answer: {problem or type(problem).__name__}", file=sys.stderr)
        return 1
    print(json.dumps({"played": counts}) if as_json else _summary(counts), flush=True)
    return 0


async def _until_told(play: Play, url: str, keys: Keys, mailbox: Path, tell: Tell) -> dict[str, int]:
    stop = asyncio.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(kind, stop.set)
    return await perform(play, url, keys, mailbox, tell, stop)


def _printer(as_json: bool) -> Tell:
    def tell(kind: str, who: str, what: str) -> None:
        now = datetime.now(UTC).astimezone()
        print(line(kind, who, what) if as_json else f"{now:%H:%M:%S}  {kind:<8} {who}: {what[:100]}", flush=True)

    return tell


def line(kind: str, who: str, what: str) -> str:
    """One act as a line of JSON."""
    row: dict[str, Any] = {"at": datetime.now(UTC).isoformat(), "kind": kind, "who": who, "what": what[:160]}
    return json.dumps(row, ensure_ascii=False)


def _summary(counts: dict[str, int]) -> str:
    def parts() -> Iterator[str]:
        yield from (f"{kind} {count}" for kind, count in sorted(counts.items()))

    return "played: " + ", ".join(parts())
