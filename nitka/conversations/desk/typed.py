"""Rows that PostgreSQL sends as one JSON text, read into a dataclass: the columns in the order of its fields."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

Row = TypeVar("Row")
_READ: dict[Any, Callable[[str], Any]] = {
    UUID: UUID,
    UUID | None: UUID,
    datetime: datetime.fromisoformat,
    datetime | None: datetime.fromisoformat,
    date | None: date.fromisoformat,
    Decimal | None: Decimal,  # of a number that was sent as text: as JSON's it would lose its end
}


def typed(kind: type[Row], text: str) -> list[Row]:
    """The rows of a JSON array of objects, ids and times read."""
    readers = _readers(kind)  # type: ignore[arg-type] # a class is hashable
    found = json.loads(text)
    for row in found:
        for name, read in readers:
            if row[name] is not None:
                row[name] = read(row[name])
    return [kind(**row) for row in found]


@cache
def _readers(kind: Any) -> list[tuple[str, Callable[[str], Any]]]:
    """The fields that JSON knows as text only."""
    return [(name, _READ[hint]) for name, hint in get_type_hints(kind).items() if hint in _READ]
