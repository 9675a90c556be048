"""Membership follows what happened: batches of touches, times that came, segments to be filled."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from nitka.kit import clock, events
from nitka.kit.db.bulk import array
from nitka.segments.actions.touch import touch
from nitka.segments.definition.names import ANY, NEW
from nitka.segments.events import SegmentEntered, SegmentLeft
from nitka.segments.judging.apply import Applied, apply, day
from nitka.segments.models import Due, Recount, Segment, Touch, Why

CHUNK = 5_000  # customers judged with one statement
RETRY = timedelta(minutes=10)  # for a segment that could not be filled
LONGEST = 120_000  # milliseconds for which a segment may be filled

log = structlog.get_logger(__name__)

_CUSTOMERS = {
    "identity": "select x.id, i.customer_id from unnest(%s::uuid[]) x (id) join customers_identity i on i.id = x.id",
    "conversation": "select x.id, i.customer_id from unnest(%s::uuid[]) x (id)"
                    " join conversations_conversation t on t.id = x.id"
                    " join customers_identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id",
}  # fmt: skip


def take(rows: Collection[Touch]) -> int:
    """Judge whom some touches concern in the segments that name what happened; how many pairs were judged."""
    wanted: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    live = list(Segment.objects.filter(archived_at=None))
    heard: dict[str, list[Segment]] = defaultdict(list)
    for segment in live:
        for token in segment.names:
            heard[token].append(segment)
    tokens = {token for row in rows for token in row.what}
    concerned = {token: found for token in tokens if (found := _concerned(token, heard, live))}
    for token, why, customers in _customers(rows, concerned):
        for segment in concerned[token]:
            wanted[segment.pk].update(dict.fromkeys(customers, why))
    return sum(_judge(key, customers) for key, customers in sorted(wanted.items()))


def _concerned(token: str, heard: Mapping[str, list[Segment]], live: list[Segment]) -> list[Segment]:
    if token == NEW:
        return live
    return heard[token] + (heard[ANY] if token.startswith(f"{ANY}:") else [])


def _customers(rows: Iterable[Touch], tokens: Collection[str]) -> list[tuple[str, str, set[UUID]]]:
    """Token, why, the customers: one statement for each way of saying who. Of tokens that no segment names nobody asks:
    most of a site's events are of such."""
    by: dict[str, dict[tuple[str, str], set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        for token, keys in row.what.items():
            if token in tokens:
                by[row.by][token, row.why].update(map(UUID, keys))
    found = []
    for way, what in by.items():
        known = _whose(way, {key for keys in what.values() for key in keys})
        found += [(token, why, {known[key] for key in keys if key in known}) for (token, why), keys in what.items()]
    return found


def _whose(way: str, keys: Collection[UUID]) -> dict[UUID, UUID]:
    if way == "customer":
        return {key: key for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS[way], [array(keys)])
        return dict(cursor.fetchall())


def _judge(key: UUID, customers: Mapping[UUID, str]) -> int:
    """Judge some customers of a segment, each with the reason why it is looked at."""
    whys: dict[str, list[UUID]] = defaultdict(list)
    for customer, why in customers.items():
        whys[why].append(customer)
    for why, keys in whys.items():
        keys.sort()
        for start in range(0, len(keys), CHUNK):
            judge(key, why, keys[start : start + CHUNK])
    return len(customers)


def judge(key: UUID, why: str, customers: Collection[UUID]) -> None:
    """Judge some customers of one segment; one that cannot be judged says so and does not stop the others."""
    try:
        with transaction.atomic():
            segment = Segment.objects.select_for_update(no_key=True).filter(pk=key, archived_at=None).first()
            if segment:
                _tell(segment, apply(segment, why, customers), why)
    except DatabaseError as problem:
        log.exception("segments.not_judged", segment=str(key))
        Segment.objects.filter(pk=key).update(
            trouble=str(problem)[:200], refill_at=clock.now() + RETRY, refill_why=Why.RECOUNT
        )


def fill_segment(*, segment: Segment, why: str) -> None:
    """Judge everybody now."""
    with transaction.atomic():
        segment = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
        segment.refill_why = why
        fill(segment)


def fill(segment: Segment) -> Applied:
    """Judge everybody; the caller holds the segment's row."""
    why = segment.refill_why
    Due.objects.filter(segment_id=segment.pk, due_at__lte=clock.now()).delete()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [str(LONGEST)])
    found = apply(segment, why)
    segment.filled_at, segment.refill_at, segment.trouble = clock.now(), None, ""
    segment.save(update_fields=["filled_at", "refill_at", "trouble"])
    day(segment)
    if why == Why.RECOUNT:
        Recount.objects.create(segment_id=segment.pk, missing=len(found.entered), extra=len(found.left))
        if found.entered or found.left:
            log.warning("segments.differed", segment=str(segment.pk), missing=len(found.entered), extra=len(found.left))
    _tell(segment, found, why)
    return found


def _tell(segment: Segment, found: Applied, why: str) -> None:
    """News for those above, and for the segments that build upon this one."""
    if found.entered:
        events.publish(SegmentEntered(segment.pk, found.entered, why))
    if found.left:
        events.publish(SegmentLeft(segment.pk, found.left, why))
    changed = found.entered + found.left
    token = f"segment:{segment.pk}"
    if changed and Segment.objects.filter(archived_at=None, names__contains=[token]).exists():
        for start in range(0, len(changed), CHUNK):
            touch({token: changed[start : start + CHUNK]}, by="customer", why=Why.SEGMENT)
