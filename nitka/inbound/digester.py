"""Digest what waits: a batch of locked lanes, workspace by workspace, kind by kind.

What digests a kind is registered in wiring. A failed batch is bisected to its bad item, which goes to quarantine while
the rest goes through. The rows leave the queue in the transaction that digests them. What comes while a batch is
digested waits for its end, so a batch is as large as can be done in half a second; of what is heavy, in a second and
a half. Where much waits, what comes waits for all of that anyway: then batches are longer, as a thing costs two and a
half times less in a thousand than in a hundred.
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, Error, IntegrityError, OperationalError, connection, transaction
from django.utils.module_loading import import_string
from psycopg.errors import DeadlockDetected

from nitka.inbound.models import LANES, InboundLog, Quarantine
from nitka.kit import clock, context, meters
from nitka.kit.bell import Look
from nitka.kit.db.bulk import array, instance
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import keep_on

BATCH = 1_000
LEAST = 100
GOAL = 0.5  # seconds that a batch may take
BEHIND = 0.1  # of the time that the first of a batch had waited, if that is more
LONGEST = 5.0
GOAL_HEAVY = 1.5  # nobody waits for an answer, and what a batch costs whatever is in it is spread over more
PER_LANE = 64
IDLE = 0.02  # seconds between looks at an empty queue: somebody waits for an answer
IDLE_HEAVY = 0.1  # nobody does; looks of those who have nothing to do were most of what a house at rest takes

# Lanes from and to, and how many of them one digester takes: half, as there is another, in this worker or the next
TALK, HEAVY, ALL = (0, LANES - 1, LANES // 2), (LANES, 2 * LANES - 1, LANES // 2), (0, 2 * LANES - 1, 2 * LANES)

_QUEUE = "select from inbound_queue where lane between"
LOOKS = {lanes: Look(f"{_QUEUE} {lanes[0]} and {lanes[1]}") for lanes in (TALK, HEAVY)}
COLUMNS = tuple(field.attname for field in InboundLog._meta.concrete_fields)
WAITS = "select exists (select from inbound_queue where lane between %s and %s)"
# Whose turn it is: the lanes whose first thing has waited longest
LOCK = """
select lane from inbound_lane l cross join lateral (
    select turn from inbound_queue q where q.lane = l.lane order by turn limit 1) first
where l.lane between %s and %s order by first.turn limit %s for update of l skip locked
"""
TAKE = f"""
with gone as (
    delete from inbound_queue where (lane, turn) in (
        select w.lane, w.turn from (
            select q.lane, q.turn, sum(q.weight) over (order by q.turn) - q.weight as before
            from unnest(%s::smallint[]) as l (lane), lateral
                (select lane, turn, weight from inbound_queue where lane = l.lane order by turn limit %s) q
        ) w where w.before < %s
    ) returning workspace_id, inbound_id, turn, weight
)
select gone.weight, {", ".join(f"l.{name}" for name in COLUMNS)}
from gone join inbound_log l on l.workspace_id = gone.workspace_id and l.id = gone.inbound_id order by gone.turn
"""  # noqa: S608 (names of a model)

Digest = Callable[[list[InboundLog]], None]
Lanes = tuple[int, int, int]

log = structlog.get_logger(__name__)
_digests: dict[str, str] = {}


class Unreadable(Exception):
    """A digester cannot make sense of an item. `reason` is a short code that pages put into words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


def register(kind: str, path: str) -> None:
    """Have the function at the dotted `path` digest items of `kind`: it takes a batch of one workspace."""
    _digests[kind] = path


def run(stop: threading.Event) -> None:
    """The worker's loop for talk."""
    _run(stop, TALK, IDLE)


def run_heavy(stop: threading.Event) -> None:
    """The worker's loop for what is heavy; two at once, as one's Python works while PostgreSQL works for the other."""
    _run(stop, HEAVY, IDLE_HEAVY)


def _run(stop: threading.Event, lanes: Lanes, idle: float) -> None:
    pace = Pace(lanes)

    def work() -> bool:
        try:
            return _waits(lanes) and pace.digest() > 0
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            log.warning("inbound.deadlock", lanes=lanes[0])  # it was broken by ending this one: tried again
            return True

    keep_on(stop, LOOKS[lanes], work, idle=idle)


class Pace:
    """How much makes a batch: letters take longer than a chat's messages, and any on a busy machine."""

    def __init__(self, lanes: Lanes = ALL) -> None:
        self.size = LEAST
        self.lanes = lanes
        self.goal = GOAL_HEAVY if lanes is HEAVY else GOAL

    def digest(self) -> int:
        """Digest one batch and say how much left the queue."""
        start, begun = time.monotonic(), clock.now()
        count, since = _digest_batch(self.size, self.lanes)
        self.took(count, time.monotonic() - start, (begun - since).total_seconds() if since else 0.0)
        return count

    def took(self, count: int, seconds: float, waited: float = 0.0) -> None:
        """Learn from a batch whose first thing had waited so many seconds."""
        goal = max(self.goal, min(LONGEST, waited * BEHIND))
        if seconds > goal:
            self.size = max(LEAST, min(self.size, int(count * goal / seconds)))
        elif count == self.size and seconds < goal / 2:
            self.size = min(BATCH, self.size * 2)


def _waits(lanes: Lanes) -> bool:
    with prepared() as cursor:
        cursor.execute(WAITS, lanes[:2])
        return bool(cursor.fetchone()[0])


def digest_once(most: int = BATCH, lanes: Lanes = ALL) -> int:
    """Digest one batch of at most so much, and say how much left the queue: most things count one (`accept.Raw`)."""
    return _digest_batch(most, lanes)[0]


def digest(kind: str, items: list[InboundLog]) -> None:
    """Hand a batch of one workspace to what wiring registered for its kind."""
    if kind not in _digests:
        raise Unreadable("unknown_kind", kind)
    import_string(_digests[kind])(items)


def digest_all() -> int:
    """Digest until nothing waits (tests, the demo, benchmarks)."""
    total = 0
    while count := digest_once():
        total += count
    return total


def _digest_batch(most: int, lanes: Lanes) -> tuple[int, datetime | None]:
    """How much left the queue, and since when the first of it had waited."""
    with transaction.atomic():
        items, weight = _claim(most, lanes)
        for (workspace_id, kind), group in _grouped(items):
            with in_workspace(workspace_id):
                _digest(kind, group)
    return weight, items[0].at if items else None


def _claim(most: int, lanes: Lanes) -> tuple[list[InboundLog], int]:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, lanes)
        held = [lane for (lane,) in cursor.fetchall()]
        if not held:
            return [], 0
        # A statement of its own: its snapshot must be younger than the locks.
        cursor.execute(TAKE, [array(held), PER_LANE, most])
        rows = cursor.fetchall()
        return [_item(row[1:]) for row in rows], sum(row[0] for row in rows)


def _item(row: tuple[Any, ...]) -> InboundLog:
    item = instance(InboundLog, zip(COLUMNS, row, strict=True))
    item.payload = json.loads(item.payload) if item.payload is not None else None
    return item


def _grouped(items: list[InboundLog]) -> list[tuple[tuple[UUID, str], list[InboundLog]]]:
    """In as few groups of one workspace and kind as keep each sender's order: what a sender sent of another kind, as a
    contact after the message that it explains, goes into the next round. Workspaces in one order for all digesters, who
    wait for each other at what is one of a workspace."""
    rounds: dict[tuple[UUID, str], tuple[int, str]] = {}
    groups: dict[tuple[int, UUID, str], list[InboundLog]] = {}
    for item in items:
        sender = (item.source_id, item.sender)
        turn, kind = rounds.get(sender, (0, item.kind))
        turn += kind != item.kind
        rounds[sender] = turn, item.kind
        groups.setdefault((turn, item.workspace_id, item.kind), []).append(item)
    in_turn = sorted(groups.items(), key=lambda group: group[0][:2])
    return [((workspace_id, kind), group) for (_, workspace_id, kind), group in in_turn]


def _digest(kind: str, items: list[InboundLog]) -> None:
    try:
        with transaction.atomic():
            digest(kind, items)
    except Exception as error:
        if isinstance(error, OperationalError) and not _own_fault(error):
            raise  # the database is away or a deadlock was broken: all of it is tried again
        if len(items) == 1:
            return _quarantine(items[0], error)
        half = len(items) // 2
        _digest(kind, items[:half])
        _digest(kind, items[half:])


def _own_fault(error: OperationalError) -> bool:
    """An item beyond a limit of the database (class 54: too long to be indexed), however often it is tried."""
    return str(getattr(error.__cause__, "sqlstate", "")).startswith("54")


def _quarantine(item: InboundLog, error: Exception) -> None:
    reason = error.reason if isinstance(error, Unreadable) else _reason(error)
    meters.count("nitka_quarantined_total", kind=item.kind)
    log.warning("inbound.quarantined", inbound=str(item.id), reason=reason, request_id=item.request_id, exc_info=error)
    Quarantine.objects.update_or_create(
        id=item.id,
        defaults={
            "source_id": item.source_id,
            "kind": item.kind,
            "reason": reason,
            "detail": str(error)[:2000].replace("\0", ""),
            "at": clock.now(),
            "workspace_id": context.require_workspace(),
        },
    )


def _reason(error: Exception) -> str:
    return "unstorable" if isinstance(error, DataError | IntegrityError | Error) else "unreadable"
