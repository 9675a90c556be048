"""What happens to people of companies is looked at company by company, a moment later and together: one that takes long
waits the longer, so that a company that changes all the time costs a share of the worker's time and no more."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from nitka.kit import clock
from nitka.kit.db.bulk import array, asked, insert
from nitka.segments.actions.judge import look_at
from nitka.segments.actions.revisit import rest, revisit
from nitka.segments.definition import WrongDefinition
from nitka.segments.definition.names import ANY, FIRM
from nitka.segments.models import RETRY, Segment, Touch, Why

LATER = "firms"  # by: segment → companies that are to be looked at
MOST = 2_000  # companies; of more it is cheaper to judge all
_COMPANIES = "select customer_id, company_id from customers_membership where customer_id = any(%s::uuid[])"

log = structlog.get_logger(__name__)
Whose = Callable[[str, Collection[UUID]], dict[UUID, UUID]]
_rests: dict[UUID, tuple[datetime, timedelta]] = {}  # segment → when some of it were judged last, how long it rests


def gather(rows: Iterable[Touch], segments: Collection[Segment], whose: Whose) -> None:
    """Write down which companies some touches concern, for each segment that names what happened."""
    naming: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        for token in segment.names:
            naming[token].append(segment)
    wanted = [(row, token, found) for row in rows for token in row.what if (found := _naming(naming, token))]
    if not wanted:
        return
    companies = _companies(wanted, whose)
    news: dict[tuple[Segment, str], set[UUID]] = defaultdict(set)
    for row, token, found in wanted:
        touched = {one for key in row.what[token] for one in companies[row.by].get(UUID(key), ())}
        for segment in found:
            news[segment, row.why] |= touched
    _write_down(news)


def look(rows: Iterable[Touch]) -> None:
    """Judge the companies that were written down. Where a segment cannot be judged, it says so and stops no other."""
    wanted: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    for row in rows:
        for key, companies in row.what.items():
            wanted[UUID(key), row.why] |= set(map(UUID, companies))
    for (key, why), touched in sorted(wanted.items()):
        try:
            with transaction.atomic():
                _look(key, why, touched)
        except (DatabaseError, WrongDefinition) as problem:
            log.exception("segments.not_judged", segment=str(key))
            Segment.objects.filter(pk=key).update(
                trouble=str(problem)[:200], refill_at=clock.now() + RETRY, refill_why=Why.RECOUNT
            )


def _naming(naming: dict[str, list[Segment]], token: str) -> list[Segment]:
    found = naming.get(token, [])
    return [*found, *naming.get(ANY, [])] if token.startswith(f"{ANY}:") else found


def _companies(wanted: Iterable[tuple[Touch, str, object]], whose: Whose) -> dict[str, dict[UUID, set[UUID]]]:
    """By what a touch says who is concerned: its ids → the companies with whom they are."""
    keys: dict[str, set[UUID]] = defaultdict(set)
    for row, token, _found in wanted:
        keys[row.by] |= set(map(UUID, row.what[token]))
    itself = {key: {key} for key in keys.pop(FIRM, ())}
    people = {by: whose(by, some) for by, some in keys.items()}
    if "customer" in people:  # of them only who was merged is said
        people["customer"] = {key: key for key in keys["customer"]} | people["customer"]
    firms: dict[UUID, set[UUID]] = defaultdict(set)
    customers = {one for known in people.values() for one in known.values()}
    for customer, company in asked(_COMPANIES, [array(customers)]) if customers else ():
        firms[customer].add(company)
    return {FIRM: itself} | {by: {key: firms[one] for key, one in known.items()} for by, known in people.items()}


def _write_down(news: dict[tuple[Segment, str], set[UUID]]) -> None:
    many = {segment for (segment, _why), companies in news.items() if len(companies) > MOST}
    revisit(many)
    insert([
        Touch(by=LATER, what={str(segment.pk): sorted(map(str, companies))}, why=why, at=_after_a_rest(segment.pk))
        for (segment, why), companies in news.items() if companies and segment not in many
    ])  # fmt: skip


def _after_a_rest(segment: UUID) -> datetime:
    """Now, or when it has rested; a clock that was set back makes nobody wait longer than that."""
    now = clock.now()
    ended, pause = _rests.get(segment, (now, timedelta(0)))
    return min(max(now, ended + pause), now + pause)


def _look(key: UUID, why: str, companies: Collection[UUID]) -> None:
    segment = Segment.objects.select_for_update(no_key=True).filter(pk=key, archived_at=None).first()
    if segment is None:
        return
    if len(companies) > MOST:
        revisit([segment])
        return
    begun = time.monotonic()
    look_at(segment, sorted(companies), why)
    _rests[key] = clock.now(), rest(timedelta(seconds=time.monotonic() - begun))
