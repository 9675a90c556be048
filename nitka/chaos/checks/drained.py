"""No loop is stuck: what waits goes, and what comes now goes through."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

import psycopg

from nitka.chaos.arena import Arena
from nitka.chaos.crowd.visitor import Visitor
from nitka.chaos.place import within
from nitka.chaos.report import Finding

QUEUES = {
    "what came in": "select count(*) from inbound_queue",
    "signals": "select count(*) from realtime_eventoutbox",
    "the index of search": "select count(*) from conversations_search_todo",
    "answers": "select count(*) from conversations_delivery where state in ('waiting', 'sending')",
    "notices": "select count(*) from notices_todo where next_at <= now()",
    "segments": "select count(*) from segments_touch",
    "jobs": """select count(*) from procrastinate_jobs
               where status = 'doing' or status = 'todo' and scheduled_at <= now()""",
}
# What waits for its time need not be waited for: the times of deliveries come now, and in a short run those of leases
HASTEN = "update conversations_delivery set next_at = now() where state = any(%(states)s) and next_at > now()"
TRIED_LATER, LEASED = ("waiting",), ("waiting", "sending")
QUICK = 20.0


def drained(arena: Arena, patience: float, hasten: Sequence[str] = TRIED_LATER) -> Iterator[Finding]:
    """Each queue is empty within `patience` seconds. `hasten`: deliveries in these states are tried at once."""
    deadline = time.monotonic() + patience
    for name, count in QUEUES.items():
        found = Finding(f"nothing of {name} waits", 1)
        if not within(deadline - time.monotonic(), partial(_empty, arena, count, hasten)):
            found.violations.append(f"{_left(arena, count, ())} still wait after {patience:.0f} s")
        yield found


def _empty(arena: Arena, count: str, hasten: Sequence[str]) -> bool:
    return _left(arena, count, hasten) == 0


def _left(arena: Arena, count: str, hasten: Sequence[str]) -> int:
    with contextlib.suppress(psycopg.Error):
        if hasten:
            arena.place.ask(HASTEN, {"states": list(hasten)})
        return int(arena.place.ask(count)[0][0])
    return -1


def moves(arena: Arena) -> Iterator[Finding]:
    """A new visitor's message is digested, signalled and shown soon."""
    found = Finding(f"what comes now is through within {QUICK:.0f} s", 1)
    try:
        visitor = Visitor("probe", Random(0), 1, arena.place.url, arena.crowd.chat)
    except RuntimeError as error:
        found.violations.append(str(error))
    else:
        key = "00000000-0000-4000-8000-000000000001"
        if not within(QUICK, lambda: visitor.attempt(key)) or not within(QUICK, lambda: visitor.catch_up() > 0):
            found.violations.append("the probe did not come through")
    yield found
