"""The queue of proposals: how sure they are, in which order they are looked at. Reads only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers import words
from nitka.customers.models import RANK, Proposal
from nitka.customers.names import name_of
from nitka.customers.paging import place
from nitka.customers.queries import open_proposals

SHOWN = 12  # of each band beside the others
PAGE = 50  # of one band by itself
WINDOW, WINDOWS = 200, 5  # pairs that are looked at together, and how many times for a page
COUNTED = 100  # beyond it a badge says "99+"
# Of probabilities from, to; those by a rule have none and stand last
BANDS: dict[str, tuple[str | Promise, float, float]] = {
    "sure": (pgettext_lazy("proposals", "Almost surely"), 0.9, 2.0),
    "arguable": (pgettext_lazy("proposals", "Arguable"), 0.5, 0.9),
    "different": (pgettext_lazy("proposals", "Rather different"), 0.0, 0.5),
    "rule": (pgettext_lazy("proposals", "Asked by a rule"), -2.0, 0.0),
}
LATER = "later"
Place = tuple[float | None, datetime, UUID]  # of a pair in the queue's order


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of the queue."""

    id: UUID
    first: str
    second: str
    keys: tuple[UUID, UUID]
    hundred: int | None  # of so many such pairs
    said: str


@dataclass(frozen=True, slots=True)
class Band:
    """A band by the keys of its pairs."""

    code: str
    label: str | Promise
    n: int
    keys: list[UUID]
    following: str


@dataclass(frozen=True, slots=True)
class Group:
    """A band as it is shown: its first pairs, and where it goes on."""

    code: str
    label: str | Promise
    n: int
    rows: list[Row]
    following: str


def groups(member: Member, later: Collection[UUID], only: str = "", after: str = "") -> list[Group]:
    """The bands that hold anything, each with its first pairs; `only` one of them, a page of it. A few statements each.

    Raises ValueError for a place that is none.
    """
    codes = [only] if only else [*BANDS, LATER]
    most = PAGE if only else SHOWN
    found = [band for code in codes if (band := _band(code, member, later, most, after if only else "")).keys]
    read = Proposal.objects.select_related("identity__customer", "claimant__customer")
    rows = read.in_bulk([key for band in found for key in band.keys])
    return [Group(one.code, one.label, one.n, [row(rows[key]) for key in one.keys], one.following) for one in found]


def count(member: Member) -> int:
    """How many wait, at most one more than is counted."""
    return len(_look(member, _ordered(_waiting()), COUNTED + 1)[0])


def following(member: Member, later: Collection[UUID], behind: Proposal | None = None) -> Proposal | None:
    """The pair to look at after one, in the queue's order; the first one where it was the last."""
    rows = _ordered(_waiting().exclude(pk__in=later))
    if behind is not None:
        rows = rows.exclude(pk=behind.pk)
        ahead, _rest = _look(member, _after(rows, behind.probability, behind.at, behind.pk), 1)
    else:
        ahead = []
    found = ahead or _look(member, rows, 1)[0]
    read = Proposal.objects.select_related("identity__customer", "claimant__customer")
    return read.get(pk=found[0][2]) if found else None


def _band(code: str, member: Member, later: Collection[UUID], most: int, after: str) -> Band:
    if code == LATER:
        label: str | Promise = _("Put off by you")
        rows = _ordered(_waiting().filter(pk__in=later))
    else:
        label, low, high = BANDS[code]
        rows = _ordered(_waiting()).exclude(pk__in=later).filter(rank__gte=low, rank__lt=high)
    page = rows
    if after:
        probability, _sign, rest = after.partition("~")
        page = _after(rows, float(probability) if probability else None, *place(rest))
    found, further = _look(member, page, COUNTED + 1)
    n = len(found if not after else _look(member, rows, COUNTED + 1)[0])
    if len(found) > most:
        further = _mark(*found[most - 1])
    return Band(code, label, n, [key for *_place, key in found[:most]], further)


def _waiting() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(decision="")


def _look(member: Member, rows: "QuerySet[Any]", most: int) -> tuple[list[Place], str]:
    """The first of ordered rows that are open to a member, and where to go on looking when that is not the end.

    Window by window, so that the order's index is followed: joined with what is open, all that waits would be sorted.
    """
    found: list[Place] = []
    ahead = rows
    for _turn in range(WINDOWS):
        window = list(ahead.values_list("probability", "at", "pk")[:WINDOW])
        opened = open_proposals(member).filter(pk__in=[key for *_place, key in window])
        seen = set(opened.values_list("pk", flat=True))
        found += [place for place in window if place[2] in seen][: most - len(found)]
        if len(window) < WINDOW:
            return found, ""
        if len(found) >= most:
            break
        ahead = _after(rows, *window[-1])
    return found, _mark(*window[-1])


def row(proposal: Proposal) -> Row:
    """How a pair reads in the queue."""
    first, second = ((side.customer, name_of(side.customer, [side])) for side in (proposal.identity, proposal.claimant))
    hundred = hundred_of(proposal.probability)
    return Row(proposal.pk, first[1], second[1], (first[0].pk, second[0].pk), hundred, _brief(proposal))


def hundred_of(probability: float | None) -> int | None:
    """Of a hundred such pairs so many are one person; never all and never none, as nobody knows that."""
    return None if probability is None else min(99, max(1, round(probability * 100)))


def _brief(proposal: Proposal) -> str:
    speaks, against = words.reasons(proposal)
    said = [reason.text for reason in (*speaks[:2], *against[:1])]
    return "; ".join(said) or words.why(proposal.why)


def _ranked(rows: "QuerySet[Proposal]") -> "QuerySet[Any]":
    return rows.annotate(rank=RANK)


def _ordered(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return _ranked(rows).order_by("-rank", "-at", "-pk")


def _after(rows: "QuerySet[Any]", probability: float | None, at: datetime, key: UUID) -> "QuerySet[Any]":
    rank = -1.0 if probability is None else probability
    if not -2 <= rank <= 2:  # neither more than all nor what is no number
        raise ValueError(probability)
    older = Q(at__lt=at) | Q(at=at, pk__lt=key)
    return rows.filter(Q(rank__lte=rank), Q(rank__lt=rank) | older)


def _mark(probability: float | None, at: datetime, key: UUID) -> str:
    return f"{'' if probability is None else repr(probability)}~{at.isoformat()}~{key}"


def keys_of(given: Sequence[str]) -> list[UUID]:
    """Ids out of words; what is none is left out."""
    found = []
    for text in given:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
