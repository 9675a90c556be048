"""What people's decisions teach of likeness: weights of a company's own over those of the house. Pure.

Weights of Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969) are logarithms of how much oftener a level
is met at one person than by chance. A logistic regression over the levels estimates them from pairs whose truth is
known. Here it begins from what the house says: its probability comes in as log-odds with a factor around one, each
level with a weight around nothing, and a normal prior holds them there where decisions say little (as in Genkin, Lewis
and Madigan, Large-Scale Bayesian Logistic Regression for Text Categorization, Technometrics 49, 2007).

What is said of a lesson is measured on decisions that it was not learnt from: each part of them is foretold by what the
others teach.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from nitka.customers.matching.foretold import BASE, FACTOR, Decided, Outcome, foretold, odds_of, outcome

FRESH = 20  # since the last lesson, to try another
SEEN = 5  # pairs with a level before it has a weight of its own
PARTS = 5
SPREAD = {BASE: 1.0, FACTOR: 0.5}  # standard deviations of the prior, natural logarithms
LEVEL = 0.7
STEPS = 25
Matrix = NDArray[np.float64]


def learn(told: Sequence[Decided]) -> dict[str, float]:
    """The most probable weights after these decisions. Newton's method; the posterior has one peak."""
    counts = Counter(code for pair in told for code in pair.codes)
    codes = sorted(code for code, n in counts.items() if n >= SEEN)
    names = [BASE, FACTOR, *codes]
    places = {code: place for place, code in enumerate(codes, 2)}
    rows = np.zeros((len(told), len(names)))
    for row, pair in zip(rows, told, strict=True):
        row[0], row[1] = 1.0, odds_of(pair.said)
        for code in pair.codes & places.keys():
            row[places[code]] = 1.0
    centre = np.zeros(len(names))
    centre[1] = 1.0
    tight = np.array([1 / SPREAD.get(name, LEVEL) ** 2 for name in names])
    found = _peak(rows, np.array([float(pair.one) for pair in told]), centre, tight)
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}


def _peak(rows: Matrix, truth: Matrix, centre: Matrix, tight: Matrix) -> Matrix:
    at = centre.copy()
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(rows @ at, -30, 30)))
        slope = rows.T @ (truth - said) - tight * (at - centre)
        bend = (rows * (said * (1 - said))[:, None]).T @ rows + np.diag(tight)
        step = np.linalg.solve(bend, slope)
        at = at + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return at


def tried(told: Sequence[Decided], seed: int = 1) -> Outcome:
    """What these decisions teach, and how good that is at those it was not learnt from. At least PARTS decisions."""
    order = list(range(len(told)))
    Random(seed).shuffle(order)  # noqa: S311 (the same parts every time)
    after = [0.0] * len(told)
    for part in range(PARTS):
        kept = set(order[part::PARTS])
        weights = learn([pair for place, pair in enumerate(told) if place not in kept])
        for place in kept:
            after[place] = foretold(weights, told[place].said, told[place].codes)
    return outcome(told, [pair.said for pair in told], after, learn(told))
