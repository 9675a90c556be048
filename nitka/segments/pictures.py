"""Pictures of a segment as numbers for SVG: its size over 30 days, who came and went each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min

from nitka.kit import clock
from nitka.segments.models import Day, Segment
from nitka.ui import words

DAYS = 30
USUAL, ENOUGH = 180, 20  # days before those, and of how many of them a size is known at the least
WIDTH, HEIGHT = 120.0, 32.0


@dataclass(frozen=True, slots=True)
class Trend:
    """The line of a segment's size and what it says. `days`: how long it is known."""

    path: str = ""
    last: tuple[float, float] | None = None
    change: int = 0
    size: int = 0
    entered: int = 0
    left: int = 0
    days: int = 0
    usual: tuple[int, int] | None = None  # between what its size was in the half-year before
    band: tuple[float, float] | None = None  # the same in the picture: top and height

    @property
    def moved(self) -> bool:
        """Its size is none that it had before; where that is not known, it changed by more than a tenth."""
        size = self.size
        if self.usual:
            return not self.usual[0] <= size <= self.usual[1]
        return self.days >= 2 and abs(self.change) > max(2, size * 0.1)

    @property
    def said(self) -> str:
        """The change with its sign."""
        return f"+{words.figure(self.change)}" if self.change > 0 else f"{words.MINUS}{words.figure(-self.change)}" if self.change else "0"  # fmt: skip # noqa: E501


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: bars up and down, in parts of the largest."""

    x: float
    up: float
    down: float
    entered: int
    left: int
    day: date


@dataclass(frozen=True, slots=True)
class Flow:
    """Who came and went each day."""

    bars: list[Bar] = field(default_factory=list)
    most: int = 0
    entered: int = 0
    left: int = 0


def days_of(segments: Sequence[Segment]) -> dict[UUID, list[Day]]:
    """The last days of some segments, oldest first. One statement."""
    found: dict[UUID, list[Day]] = {segment.pk: [] for segment in segments}
    since = clock.now().date() - timedelta(days=DAYS)
    for row in Day.objects.filter(segment_id__in=list(found), day__gte=since).order_by("day"):
        found[row.segment_id].append(row)
    return found


def usual_of(segments: Sequence[Segment]) -> dict[UUID, tuple[int, int]]:
    """Between what the sizes of some segments were before those days, where enough of it is known. One statement."""
    now = clock.now().date()
    before = Day.objects.filter(segment_id__in=[one.pk for one in segments], day__lt=now - timedelta(days=DAYS),
                                day__gte=now - timedelta(days=DAYS + USUAL))  # fmt: skip
    rows = before.values_list("segment_id").annotate(Min("size"), Max("size"), Count("id")).order_by()
    changed = {one.pk: one.changed_at.date() for one in segments}
    return {key: (low, high) for key, low, high, known in rows
            if known >= ENOUGH and changed[key] < now - timedelta(days=DAYS)}  # fmt: skip


def trend(segment: Segment, days: Sequence[Day], usual: tuple[int, int] | None = None) -> Trend:
    """A segment's size by days; a day on which nothing happened is as the one before."""
    if not days:
        return Trend()
    today = clock.now().date()
    known: Mapping[date, int] = {row.day: row.size for row in days}
    first, size, sizes = days[0].day, days[0].size, []
    for n in range((today - first).days + 1):
        size = known.get(first + timedelta(days=n), size)
        sizes.append(size)
    sizes[-1] = segment.size
    low, high = min(*sizes, *(usual or sizes)), max(*sizes, *(usual or sizes))
    step, scale = (WIDTH - 4) / max(1, len(sizes) - 1), (HEIGHT - 4) / max(1, high - low)

    def at(size: int) -> float:
        return HEIGHT - 2 - (size - low) * scale if high > low else HEIGHT / 2

    dots = [(2 + n * step, at(size)) for n, size in enumerate(sizes)]
    band = (round(at(usual[1]), 1), round(max(1.0, at(usual[0]) - at(usual[1])), 1)) if usual else None
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in dots) if len(dots) > 1 else ""
    counted = [row for row in days if row.day > first]
    return Trend(path, (round(dots[-1][0], 1), round(dots[-1][1], 1)), sizes[-1] - sizes[0], sizes[-1],
                 sum(row.entered for row in counted), sum(row.left for row in counted), len(sizes) - 1, usual, band)  # fmt: skip # noqa: E501


def flow(days: Sequence[Day], since: date) -> Flow:
    """Bars of each of the last days. The day on which it was defined anew is left out: everybody entered then."""
    shown = [row for row in days if row.day > since]
    most = max((max(row.entered, row.left) for row in shown), default=0)
    if not most:
        return Flow()
    today, step = clock.now().date(), 600 / DAYS
    bars = [
        Bar(round(600 - step * ((today - row.day).days + 1) + 2, 1), round(60 * row.entered / most, 1),
            round(60 * row.left / most, 1), row.entered, row.left, row.day)
        for row in shown if 0 <= (today - row.day).days < DAYS
    ]  # fmt: skip
    return Flow(bars, most, sum(bar.entered for bar in bars), sum(bar.left for bar in bars))
