"""Pictures of a segment as numbers for SVG: its size over 30 days, who came and went each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from nitka.kit import clock
from nitka.segments.models import Day, Segment
from nitka.ui import words

DAYS = 30
WIDTH, HEIGHT = 120.0, 32.0


@dataclass(frozen=True, slots=True)
class Trend:
    """The line of a segment's size and what it says. `days`: how long it is known."""

    path: str = ""
    last: tuple[float, float] | None = None
    change: int = 0
    entered: int = 0
    left: int = 0
    days: int = 0

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


def trend(segment: Segment, days: Sequence[Day]) -> Trend:
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
    low, high = min(sizes), max(sizes)
    step, scale = (WIDTH - 4) / max(1, len(sizes) - 1), (HEIGHT - 4) / max(1, high - low)
    dots = [(2 + n * step, HEIGHT - 2 - (size - low) * scale if high > low else HEIGHT / 2) for n, size in enumerate(sizes)]  # fmt: skip # noqa: E501
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in dots) if len(dots) > 1 else ""
    counted = [row for row in days if row.day > first]
    return Trend(path, (round(dots[-1][0], 1), round(dots[-1][1], 1)), sizes[-1] - sizes[0],
                 sum(row.entered for row in counted), sum(row.left for row in counted), len(sizes) - 1)  # fmt: skip


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
