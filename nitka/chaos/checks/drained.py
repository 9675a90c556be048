"""No loop is stuck: what waits goes, and what comes now goes through."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
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
BETWEEN = 0.2  # seconds between two looks


def drained(arena: Arena, patience: float, hasten: Sequence[str] = TRIED_LATER) -> Iterator[Finding]:
    """Each queue is empty, sooner or later: a busy machine is slow, and stuck is what grows no shorter for `patience`
    seconds. `hasten`: deliveries in these states are tried at once."""
    for name, count in QUEUES.items():
        found = Finding(f"nothing of {name} waits", 1)
        if left := waits(partial(_left, arena, count, hasten), patience):
            found.violations.append(f"{left} still wait, and no fewer for {patience:.0f} s")
        yield found


def waits(look: Callable[[], int], patience: float) -> int:
    """What is left of a queue once it is empty or has grown no shorter for so long; -1: it could not be looked at."""
    least, since = look(), time.monotonic()
    while least and time.monotonic() - since < patience:
        time.sleep(BETWEEN)
        left = look()
        if left >= 0 and (least < 0 or left < least):
            least, since = left, time.monotonic()
    return least


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
