"""What the columns of a file can be and how they are guessed, whichever kind of file it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nitka.customers import kinds
from nitka.imports import company_columns, guess, order_columns, targets, values
from nitka.imports.models import Kind

_OTHERS: dict[str, Any] = {Kind.COMPANIES: company_columns, Kind.ORDERS: order_columns}


def kind_of(columns: Sequence[str]) -> Kind:
    """What the rows of a file are, by what its columns are called."""
    if order_columns.are_orders(columns):
        return Kind.ORDERS
    return Kind.COMPANIES if company_columns.are_companies(columns) else Kind.PEOPLE


def guessed(kind: str, columns: Sequence[str], rows: Sequence[Sequence[str]], sorts: Mapping[str, str]) -> list[str]:
    """A target for each column, "" for one to leave out; `sorts`: of the attributes there are."""
    found: list[str] = (
        _OTHERS[kind].guessed(columns, rows) if kind in _OTHERS else guess.mapping(columns, rows, sorts)
    )
    return found


def is_one(kind: str, target: str) -> bool:
    """Whether a word names something a column can be."""
    found: bool = _OTHERS.get(kind, targets).is_one(target)
    return found


def wrong(kind: str, mapping: Sequence[str], total: int) -> str:
    """Why no file can be loaded with these columns, in words; "" when it can."""
    if kind == Kind.COMPANIES:
        return company_columns.wrong(mapping, total)
    return order_columns.wrong(mapping) if kind == Kind.ORDERS else targets.wrong(mapping)


def choices(
    kind: str, known: Mapping[str, str], taken: Iterable[str], purposes: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of what can be chosen for a column."""
    if kind in _OTHERS:
        found: list[tuple[str, list[tuple[str, str]]]] = _OTHERS[kind].choices()
        return found
    return targets.choices(known, taken, purposes)


def reads(kind: str, target: str, cell: str, known: Mapping[str, str], currency: str) -> bool:
    """Whether a cell may be what its column is."""
    if kind == Kind.ORDERS:
        return order_columns.reads(target, cell, currency)
    if kind == Kind.COMPANIES:
        return company_columns.reads(target, cell)
    if target in targets.IDENTITIES:
        return bool(kinds.spell_all(target, cell[:400]))
    own = targets.own(target)
    if own:
        sort = known.get(own[0], own[1])
        return values.fits(cell, sort) or (sort == "money" and values.fits(cell, "number"))
    return values.fits(cell, "yesno") if targets.consent(target) else True


def label(kind: str, target: str) -> str:
    """What somebody or something was known by."""
    if kind in _OTHERS and _OTHERS[kind].is_one(target):
        found: str = _OTHERS[kind].label(target)
        return found
    return kinds.label(target)
