"""A row of a file as claims and attributes, or why it cannot be loaded. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from nitka.customers.actions import Claim
from nitka.customers.kinds import spell_all
from nitka.customers.models import Status
from nitka.customers.queries import domain_of, spell_label
from nitka.imports import targets, values
from nitka.kit.tables import FORMULA
from nitka.kit.text import scrub

EXTERNAL = 120
_PARTS = re.compile(r"[,;|\n]")
OLDEST = date(1900, 1, 1)


class Wrong(ValueError):
    """The row cannot be loaded: a code of `words.py`, and the column it is about."""

    def __init__(self, reason: str, place: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


@dataclass(slots=True)
class Row:
    """Who a row is about and what it says of them."""

    number: int
    external: str = ""
    name: str = ""
    claims: list[Claim] = field(default_factory=list)  # the worthiest first
    own: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    company: str = ""
    domain: str = ""
    role: str = ""
    labels: list[str] = field(default_factory=list)
    labels_at: int = 0  # their column
    agreed: list[tuple[int, str, str, bool]] = field(default_factory=list)  # column, purpose, kind of contact, answer
    left: list[tuple[int, str]] = field(default_factory=list)  # cells that cannot be read: column, why


@dataclass(frozen=True, slots=True)
class Plan:
    """What each column is, taken apart once for all rows."""

    mapping: Sequence[str]
    sorts: Mapping[str, str]  # of attributes there are
    today: date
    source_id: UUID | None = None  # the import: what it proves bears its id
    strict: bool = False  # a cell that cannot be read costs the row


def prepare(number: int, cells: Any, plan: Plan) -> Row:
    """What a row says. Raises Wrong."""
    if not isinstance(cells, list):
        raise Wrong(str(cells.get("bad", "quote")) if isinstance(cells, dict) else "quote")
    reading = _Reading(Row(number), plan, _currency(cells, plan))
    for place, (target, given) in enumerate(zip(plan.mapping, cells, strict=False)):
        cell = plain(scrub(given).strip())
        if target and cell:
            reading.take(target, cell, place)
    return reading.row_of()


@dataclass(slots=True)
class _Reading:
    """One row as its cells are read one after another."""

    row: Row
    plan: Plan
    currency: str  # of its sums, where a column says so
    names: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, list[str]] = field(default_factory=dict)
    unread: list[tuple[str, int]] = field(default_factory=list)  # kinds of contacts that cannot be read, and where

    def take(self, target: str, cell: str, place: int) -> None:
        """A cell that is not empty."""
        if target in targets.IDENTITIES:
            found = spell_all(target, cell[:400])
            self.unread += [] if found else [(target, place)]
            self.contacts.setdefault(target, []).extend(found)
        elif target in targets.NAMES:
            self.names[target] = " ".join(cell.split())[:200]
        elif target == targets.EXTERNAL:
            if len(cell) > EXTERNAL:
                raise Wrong("external", place)
            self.row.external = cell
        elif target == targets.LANGUAGE:
            _speaks(self.row, cell, place)
        elif target in (targets.COMPANY, targets.DOMAIN, targets.ROLE):
            _works(self.row, target, cell, place)
        elif target == targets.LABELS:
            self.row.labels = [name for part in _PARTS.split(cell) if (name := spell_label(part))]
            self.row.labels_at = place
        elif answer := targets.consent(target):
            _agrees(self.row, answer, cell, place)
        elif target != targets.CURRENCY:
            _own(self.row, target, cell, place, self.plan, self.currency)

    def row_of(self) -> Row:
        """The row, when it is about somebody."""
        row, names = self.row, self.names
        row.name = names.get(targets.NAME) or " ".join(
            names[part] for part in (targets.FIRST, targets.MIDDLE, targets.LAST) if part in names
        )
        row.claims = [
            Claim(kind, value, "", Status.VERIFIED, "import", self.plan.source_id)
            for kind in targets.IDENTITIES for value in dict.fromkeys(self.contacts.get(kind, ()))
        ]  # fmt: skip
        if self.unread and not row.claims:
            kind, place = self.unread[0]
            raise Wrong(f"no_{kind}" if kind in ("phone", "email") else "nobody", place)
        if not row.claims and not row.external:
            raise Wrong("nobody")
        row.left += [(place, kind if kind in ("phone", "email") else "contact") for kind, place in self.unread]
        if row.left and self.plan.strict:
            raise Wrong(row.left[0][1], row.left[0][0])
        return row


def plain(cell: str) -> str:
    """Without the quote that keeps a spreadsheet from taking the cell for a formula (`kit.tables.harmless`)."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA and len(cell) > 1 else cell


def _currency(cells: Sequence[str], plan: Plan) -> str:
    """That of the row's sums, where a column says so."""
    return next((cell.strip() for target, cell in zip(plan.mapping, cells, strict=False)
                 if target == targets.CURRENCY), "")  # fmt: skip


def _speaks(row: Row, cell: str, place: int) -> None:
    try:
        row.language = values.language(cell)
    except values.Unfit:
        row.left.append((place, "language"))


def _works(row: Row, target: str, cell: str, place: int) -> None:
    if target == targets.COMPANY:
        row.company = " ".join(cell.split())[:200]
    elif target == targets.ROLE:
        row.role = cell[:100]
    elif domain := domain_of(cell):
        row.domain = domain
    else:
        row.left.append((place, "domain"))


def _agrees(row: Row, answer: tuple[str, str], cell: str, place: int) -> None:
    try:
        row.agreed.append((place, *answer, values.answer(cell)))
    except values.Unfit:
        row.left.append((place, "yesno"))


def _own(row: Row, target: str, cell: str, place: int, plan: Plan, currency: str) -> None:
    found = targets.own(target)
    if found is None:
        return
    key, sort = found
    sort = plan.sorts.get(key, sort)
    try:
        value = values.read(cell, sort, currency)
    except values.Unfit:
        row.left.append((place, sort if sort in ("number", "date", "yesno", "money") else "value"))
        return
    if sort == "date" and key == "birthday" and not OLDEST.isoformat() <= value <= plan.today.isoformat():
        row.left.append((place, "birthday"))
    elif value is not None:
        row.own[key] = value
