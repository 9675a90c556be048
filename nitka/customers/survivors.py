"""Which of several values is a customer's: by how sure it is, then by the habit of the field. Pure.

A name that was typed with the keyboard switched over («Bdfy» for «Иван») is nobody's, however sure it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nitka.customers.matching.spelling import switched
from nitka.customers.models import Status

_RANK = {Status.GUESSED: 0, Status.STATED: 1, Status.VERIFIED: 2}
RULES = ("hand", "legible", "surer", "fuller", "newer")  # in the order of `_worth`
LONGEST = {"name"}  # of equally sure ones the fuller is better; of other fields, and of what a hand wrote, the newer
COLUMNS = {"name": 200, "language": 2}  # fields that lists need: columns of `Customer`, and their length


@dataclass(frozen=True, slots=True)
class Said:
    """A value with its origin."""

    id: UUID
    field: str
    text: str
    status: str
    how: str
    at: datetime
    identity_id: UUID
    member_id: UUID | None = None


def choose(values: Iterable[Said]) -> Said | None:
    """The survivor of the values of one field; the order they come in does not matter."""
    known = list(values)
    return max(known, key=_worth) if len(known) > 1 else next(iter(known), None)


def why(chosen: Said, others: Iterable[Said]) -> str:
    """Which rule decided, as a code: only, hand, legible, surer, fuller, newer, same."""
    against = [other for other in others if other.id != chosen.id and other.text != chosen.text]
    if not against:
        return "only"
    second = max(against, key=_worth)
    for code, mine, theirs in zip(RULES, _worth(chosen), _worth(second), strict=False):
        if mine != theirs:
            return code
    return "same"


def _worth(value: Said) -> tuple[bool, bool, int, int, datetime, UUID]:
    by_hand = value.how == "hand"
    legible = by_hand or value.field != "name" or not switched(value.text)
    length = len(value.text) if value.field in LONGEST and not by_hand else 0
    return (by_hand, legible, _RANK[Status(value.status)], length, value.at, value.id)
