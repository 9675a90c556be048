"""What a lesson says of a pair, and how well one foretells decisions. Pure, and cheap enough for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

BASE, FACTOR = "", "said"  # names among the weights: of what is added always, and the factor of the house's log-odds
ENOUGH = 50  # decisions to begin with
SURE = 1.645  # standard errors: one in twenty lessons that are no better passes for better by chance
EDGE = 1e-4  # nobody is surer than that
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair that a person decided: what the house said of it, the codes of its reasons, whether it is one person."""

    said: float
    codes: frozenset[str]
    one: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A lesson, and how well it foretells decisions that it was not learnt from, beside what was said without it.

    `before` and `after`: mean logarithmic losses (natural logarithms, smaller is better). `right_…`: how many of `n`
    were foretold at an even chance. `better`: by so much that it is hardly chance (`SURE`).
    """

    weights: dict[str, float]
    n: int
    same: int
    before: float
    after: float
    right_before: int
    right_after: int
    better: bool
    after_each: tuple[float, ...] = ()  # what was said of each decision without it


def foretold(weights: Weights, said: float, codes: frozenset[str]) -> float:
    """The probability that two are one, after what was learnt; no weights: what the house says."""
    if not weights:
        return said
    odds = weights[BASE] + weights[FACTOR] * odds_of(said) + sum(weights.get(code, 0.0) for code in codes)
    return min(max(1 / (1 + exp(-max(min(odds, 30.0), -30.0))), EDGE), 1 - EDGE)


def outcome(told: Sequence[Decided], before: Sequence[float], after: Sequence[float], weights: Weights) -> Outcome:
    """Two ways to foretell the same decisions, side by side."""
    n, truth = len(told), [pair.one for pair in told]
    old, new = _losses(before, truth), _losses(after, truth)
    gains = [was - now for was, now in zip(old, new, strict=True)]
    mean = sum(gains) / n
    spread = sqrt(sum((gain - mean) ** 2 for gain in gains) / (n - 1)) if n > 1 else 0.0
    return Outcome(
        dict(weights), n, sum(truth), sum(old) / n, sum(new) / n, _right(before, truth), _right(after, truth),
        better=mean > SURE * spread / sqrt(n), after_each=tuple(after),
    )  # fmt: skip


def _losses(said: Sequence[float], truth: Sequence[bool]) -> list[float]:
    return [-log(min(max(one if right else 1 - one, EDGE), 1.0)) for one, right in zip(said, truth, strict=True)]


def _right(said: Sequence[float], truth: Sequence[bool]) -> int:
    return sum((one >= 0.5) == right for one, right in zip(said, truth, strict=True))


def odds_of(said: float) -> float:
    """The natural logarithm of the odds."""
    sure = min(max(said, EDGE), 1 - EDGE)
    return log(sure / (1 - sure))
