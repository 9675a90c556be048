"""Whether the first row says what the columns are."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

LOOKED_AT = 50  # rows
_VALUE = re.compile(r"@|^[\d\s+().,:/-]{4,}$|^\d")


def is_first(rows: Sequence[Any]) -> bool:
    """Words, each another, and no value among them: names of columns."""
    first = rows[0]
    if not isinstance(first, list):
        return False
    cells = [cell.strip() for cell in first if cell.strip()]
    if not cells or len(set(cells)) < len(cells):
        return False
    return not any(_VALUE.search(cell) or len(cell) > 80 for cell in cells)


def width(rows: Sequence[Any], headed: bool) -> int:
    """How many columns there are: as the header has, or as most rows have."""
    widths = Counter(_filled(row) for row in rows if isinstance(row, list))
    usual = max(widths, key=lambda n: (widths[n], n), default=0)
    return max(_filled(rows[0]), usual) if headed and isinstance(rows[0], list) else usual


def _filled(row: Sequence[str]) -> int:
    """Cells up to the last that holds something."""
    return max((place + 1 for place, cell in enumerate(row) if cell.strip()), default=0)


def names(cells: Sequence[str], width: int) -> list[str]:
    """What the columns are called; one without a name by its letter, as a spreadsheet calls it."""
    given = [*(" ".join(cell.split())[:120] for cell in cells), *[""] * (width - len(cells))]
    return [name or letter(place) for place, name in enumerate(given)]


def letter(place: int) -> str:
    """A, B, …, Z, AA, …"""
    said = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(65 + rest) + said
    return said
