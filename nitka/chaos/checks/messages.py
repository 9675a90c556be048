"""What visitors wrote in the chat."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from nitka.chaos.arena import Arena
from nitka.chaos.checks.order import wrong
from nitka.chaos.crowd.visitor import Visitor
from nitka.chaos.report import Finding

PAGES = 10_000  # of a visitor at most
SLOWER = 0.5  # seconds, when the door says so
# Of what is in the chat's channel, what is there more than once
TWICE = """select external_id from conversations_message where channel_id = %(channel)s and direction = 'in'
           group by external_id having count(*) > 1"""


def messages(arena: Arena) -> Iterator[Finding]:
    """By the chat's own door, from the place where each visitor's reading stood."""
    visitors = arena.crowd.visitors
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_read_all, visitors))
    found = Finding("each message of the chat once and in order", sum(len(one.acknowledged) for one in visitors))
    for one in visitors:
        found.violations += wrong(one.name, one.acknowledged, one.unknown, one.read)
    twice = arena.place.ask(TWICE, {"channel": arena.crowd.chat})
    found.violations += [f"{key} is in the database more than once" for (key,) in twice]
    yield found


def _read_all(visitor: Visitor) -> None:
    for _ in range(PAGES):
        if (came := visitor.catch_up()) == 0:
            return
        if came < 0:
            time.sleep(SLOWER)
