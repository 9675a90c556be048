"""How many answers a share needs before it is shown, and what the silent could make of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Least:
    """How many answers it takes to show a share, and to compare two (a setting of the workspace)."""

    shown: int = 5
    compared: int = 30


LEAST = Least()


def bounds_with_silent(k: int, n: int, silent: int) -> tuple[float, float]:
    """The share if all of the silent were against, and if all were for (Manski's bounds)."""
    total = n + silent
    if total <= 0:
        return 0.0, 1.0
    return k / total, (k + silent) / total
