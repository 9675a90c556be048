"""Differences of shares, and what a change is made of.

R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
Stat. Med. 17 (1998), 873-890, method 10 (hybrid score). The interval of a weighted sum follows
G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures", Stat. Med. 27 (2008), 1693-1702.
The split into rates and mix is E. M. Kitagawa's, "Components of a difference between two rates", JASA 50 (1955),
1168-1194.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt

from nitka.kit.shares import wilson


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference with the ends of its interval, in fractions of one."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one stratum brings to the change: by its own rate and by its weight."""

    key: Hashable
    within: float
    mix: float


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the whole share, split into "worked differently" and "the mix is different"."""

    whole: Difference
    within: Difference
    mix: float
    parts: tuple[Part, ...]


def difference(now: tuple[int, int], before: tuple[int, int], confidence: float = 0.95) -> Difference:
    """Share now less share before, each (k, n), with Newcombe's hybrid score interval."""
    a, b = wilson(*now, confidence), wilson(*before, confidence)
    if a.value is None or b.value is None:
        return Difference(0.0, -1.0, 1.0)
    value = a.value - b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Difference(value, max(-1.0, low), min(1.0, high))


def change(
    now: Mapping[Hashable, tuple[int, int]], before: Mapping[Hashable, tuple[int, int]], confidence: float = 0.95
) -> Change | None:
    """Split the change of a share over strata (key → (k, n)); nothing when one of the periods is empty.

    A stratum that exists in one period only has no rate to compare: all of it counts as mix.
    """
    n_now, n_before = _total(now), _total(before)
    if not n_now or not n_before:
        return None
    parts, down, up = [], 0.0, 0.0
    for key in sorted({*now, *before}, key=str):
        a, b = now.get(key, (0, 0)), before.get(key, (0, 0))
        w_a, w_b = a[1] / n_now, b[1] / n_before
        if a[1] and b[1]:
            weight, d = (w_a + w_b) / 2, difference(a, b, confidence)
            down += (weight * (d.value - d.low)) ** 2
            up += (weight * (d.high - d.value)) ** 2
            parts.append(Part(key, weight * d.value, (a[0] / a[1] + b[0] / b[1]) / 2 * (w_a - w_b)))
        elif a[1] or b[1]:
            parts.append(Part(key, 0.0, a[0] / n_now - b[0] / n_before))
    within = sum(p.within for p in parts)
    whole = difference((_hits(now), n_now), (_hits(before), n_before), confidence)
    return Change(whole, Difference(within, within - sqrt(down), within + sqrt(up)), whole.value - within, tuple(parts))


def _total(strata: Mapping[Hashable, tuple[int, int]]) -> int:
    return sum(n for _, n in strata.values())


def _hits(strata: Mapping[Hashable, tuple[int, int]]) -> int:
    return sum(k for k, _ in strata.values())
