"""Customers judged in segments, some in many or all in one; news of who entered and who left."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from nitka.kit import clock, events
from nitka.segments.actions.revisit import rest
from nitka.segments.actions.touch import touch
from nitka.segments.definition import WrongDefinition
from nitka.segments.definition.names import FIRM
from nitka.segments.events import CompaniesEntered, CompaniesLeft, SegmentEntered, SegmentLeft
from nitka.segments.judging.apply import Applied, apply, count
from nitka.segments.judging.companies import apply_companies
from nitka.segments.judging.groups import grouped
from nitka.segments.judging.query import few
from nitka.segments.judging.some import Asked, apply_to
from nitka.segments.models import RETRY, Due, Of, Recount, Segment, Why

CHUNK = 5_000  # customers judged with one statement
LONGEST = 120_000  # milliseconds for which a segment may be filled

log = structlog.get_logger(__name__)


class Look(NamedTuple):
    """Why a customer is looked at, and which way alone that can move them (`definition/bearing.py`)."""

    why: str
    way: bool | None = None


Looks = Mapping[UUID, Look]


def judge(wanted: Mapping[UUID, Looks]) -> None:
    """Judge some customers of each segment, all in one go. Where one segment cannot be judged, each for itself: that
    one says so and does not stop the others.
    """
    try:
        with transaction.atomic():
            _judge(wanted)
    except (DatabaseError, WrongDefinition):
        for key in sorted(wanted):
            _alone(key, wanted[key])


def _alone(key: UUID, looks: Looks) -> None:
    try:
        with transaction.atomic():
            _judge({key: looks})
    except (DatabaseError, WrongDefinition) as problem:
        log.exception("segments.not_judged", segment=str(key))
        Segment.objects.filter(pk=key).update(
            trouble=str(problem)[:200], refill_at=clock.now() + RETRY, refill_why=Why.RECOUNT
        )


def _judge(wanted: Mapping[UUID, Looks]) -> None:
    """The rows of the segments are held, so that what is read is newer than what others wrote."""
    rows = Segment.objects.filter(archived_at=None, of=Of.CUSTOMERS).order_by("pk")
    held = {one.pk: one for one in rows.select_for_update(no_key=True).filter(pk__in=list(wanted))}
    others = rows.exclude(pk__in=list(held)) if len(wanted) > 1 else []
    found = list[tuple[Segment, str, Applied]]()
    with connection.cursor() as cursor, few(cursor):
        for group in grouped([*held.values(), *others]):
            if any(one.pk in held for one in group):
                found += _together(group, {key: looks for key, looks in wanted.items() if key in held})
    count((segment, applied) for segment, _why, applied in found)
    _tell(found)


def _together(group: Sequence[Segment], wanted: Mapping[UUID, Looks]) -> Iterator[tuple[Segment, str, Applied]]:
    """The segments of a group that are wanted, so many customers with one statement."""
    asked = _asked([wanted.get(one.pk, {}) for one in group])
    called = {one.pk: one for one in group}
    for start in range(0, len(asked), CHUNK):
        for (key, why), applied in apply_to(group, asked[start : start + CHUNK]).items():
            yield called[key], why, applied


def _asked(wanted: Sequence[Looks]) -> list[Asked]:
    """Of each customer what they are asked, by segments in the order of a group."""
    bits: dict[tuple[UUID, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for n, looks in enumerate(wanted):
        for customer, look in looks.items():
            mine = bits[customer, look.why]
            mine[0] |= 1 << n
            if look.way is not None:
                mine[1 if look.way else 2] |= 1 << n
    return [Asked(customer, mask, more, less, why) for (customer, why), (mask, more, less) in sorted(bits.items())]


def fill_segment(*, segment: Segment, why: str) -> None:
    """Judge everybody now."""
    with transaction.atomic():
        segment = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
        segment.refill_why = why
        fill(segment)


def fill(segment: Segment) -> Applied:
    """Judge everybody; the caller holds the segment's row."""
    why, begun, due = segment.refill_why, time.monotonic(), None
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [str(LONGEST)])
    if segment.of_companies:
        found, due = apply_companies(segment, why)
    else:
        Due.objects.filter(segment_id=segment.pk, due_at__lte=clock.now()).delete()
        found = apply(segment, why)
    took = timedelta(seconds=time.monotonic() - begun)
    segment.filled_at, segment.trouble, segment.took = clock.now(), "", int(took / timedelta(milliseconds=1))
    segment.refill_at = max(due, segment.filled_at + rest(took)) if due else None
    segment.refill_why = Why.TIME if due else why
    segment.save(update_fields=["filled_at", "refill_at", "refill_why", "trouble", "took"])
    count([(segment, found)])
    if why == Why.RECOUNT:
        Recount.objects.create(segment_id=segment.pk, missing=len(found.entered), extra=len(found.left))
        if found.entered or found.left:
            log.warning("segments.differed", segment=str(segment.pk), missing=len(found.entered), extra=len(found.left))
    _tell([(segment, why, found)])
    return found


def look_at(segment: Segment, companies: Collection[UUID], why: str) -> None:
    """Judge some companies of a segment of companies; the caller holds the segment's row."""
    found, due = apply_companies(segment, why, companies)
    count([(segment, found)])
    if due and (segment.refill_at is None or due < segment.refill_at):
        segment.refill_at, segment.refill_why = due, Why.TIME
        segment.save(update_fields=["refill_at", "refill_why"])
    _tell([(segment, why, found)])


def _tell(found: Collection[tuple[Segment, str, Applied]]) -> None:
    """News for those above, and for the segments that build upon these."""
    if not found:
        return
    named = {token for names in Segment.objects.filter(archived_at=None).values_list("names", flat=True)
             for token in names}  # fmt: skip
    for segment, why, applied in found:
        entered, left = (CompaniesEntered, CompaniesLeft) if segment.of_companies else (SegmentEntered, SegmentLeft)
        if applied.entered:
            events.publish(entered(segment.pk, applied.entered, why))
        if applied.left:
            events.publish(left(segment.pk, applied.left, why))
        token, changed = f"segment:{segment.pk}", applied.entered + applied.left
        if token in named:
            for start in range(0, len(changed), CHUNK):
                by = FIRM if segment.of_companies else "customer"
                touch({token: changed[start : start + CHUNK]}, by=by, why=Why.SEGMENT)
