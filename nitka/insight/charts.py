"""Geometry of the pictures: numbers in, coordinates out; templates draw, stylesheets colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from nitka.insight.report import Counts, Day
from nitka.kit.shares import Share

PANEL = (168, 84)
COLUMNS = (1000, 120)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale of shares from `low` to `high`."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Where a value lies, 0 … 1; what lies outside sits on the edge."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    @property
    def middle(self) -> float:
        """Half-way."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with its interval, in percent of the width (CSS) and in units of a drawing."""

    x: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Point:
    """A point with a vertical interval in a panel."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Column:
    """One day: three blocks standing on each other."""

    x: float
    width: float
    happy: tuple[float, float]
    neutral: tuple[float, float]
    unhappy: tuple[float, float]
    day: Day


def axis(values: Sequence[float], step: float = 0.1, least: float = 0.2) -> Axis:
    """Round ends around the values, within 0 … 1 and at least `least` apart."""
    if not values:
        return Axis(0.0, 1.0)
    low = max(0.0, floor(min(values) / step + 1e-9) * step)
    high = min(1.0, ceil(max(values) / step - 1e-9) * step)
    while high - low < least - 1e-9:
        high, low = min(1.0, high + step), max(0.0, low - step)
    return Axis(round(low, 6), round(high, 6))


def signed_axis(values: Sequence[float], step: float = 0.1) -> Axis:
    """Round ends around zero and the values, for differences."""
    far = max([step, *(abs(v) for v in values)])
    low = -ceil(max(0.0, -min([0.0, *values])) / step - 1e-9) * step
    high = ceil(max([0.0, *values]) / step - 1e-9) * step
    edge = ceil(far / step / 4) * step
    return Axis(round(min(low, -edge), 6), round(max(high, edge), 6))


def dot(value: float, low: float, high: float, on: Axis) -> Dot:
    """A point with its interval."""
    return Dot(*(round(100 * on.at(v), 2) for v in (value, low, high)))


def share_dot(share: Share, on: Axis) -> Dot | None:
    """A share as a point, when there is one."""
    return None if share.value is None else dot(share.value, share.low, share.high, on)


def bar(counts: Counts) -> dict[str, float]:
    """Widths of the stacked bar in percent of those asked; nothing shorter than it is."""
    whole = counts.asked or 1
    names = ("happy", "neutral", "unhappy", "silent")
    return {name: round(100 * getattr(counts, name) / whole, 2) for name in names}


def points(shares: Sequence[Share | None], on: Axis) -> list[Point | None]:
    """A panel's points from left to right; a gap where there are too few."""
    width, height = PANEL
    step = (width - 18) / max(1, len(shares) - 1)
    made: list[Point | None] = []
    for place, share in enumerate(shares):
        if share is None or share.value is None:
            made.append(None)
            continue
        top, y, bottom = (round(height * (1 - on.at(v)), 1) for v in (share.high, share.value, share.low))
        made.append(Point(round(9 + place * step, 1), y, top, bottom))
    return made


def trend(found: Sequence[Point | None]) -> str:
    """The line through a panel's points, broken at gaps, as a path."""
    path, pen = "", "M"
    for point in found:
        path += f"{pen}{point.x} {point.y}" if point else ""
        pen = "L" if point else "M"
    return path


def columns(days: Sequence[Day]) -> list[Column]:
    """Columns of answers by day, from zero up."""
    width, height = COLUMNS
    highest = max([1, *(d.now.n for d in days)])
    step = width / max(1, len(days))
    made = []
    for place, day in enumerate(days):
        level = 0.0
        blocks: list[tuple[float, float]] = []
        for size in (day.now.happy, day.now.neutral, day.now.unhappy):
            tall = height * size / highest
            level += tall
            blocks.append((round(height - level, 2), round(tall, 2)))
        happy, neutral, unhappy = blocks
        made.append(Column(round(place * step + 1, 2), round(step - 2, 2), happy, neutral, unhappy, day))
    return made
