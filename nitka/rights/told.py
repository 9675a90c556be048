"""The corrections of a request as its page tells them: what stands there, what should, what was done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nitka.accounts.models import Member
from nitka.customers import attributes
from nitka.customers.queries import survivor
from nitka.rights import words
from nitka.rights.models import Correction, Entry, Field, Kind, Request
from nitka.rights.wrong import Spot, said, spots


@dataclass(frozen=True, slots=True)
class Line:
    """One correction, in words."""

    row: Correction
    label: str
    was: str
    asked: str
    who: str


@dataclass(frozen=True, slots=True)
class Told:
    """All of a request’s, and which values could be named."""

    lines: list[Line] = field(default_factory=list)
    choices: list[Spot] = field(default_factory=list)

    @property
    def waiting(self) -> Line | None:
        """The first that is not changed yet."""
        return next((line for line in self.lines if not line.row.applied_at), None)

    def line(self, entry: Entry) -> str:
        """What a line of the log says; with both values, as long as they are kept."""
        text = words.verb(entry)
        if "correction" not in entry.detail:
            return text
        for one in self.lines:
            if str(one.row.pk) == entry.detail["correction"] and one.asked:
                values = (one.asked, one.was) if entry.verb == "uncorrected" else (one.was, one.asked)
                return f"{text}: {one.label}, {values[0] or '—'} → {values[1] or '—'}"
        return f"{text}: {_label(entry.detail['field'], entry.detail['key'])}"


def corrected(request: Request, member: Member, names: Mapping[Any, str]) -> Told:
    """A fixed number of statements; none for a request of another kind."""
    if request.kind != Kind.RECTIFICATION:
        return Told()
    there = _there(request, member) if request.is_open else {}
    lines = [
        Line(one, there[one.code].label if one.code in there else _label(one.field, one.key), said(one.field, one.was),
             said(one.field, one.asked), names.get(one.member_id, ""))
        for one in request.corrections.order_by("at", "id")
    ]  # fmt: skip
    return Told(lines, list(there.values()))


def _there(request: Request, member: Member) -> dict[str, Spot]:
    customer = survivor(request.customer_id, member)
    return spots(customer, member) if customer and not customer.erased_at else {}


def _label(of: str, key: str) -> str:
    return attributes.label(key) if key else str(Field(of).label)
