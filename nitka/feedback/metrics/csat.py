"""Customer satisfaction on the five-point scale: top-2 share and mean.

The top-2-box share is the measure of ISO 10004:2018 practice (answers 4 and 5 of 5 count as satisfied); its interval is
Wilson's. The mean's interval is Student's, over the answers taken as numbers, kept within the scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from nitka.kit.shares import Share, quantile, wilson

UNHAPPY_MAX = 2
HAPPY_MIN = 4


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of n answers with its interval."""

    value: float | None
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Csat:
    """The three groups as shares of the answers, and the mean."""

    happy: Share
    neutral: Share
    unhappy: Share
    mean: Mean

    @property
    def n(self) -> int:
        """How many answered."""
        return self.happy.n


def csat(counts: Mapping[int, int], confidence: float = 0.95) -> Csat:
    """Shares and mean of counts per answer 1 … 5."""
    if any(not 1 <= score <= 5 or count < 0 for score, count in counts.items()):
        raise ValueError("answers are 1 to 5, counts are not negative")
    n = sum(counts.values())
    unhappy = sum(c for s, c in counts.items() if s <= UNHAPPY_MAX)
    happy = sum(c for s, c in counts.items() if s >= HAPPY_MIN)
    return Csat(
        happy=wilson(happy, n, confidence),
        neutral=wilson(n - happy - unhappy, n, confidence),
        unhappy=wilson(unhappy, n, confidence),
        mean=_mean(counts, n, confidence),
    )


def _mean(counts: Mapping[int, int], n: int, confidence: float) -> Mean:
    if n == 0:
        return Mean(None, 0, 1.0, 5.0)
    value = sum(s * c for s, c in counts.items()) / n
    if n == 1:
        return Mean(value, 1, 1.0, 5.0)
    variance = sum(c * (s - value) ** 2 for s, c in counts.items()) / (n - 1)
    half = student(confidence, n - 1) * sqrt(variance / n)
    return Mean(value, n, max(1.0, value - half), min(5.0, value + half))


def student(confidence: float, df: int) -> float:
    """Student's two-sided deviate: exact for 1 and 2 degrees, else G. W. Hill's expansion (CACM 13, 1970)."""
    if df == 1:
        half = (1 - confidence) * pi / 2
        return cos(half) / sin(half)
    if df == 2:
        tail = 1 - confidence
        return sqrt(2 / (tail * (2 - tail)) - 2)
    z = quantile(confidence)
    z3, z5, z7 = z**3, z**5, z**7
    return (
        z
        + (z3 + z) / (4 * df)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * df**2)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * df**3)
    )
