"""The queue of proposals: how sure they are, in which order they are looked at. Reads only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers import waiting, words
from nitka.customers.models import Proposal
from nitka.customers.names import name_of
from nitka.customers.paging import place
from nitka.customers.waiting import Place, Stretch, look
from nitka.kit.db.ahead import Soon

SHOWN = 12  # of each band beside the others
PAGE = 50  # of one band by itself
COUNTED = 100  # beyond it a badge says "99+"
# Of probabilities from, to; those by a rule have none and stand last
BANDS: dict[str, tuple[str | Promise, float, float]] = {
    "sure": (pgettext_lazy("proposals", "Almost surely"), 0.9, 2.0),
    "arguable": (pgettext_lazy("proposals", "Arguable"), 0.5, 0.9),
    "different": (pgettext_lazy("proposals", "Rather different"), 0.0, 0.5),
    "rule": (pgettext_lazy("proposals", "Asked by a rule"), -2.0, 0.0),
}
LATER = "later"


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of the queue."""

    id: UUID
    proposal: Proposal
    first: str
    second: str
    keys: tuple[UUID, UUID]
    hundred: int | None  # of so many such pairs
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """A band as it is shown: its first pairs, and where it goes on."""

    code: str
    label: str | Promise
    n: int
    rows: list[Row]
    following: str


def groups(member: Member, later: Collection[UUID], only: str = "", after: str = "") -> list[Group]:
    """The bands that hold anything, each with its first pairs; `only` one of them, a page of it. Two statements.

    Raises ValueError for a place that is none.
    """
    bands = [only] if only else [*BANDS, *([LATER] if later else [])]
    found = look(member, [*(_stretch(code, later) for code in bands), *_page(only, later, after)])
    most = PAGE if only else SHOWN
    places = {code: found["page" if after else code] for code in bands if found["page" if after else code]}
    rows = _read().in_bulk([key for all_of in places.values() for *_place, key in all_of[:most]])
    return [
        Group(code, label_of(code), len(found[code]), [row(rows[key]) for *_place, key in all_of[:most]],
              _mark(*all_of[most - 1]) if len(all_of) > most else "")
        for code, all_of in places.items()
    ]  # fmt: skip


def whole(member: Member, after: Place | None, most: int = 500) -> tuple[list[Row], Place | None]:
    """The queue from a place on, put off or not: its rows, and the place behind them. Two statements."""
    places = look(member, [Stretch("all", most, after=after)]).get("all", [])
    rows = _read().in_bulk([key for *_place, key in places])
    return [row(rows[key]) for *_place, key in places if key in rows], places[-1] if len(places) == most else None


def band_of(proposal: Proposal) -> str | Promise:
    """What the band is called that a pair stands in."""
    p = -1.0 if proposal.probability is None else proposal.probability
    return next(label for label, low, high in BANDS.values() if low <= p < high)


def label_of(code: str) -> str | Promise:
    """What a band is called."""
    return BANDS[code][0] if code in BANDS else _("Put off by you")


def ask_count(member: Member) -> Soon[tuple[int, bool]]:
    """Ask how many wait, as far as they are counted, and whether there may be more."""
    return waiting.ask_count(member, COUNTED)


def following(member: Member, later: Collection[UUID], behind: Proposal | None = None) -> Proposal | None:
    """The pair to look at after one, in the queue's order; the first one where it was the last. Two statements."""
    stretches = [Stretch("first", 1, without=later)]
    if behind is not None:
        without, after = [*later, behind.pk], (behind.probability, behind.at, behind.pk)
        stretches = [Stretch("ahead", 1, without=without, after=after), Stretch("first", 1, without=without)]
    found = look(member, stretches)
    places = found["ahead"] or found["first"]
    return _read().get(pk=places[0][2]) if places else None


def _read() -> "QuerySet[Proposal]":
    return Proposal.objects.select_related("identity__customer", "claimant__customer")


def _stretch(code: str, later: Collection[UUID], most: int = COUNTED + 1, after: Place | None = None) -> Stretch:
    if code == LATER:
        return Stretch(code, most, only=later, after=after)
    _label, low, high = BANDS[code]
    return Stretch(code, most, low, high, without=later, after=after)


def _page(only: str, later: Collection[UUID], after: str) -> list[Stretch]:
    if not after:
        return []
    probability, _sign, rest = after.partition("~")
    rank = float(probability) if probability else None
    if rank is not None and not 0 <= rank <= 2:  # neither more than all nor what is no number
        raise ValueError(rank)
    return [replace(_stretch(only, later, PAGE + 1, (rank, *place(rest))), code="page")]


def row(proposal: Proposal) -> Row:
    """How a pair reads in the queue."""
    first, second = ((side.customer, name_of(side.customer, [side])) for side in (proposal.identity, proposal.claimant))
    hundred = hundred_of(proposal.probability)
    return Row(proposal.pk, proposal, first[1], second[1], (first[0].pk, second[0].pk), hundred, _brief(proposal))


def hundred_of(probability: float | None) -> int | None:
    """Of a hundred such pairs so many are one person; never all and never none, as nobody knows that."""
    return None if probability is None else min(99, max(1, round(probability * 100)))


def _brief(proposal: Proposal) -> str:
    speaks, against = words.reasons(proposal)
    said = [reason.text for reason in (*speaks[:2], *against[:1])]
    return "; ".join(said) or words.why(proposal.why)


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
