"""A move is taken back, a portion at a time: deals, conversations, merges, companies, customers; what has lived since
stays."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from nitka.conversations.actions.unrestore import unrestore
from nitka.customers.actions import forget_words, part, take_off_again, unmake, untell_companies
from nitka.customers.models import Evidence, Identity
from nitka.kit import blobs, clock
from nitka.moments.actions import unmake as unmake_moments
from nitka.moments.models import Moment
from nitka.moments.queries import lived
from nitka.moving.models import Known, Moving, State, Trouble

PORTION = {"deals": 500, "conversations": 50, "merges": 100, "companies": 200, "customers": 500}
ORDER = tuple(PORTION)
REST = timedelta(minutes=1)
_KINDS = {"deals": "deal", "conversations": "talk", "merges": "merge", "companies": "company"}


def portion(row: Moving) -> None:
    """The next portion of a move that this transaction holds."""
    if row.part == "conversations" and not blobs.may_go():  # a backup is being made: what it names must stay so long
        row.next_at = clock.now() + REST
        row.save()
        return
    last, counts = row.cursor.get("last"), Counter(row.counts)
    if row.part == "customers":
        row.cursor = _customers(row, last, counts)
    else:
        row.cursor = _known(row, last, counts)
    row.counts, row.tries, row.reason, row.next_at = dict(counts), 0, "", clock.now()
    if not row.cursor:
        _on(row)
    row.save()


def _on(row: Moving) -> None:
    rest = ORDER[ORDER.index(row.part) + 1 :]
    row.part = rest[0] if rest else ""
    if not rest:
        Known.objects.filter(of_id=row.pk, kind="customer").delete()  # who stays is found by their contacts
        Trouble.objects.filter(of_id=row.pk).delete()
        row.state, row.ended_at = State.RETURNED, clock.now()


def _known(row: Moving, last: Any, counts: Counter[str]) -> dict[str, str]:
    """What the move told first, by what the program calls it."""
    found = Known.objects.filter(of_id=row.pk, kind=_KINDS[row.part])
    rows = list((found.filter(pk__gt=last) if last else found).order_by("id")[: PORTION[row.part]])
    ours = {one.ours for one in rows}
    verb: Callable[[Moving, set[UUID]], set[UUID]] = {
        "deals": _deals, "conversations": _talks, "merges": _merges, "companies": _companies,
    }[row.part]  # fmt: skip
    gone = verb(row, ours) if ours else set()
    Known.objects.filter(pk__in=[one.pk for one in rows if one.ours in gone]).delete()
    if row.part == "deals":  # each is told by up to three moments
        counts["deals_gone"] += sum(one.ours in gone and one.external.endswith(":opened") for one in rows)
    else:
        counts[f"{row.part}_gone"] += len(gone)
        counts[f"{row.part}_stay"] += len(ours - gone)
    return {"last": str(rows[-1].pk)} if len(rows) == PORTION[row.part] else {}


def _deals(row: Moving, ours: set[UUID]) -> set[UUID]:
    unmake_moments(ours, told_by=row.pk)
    return ours - set(Moment.objects.filter(pk__in=ours).values_list("pk", flat=True))


def _talks(row: Moving, ours: set[UUID]) -> set[UUID]:
    return unrestore(ours, channel_id=row.channel_id, tag=f"{row.source}:") if row.channel_id else set()


def _merges(row: Moving, ours: set[UUID]) -> set[UUID]:
    part(ours, member_id=row.member_id)
    return ours


def _companies(row: Moving, ours: set[UUID]) -> set[UUID]:
    return untell_companies(ours, source_id=row.source_id, since=row.at)


def _customers(row: Moving, last: Any, counts: Counter[str]) -> dict[str, str]:
    """All whose contacts it told of; whom somebody has written to, noted or sold to since stays. Its labels come off
    before: whoever wears one that a colleague put on stays, too.
    """
    if last is None:
        take_off_again(by=row.pk)
    told = Evidence.objects.filter(source_id=row.pk)
    told = told.filter(identity_id__gt=last) if last else told
    size = PORTION["customers"]
    ids = list(told.order_by("identity_id").values_list("identity_id", flat=True).distinct()[:size])
    if not ids:
        return {}
    customers = set(Identity.objects.filter(pk__in=ids).values_list("customer_id", flat=True))
    forget_words(customers, at=row.at)
    gone = unmake(identities=ids, source_id=row.pk, used=lived(ids), since=row.at)
    counts["customers_gone"] += len(gone)
    counts["customers_stay"] += len(customers - gone)
    return {"last": str(ids[-1])} if len(ids) == size else {}
