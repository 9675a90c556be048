"""How many: figures, pictures and the change, ready to be drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from nitka.feedback.metrics import nps
from nitka.feedback.metrics.compare import Change, Difference
from nitka.feedback.metrics.scales import NPS, mood
from nitka.feedback.metrics.shares import LEAST, Least
from nitka.insight import charts
from nitka.insight.filters import Filters, Period
from nitka.insight.names import Name, Names
from nitka.insight.report import Asked, Cell, Counts, Day, Row, change, count, rows
from nitka.kit.shares import Share, wilson

CUTS = ("channel", "touchpoint", "member")
BUCKETS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of dots."""

    name: Name
    url: str
    row: Row
    dot: charts.Dot | None
    enough: bool  # whether its share may stand beside others
    enough_before: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over one axis."""

    lines: list[Line]
    axis: charts.Axis


@dataclass(frozen=True, slots=True)
class Panel:
    """A touchpoint over time."""

    line: Line
    points: list[charts.Point | None]
    trend: str
    moved: Difference | None


@dataclass(frozen=True, slots=True)
class Fall:
    """What a change is made of, on one axis."""

    change: Change
    axis: charts.Axis
    before: charts.Dot
    now: charts.Dot
    within: tuple[float, float]
    mix: tuple[float, float]
    most: Name | None


def tables(
    cells: list[Cell], asked: list[Asked], names: Names, filters: Filters, least: Least = LEAST
) -> dict[str, Table]:
    """Channels, touchpoints and members, each with its dots."""
    return {cut: _table(cut, rows(cells, asked, attrgetter(cut)), names, filters, least) for cut in CUTS}


def _table(cut: str, found: Sequence[Row], names: Names, filters: Filters, least: Least) -> Table:
    shown = [row.now.share for row in found if row.now.n >= least.compared]
    axis = charts.axis([edge for share in shown for edge in (share.low, share.high)])
    lines = []
    for row in found:
        enough, before = row.now.n >= least.compared, row.before.n >= least.compared
        dot = charts.share_dot(row.now.share, axis) if enough else None
        lines.append(Line(names.of(cut, row.key), filters.url(**{cut: row.key}), row, dot, enough, before))
    return Table(lines, axis)


def panels(
    table: Table,
    days: Sequence[tuple[date, UUID | None, int, int]],
    scale: str,
    period: Period,
    least: Least = LEAST,
) -> list[Panel]:
    """Touchpoints in six stretches of the period and the one before."""
    found: dict[Hashable, list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in range(BUCKETS)])
    start, whole = period.before.first, period.days * 2
    for day, touchpoint, score, number in days:
        place = min(BUCKETS - 1, (day - start).days * BUCKETS // whole)
        found[touchpoint][place][0] += number * (mood(scale, score) > 0)
        found[touchpoint][place][1] += number
    shares = {key: [wilson(k, n) if n >= least.shown else None for k, n in cells] for key, cells in found.items()}
    edges = [edge for line in table.lines for s in shares.get(line.name.id, []) if s for edge in (s.low, s.high)]
    axis = charts.axis(edges)
    return [_panel(line, shares.get(line.name.id, []), axis) for line in table.lines]


def _panel(line: Line, shares: Sequence[Share | None], axis: charts.Axis) -> Panel:
    points = charts.points(shares, axis)
    compared = line.enough and line.enough_before
    return Panel(line, points, charts.trend(points), line.row.difference if compared else None)


def by_day(days: Sequence[tuple[date, UUID | None, int, int]], scale: str, period: Period) -> list[Day]:
    """Answers by day, or by week where the period is long."""
    step = 1 if period.days <= 31 else 7
    groups: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, _, score, number in days:
        if day >= period.first:
            groups[(day - period.first).days // step][mood(scale, score) + 1] += number
    made = []
    for place in range((period.days + step - 1) // step):
        first = period.first + timedelta(days=place * step)
        unhappy, neutral, happy = groups[place]
        made.append(Day(first, min(period.last, first + timedelta(days=step - 1)), Counts(happy, neutral, unhappy)))
    return made


def fall(cells: list[Cell], names: Names, least: Least = LEAST) -> Fall | None:
    """The change against the period before, when both have enough answers."""
    now, before = count(c for c in cells if c.now), count(c for c in cells if not c.now)
    split = change(cells)
    if split is None or min(now.n, before.n) < least.compared:
        return None
    a, b = before.share, now.share
    start, end = a.value or 0.0, b.value or 0.0
    middle = start + split.within.value
    axis = charts.axis([a.low, a.high, b.low, b.high, max(0.0, min(1.0, middle))], step=0.05)
    heaviest = max(split.parts, key=lambda p: abs(p.within), default=None)
    key: Any = heaviest.key if heaviest and abs(heaviest.within) > 0.005 else None
    return Fall(
        change=split,
        axis=axis,
        before=charts.dot(start, a.low, a.high, axis),
        now=charts.dot(end, b.low, b.high, axis),
        within=_lane(start, middle, axis),
        mix=_lane(middle, end, axis),
        most=names.of("touchpoint", key[1]) if key and key[1] in names.touchpoints else None,
    )


def _lane(a: float, b: float, axis: charts.Axis) -> tuple[float, float]:
    low, high = sorted((100 * axis.at(a), 100 * axis.at(b)))
    return round(low, 2), round(high, 2)


def moved(now: Counts, before: Counts, scale: str, least: Least = LEAST) -> Difference | None:
    """How the headline moved: the share, or the score on the scale 0–10."""
    if min(now.n, before.n) < least.compared:
        return None
    if scale == NPS:
        return Difference(*nps.difference(now.nps, before.nps))
    return Row("", now, before).difference
