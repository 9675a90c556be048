"""From counted cells to figures: everything here is pure, the database has done its part before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nitka.feedback.metrics import compare
from nitka.feedback.metrics.nps import Nps, nps
from nitka.feedback.metrics.scales import mood
from nitka.feedback.metrics.shares import bounds_with_silent
from nitka.kit.shares import Share, wilson


@dataclass(frozen=True, slots=True)
class Cell:
    """How many gave one answer, under one set of keys."""

    now: bool
    scale: str
    channel: UUID | None
    touchpoint: UUID | None
    member: UUID | None
    score: int
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked and how many of them said nothing, under one set of keys."""

    now: bool
    scale: str
    channel: UUID | None
    touchpoint: UUID | None
    member: UUID | None
    asked: int
    silent: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The three groups and the silent."""

    happy: int = 0
    neutral: int = 0
    unhappy: int = 0
    silent: int = 0
    total: int = 0  # sum of scores, for the mean

    @property
    def n(self) -> int:
        """How many answered."""
        return self.happy + self.neutral + self.unhappy

    @property
    def asked(self) -> int:
        """How many were asked or answered."""
        return self.n + self.silent

    @property
    def mean(self) -> float | None:
        """The mean answer."""
        return self.total / self.n if self.n else None

    @property
    def share(self) -> Share:
        """The share of the happy."""
        return wilson(self.happy, self.n)

    @property
    def neutral_share(self) -> Share:
        """The share of the neutral."""
        return wilson(self.neutral, self.n)

    @property
    def unhappy_share(self) -> Share:
        """The share of the unhappy."""
        return wilson(self.unhappy, self.n)

    @property
    def nps(self) -> Nps:
        """The three groups read as detractors, passives and promoters."""
        return nps(self.unhappy, self.neutral, self.happy)

    @property
    def bounds(self) -> tuple[float, float]:
        """The share of the happy if all of the silent were unhappy, and if all were happy."""
        return bounds_with_silent(self.happy, self.n, self.silent)


@dataclass(frozen=True, slots=True)
class Row:
    """One channel, touchpoint or member now, and against the period before."""

    key: Hashable
    now: Counts
    before: Counts

    @property
    def difference(self) -> compare.Difference:
        """How the share of the happy moved."""
        return compare.difference((self.now.happy, self.now.n), (self.before.happy, self.before.n))


@dataclass(frozen=True, slots=True)
class Day:
    """The answers of one day or week."""

    first: date
    last: date
    now: Counts


def count(cells: Iterable[Cell], asked: Iterable[Asked] = ()) -> Counts:
    """Add up cells of one scale."""
    groups, total = [0, 0, 0], 0
    for cell in cells:
        groups[mood(cell.scale, cell.score) + 1] += cell.count
        total += cell.score * cell.count
    return Counts(groups[2], groups[1], groups[0], sum(a.silent for a in asked), total)


def rows(cells: list[Cell], asked: list[Asked], key: Callable[[Cell | Asked], Hashable]) -> list[Row]:
    """Figures by `key`, most answers first; a key that is empty is left out."""
    answers: dict[Hashable, tuple[list[Cell], list[Cell]]] = defaultdict(lambda: ([], []))
    silents: dict[Hashable, tuple[list[Asked], list[Asked]]] = defaultdict(lambda: ([], []))
    for cell in cells:
        answers[key(cell)][not cell.now].append(cell)
    for row in asked:
        silents[key(row)][not row.now].append(row)
    made = [
        Row(k, count(answers[k][0], silents[k][0]), count(answers[k][1], silents[k][1]))
        for k in {*answers, *silents}
        if k is not None and k != ""
    ]
    return sorted((r for r in made if r.now.asked), key=lambda r: (-r.now.n, -r.now.asked, str(r.key)))


def change(cells: list[Cell]) -> compare.Change | None:
    """The change against the period before, over channels and touchpoints."""
    strata: tuple[dict[Hashable, tuple[int, int]], dict[Hashable, tuple[int, int]]] = ({}, {})
    for cell in cells:
        place, key = strata[not cell.now], (cell.channel, cell.touchpoint)
        k, n = place.get(key, (0, 0))
        place[key] = (k + cell.count * (mood(cell.scale, cell.score) > 0), n + cell.count)
    return compare.change(*strata)


def scale_of(cells: Iterable[Cell], asked: str) -> tuple[str, list[str]]:
    """The scale to show (the one asked for, else the one with more answers), and all that are used."""
    used: dict[str, int] = defaultdict(int)
    for cell in cells:
        used[cell.scale] += cell.count
    scales = sorted(used, key=lambda s: -used[s])
    return (asked if asked in used else scales[0] if scales else asked or "csat"), scales
