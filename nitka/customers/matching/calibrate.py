"""From a weight to a probability that keeps its word: of a hundred pairs with 70, seventy are one person.

What Splink adds up takes the reasons for independent. They are not: a family shares its surname, its telephone and
its flat. So the curve from weight to probability is one of several: by what the first names say, and by whether
anything but the name speaks for it. Curves rise (pool adjacent violators) and are learnt from pairs of known truth.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from nitka.kit.shares import wilson

POINTS = 25  # of a curve, of as many pairs each; the surest of them are told apart further, by halves
FEWEST = 40  # pairs to a point
BESIDE = {"birth": ("mw_birth",), "contact": ("mw_phones", "mw_emails"), "home": ("mw_home",)}
Curve = list[tuple[float, float]]
Curves = dict[str, Curve]


def stratum(pair: Mapping[str, Any]) -> str:
    """Which curve a pair is read from."""
    given = pair["gamma_given"]
    names = "differ" if given == 0 else "unknown" if given < 0 else "agree"
    said = next((kind for kind, columns in BESIDE.items() if any((pair[one] or 0) > 0 for one in columns)), "name")
    return f"{names} {said}"


def learn(pairs: Iterable[tuple[str, float, bool]]) -> Curves:
    """Curves from (stratum, weight, truth)."""
    of: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for where, weight, one in pairs:
        of[where].append((weight, one))
    return {where: _curve(sorted(told)) for where, told in sorted(of.items())}


def _curve(told: Sequence[tuple[float, bool]]) -> Curve:
    pools: list[tuple[float, int, int]] = []  # weights' sum, matches, pairs
    for part in _parts(told):
        pools.append((sum(weight for weight, _ in part), sum(one for _, one in part), len(part)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            last, before = pools.pop(), pools.pop()
            pools.append((last[0] + before[0], last[1] + before[1], last[2] + before[2]))
    return [(round(pool[0] / pool[2], 3), round(_share(pool), 5)) for pool in pools]


def _parts(told: Sequence[tuple[float, bool]]) -> list[Sequence[tuple[float, bool]]]:
    """Pairs by weight, cut into parts. Of a large base nearly all are unlikely: what is sure is within the last part,
    so that is halved on and on."""
    size = max(FEWEST, math.ceil(len(told) / POINTS))
    parts = [told[at : at + size] for at in range(0, len(told), size)]
    if len(parts) > 1 and len(parts[-1]) < size // 2:
        parts[-2:] = [[*parts[-2], *parts[-1]]]
    while len(last := parts[-1]) >= 8 * FEWEST:
        parts[-1:] = [last[: len(last) // 2], last[len(last) // 2 :]]
    return parts


def _share(pool: tuple[float, int, int]) -> float:
    """Never quite sure: as if one more pair had been seen, half of it a match."""
    return (pool[1] + 0.5) / (pool[2] + 1)


def probability(curves: Curves, where: str, weight: float) -> float:
    """What a curve says of a weight; what nobody has learnt is taken from the nearest that was."""
    curve = curves.get(where) or curves.get(f"{where.partition(' ')[0]} name") or [(-10.0, 0.001), (10.0, 0.9)]
    if weight <= curve[0][0]:
        return curve[0][1]
    for (left, low), (right, high) in pairwise(curve):
        if weight <= right:
            return low + (high - low) * (weight - left) / (right - left)
    return curve[-1][1]


def reliability(told: Iterable[tuple[float, bool]], edges: Sequence[float]) -> list[dict[str, float]]:
    """Pairs by what was said of them: how many, what was said on average, what came out, with Wilson's interval."""
    rows = []
    known = list(told)
    for low, high in pairwise(edges):
        part = [(said, one) for said, one in known if low <= said < high]
        if part:
            matches, n = sum(one for _, one in part), len(part)
            share = wilson(matches, n)
            rows.append({"from": low, "to": high, "n": n, "said": sum(said for said, _ in part) / n,
                         "came": matches / n, "low": share.low, "high": share.high})  # fmt: skip
    return rows
