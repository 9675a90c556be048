"""Shares with Wilson's score interval.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
JASA 22 (1927), 209-212; recommended for all n by Brown, Cai and DasGupta, Stat. Sci. 16 (2001), 101-133.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


def quantile(confidence: float) -> float:
    """The normal deviate that leaves (1 − confidence)/2 in each tail."""
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


@dataclass(frozen=True, slots=True)
class Share:
    """k of n with the ends of its interval; all are fractions of one."""

    k: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The plain share, or nothing when nobody answered."""
        return self.k / self.n if self.n else None

    def enough(self, minimum: int = 5) -> bool:
        """Whether the share may be shown at all."""
        return self.n >= minimum


def wilson(k: int, n: int, confidence: float = 0.95) -> Share:
    """The share k/n with Wilson's interval; (0, 1) when n is 0."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    if n == 0:
        return Share(0, 0, 0.0, 1.0)
    z = quantile(confidence)
    p, z2 = k / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # The ends are exact at 0 and n; rounding must not move them
    low = 0.0 if k == 0 else max(0.0, min(centre - half, p))
    high = 1.0 if k == n else min(1.0, max(centre + half, p))
    return Share(k, n, low, high)
