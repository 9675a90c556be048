"""A row of a file as claims and attributes, or why it cannot be loaded. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from nitka.customers.actions import Claim
from nitka.customers.kinds import spell_all
from nitka.customers.models import Status
from nitka.imports import targets, values
from nitka.kit.tables import FORMULA
from nitka.kit.text import scrub

EXTERNAL = 120
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
    row, names = Row(number), dict[str, str]()
    unread: list[tuple[str, int]] = []
    contacts: dict[str, list[str]] = {}
    for place, (target, given) in enumerate(zip(plan.mapping, cells, strict=False)):
        cell = _plain(scrub(given).strip())
        if not target or not cell:
            continue
        if target in targets.IDENTITIES:
            found = spell_all(target, cell[:400])
            unread += [] if found else [(target, place)]
            contacts.setdefault(target, []).extend(found)
        elif target in targets.NAMES:
            names[target] = " ".join(cell.split())[:200]
        elif target == targets.EXTERNAL:
            if len(cell) > EXTERNAL:
                raise Wrong("external", place)
            row.external = cell
        else:
            _own(row, target, cell, place, plan)
    row.name = names.get(targets.NAME) or " ".join(
        names[part] for part in (targets.FIRST, targets.MIDDLE, targets.LAST) if part in names
    )
    row.claims = [
        Claim(kind, value, "", Status.VERIFIED, "import", plan.source_id)
        for kind in targets.IDENTITIES for value in dict.fromkeys(contacts.get(kind, ()))
    ]  # fmt: skip
    if unread and not row.claims:
        kind, place = unread[0]
        raise Wrong(f"no_{kind}" if kind in ("phone", "email") else "nobody", place)
    if not row.claims and not row.external:
        raise Wrong("nobody")
    row.left += [(place, kind if kind in ("phone", "email") else "contact") for kind, place in unread]
    if row.left and plan.strict:
        raise Wrong(row.left[0][1], row.left[0][0])
    return row


def _plain(cell: str) -> str:
    """Without the quote that keeps a spreadsheet from taking the cell for a formula (`kit.tables.harmless`)."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA and len(cell) > 1 else cell


def _own(row: Row, target: str, cell: str, place: int, plan: Plan) -> None:
    found = targets.own(target)
    if found is None:
        return
    key, sort = found
    sort = plan.sorts.get(key, sort)
    try:
        value = values.read(cell, sort)
    except values.Unfit:
        row.left.append((place, sort if sort in ("number", "date", "yesno") else "value"))
        return
    if sort == "date" and key == "birthday" and not OLDEST.isoformat() <= value <= plan.today.isoformat():
        row.left.append((place, "birthday"))
    elif value is not None:
        row.own[key] = value
