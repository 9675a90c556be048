"""Net Promoter Score with the adjusted Wald interval.

F. F. Reichheld, "The one number you need to grow", HBR 81 (2003): 9-10 promoters, 7-8 passives, 0-6 detractors.
B. Rocks, "Interval estimation for the Net Promoter Score", The American Statistician 70 (2016), 365-372,
doi:10.1080/00031305.2016.1198278: the adjusted Wald (3, T) adds three pseudo-answers in a triangle, 3/4 detractors,
3/2 passives and 3/4 promoters, and takes the Wald interval of what results.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from nitka.kit.shares import quantile

PSEUDO = (0.75, 1.5, 0.75)
DETRACTOR_MAX = 6
PROMOTER_MIN = 9


@dataclass(frozen=True, slots=True)
class Nps:
    """Counts of the three groups and the interval, all of it on the scale −1 … 1."""

    detractors: int
    passives: int
    promoters: int
    low: float
    high: float

    @property
    def n(self) -> int:
        """How many answered."""
        return self.detractors + self.passives + self.promoters

    @property
    def value(self) -> float | None:
        """Promoters' share less detractors' share, or nothing when nobody answered."""
        return (self.promoters - self.detractors) / self.n if self.n else None


def nps(detractors: int, passives: int, promoters: int, confidence: float = 0.95) -> Nps:
    """The score of three counts with its interval by Rocks' (3, T)."""
    if min(detractors, passives, promoters) < 0:
        raise ValueError("counts are not negative")
    if detractors + passives + promoters == 0:
        return Nps(0, 0, 0, -1.0, 1.0)
    down, middle, up = (c + extra for c, extra in zip((detractors, passives, promoters), PSEUDO, strict=True))
    n = down + middle + up
    score = (up - down) / n
    half = quantile(confidence) * sqrt(((up + down) / n - score * score) / n)
    return Nps(detractors, passives, promoters, max(-1.0, score - half), min(1.0, score + half))


def of_scores(scores: Iterable[int], confidence: float = 0.95) -> Nps:
    """The score of answers 0 … 10."""
    down = middle = up = 0
    for score in scores:
        if not 0 <= score <= 10:
            raise ValueError(f"{score} is not an answer from 0 to 10")
        down += score <= DETRACTOR_MAX
        up += score >= PROMOTER_MIN
        middle += DETRACTOR_MAX < score < PROMOTER_MIN
    return nps(down, middle, up, confidence)


def difference(now: Nps, before: Nps) -> tuple[float, float, float]:
    """How the score moved, with an interval by Zou and Donner's recovery of variances (Stat. Med. 27, 2008)."""
    if now.value is None or before.value is None:
        return 0.0, -2.0, 2.0
    gap = now.value - before.value
    down = sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    up = sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return gap, gap - down, gap + up
