"""How a page can look: at a desk or on a telephone, light or dark, Russian or English.

A page is looked at twice, in looks that have nothing in common, so that each width, theme and language sees it; which
two goes round from page to page, so that all eight are somewhere. `NITKA_ALL_LOOKS=1` shows every page in every look.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

Look = tuple[int, str, str]  # width, theme, language

TURNS: list[tuple[Look, Look]] = [
    ((1440, "light", "ru-RU"), (390, "dark", "en-GB")),
    ((1440, "dark", "en-GB"), (390, "light", "ru-RU")),
    ((1440, "light", "en-GB"), (390, "dark", "ru-RU")),
    ((1440, "dark", "ru-RU"), (390, "light", "en-GB")),
]
LOOKS = sorted(look for pair in TURNS for look in pair)
T = TypeVar("T")
ALL = bool(os.environ.get("NITKA_ALL_LOOKS"))


def of(turn: int) -> list[Look]:
    """The looks of a page whose turn it is."""
    return LOOKS if ALL else list(TURNS[turn % len(TURNS)])


def due(things: Sequence[T], look: Look) -> list[T]:
    """Those of `things`, each with the turn of its place, that are to be seen so."""
    return [thing for turn, thing in enumerate(things) if look in of(turn)]


def looks(*turns: int) -> pytest.MarkDecorator:
    """A test for each look of these turns."""
    found = sorted({look for turn in turns for look in of(turn)})
    return pytest.mark.parametrize(("width", "theme", "language"), found)
