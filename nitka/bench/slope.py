"""Whether a figure grows: the median of the slopes between all pairs of its points (Theil–Sen), which a few wild ones
do not bend, with Sen's interval by the ranks of those slopes.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

SURE = 1.96  # standard deviations of Kendall's count: 95 %


@dataclass(frozen=True, slots=True)
class Slope:
    """Of a unit of x; between `low` and `high` in 95 of 100 such series, if their points were independent."""

    middle: float
    low: float
    high: float

    @property
    def is_flat(self) -> bool:
        """No growth and no shrinking can be told from the noise."""
        return self.low <= 0 <= self.high


def slope_of(points: Sequence[tuple[float, float]]) -> Slope:
    """Of (x, y) in any order; what stands at the same x is not compared. Raises ValueError for fewer than two x."""
    steps = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if a[0] != b[0])
    if not steps:
        raise ValueError("a slope needs two points")
    n = len(points)
    spread = SURE * math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    lowest = max(0, math.floor((len(steps) - spread) / 2))
    highest = min(len(steps) - 1, math.ceil((len(steps) + spread) / 2))
    return Slope(statistics.median(steps), steps[lowest], steps[highest])
