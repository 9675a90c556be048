"""How much each factor moves the score: Lindeman-Merenda-Gold shares of R².

R. H. Lindeman, P. F. Merenda, R. Z. Gold, "Introduction to Bivariate and Multivariate Analysis" (1980), 119 ff.;
U. Grömping, "Relative importance for linear regression in R: the package relaimpo", J. Stat. Softw. 17 (2006), 1.
A factor's share is what it adds to R², averaged over all orders in which factors may enter (the Shapley value of R²).
The residual cross-products of all 2^k subsets grow by sweeping one factor at a time: no regression is solved twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EXACT_MAX = 14
SAMPLED_ORDERS = 2_000
TOLERANCE = 1e-9
CHUNK_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Driver:
    """One factor's share of R² with its bootstrap interval, and the direction in which it moves the score."""

    share: float
    low: float
    high: float
    slope: float


def lmg(X: ArrayLike, y: ArrayLike) -> Floats:  # noqa: N803 - the matrix of the books
    """Shares of R² for the k columns of X (n × k); they sum to the R² of the whole regression.

    Constant and duplicate columns are fine: the one brings nothing, the other shares. A constant y has no R² to share.
    """
    columns, answers = _checked(X, y)
    shares: Floats = _shares(_gram(columns, answers)[None])[0]
    return shares


def drivers(
    columns: ArrayLike,
    scores: ArrayLike,
    *,
    counts: ArrayLike | None = None,
    draws: int = 400,
    confidence: float = 0.95,
    seed: int = 1,
) -> tuple[list[Driver], float]:
    """Every column's share with a percentile bootstrap interval (cases drawn anew, seeded), and R² itself.

    `counts` says how many cases each row stands for, so that answers that are alike are reckoned once.
    """
    table, answers = _checked(columns, scores)
    k, cases = table.shape[1], _counts(counts, len(table))
    if k == 0:
        return [], 0.0
    point = _shares(_gram(table, answers, cases)[None])[0]
    slopes = _slopes(table, answers, cases)
    if cases.sum() < 3 or draws < 1:
        return [Driver(float(s), 0.0, 1.0, float(b)) for s, b in zip(point, slopes, strict=True)], float(point.sum())
    replicas = _shares(_resampled(table, answers, cases, draws, np.random.default_rng(seed)))
    tail = (1 - confidence) / 2
    low, high = np.quantile(replicas, [tail, 1 - tail], axis=0)
    made = [Driver(float(s), float(a), float(b), float(c)) for s, a, b, c in zip(point, low, high, slopes, strict=True)]
    return made, float(point.sum())


def _checked(table: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    columns = np.asarray(table, dtype=np.float64)
    answers = np.asarray(scores, dtype=np.float64).ravel()
    if columns.ndim == 1:
        columns = columns[:, None]
    if columns.ndim != 2 or columns.shape[0] != answers.shape[0]:
        raise ValueError("X is n × k and y has n values")
    if answers.size == 0:
        raise ValueError("no observations")
    if not (np.isfinite(columns).all() and np.isfinite(answers).all()):
        raise ValueError("every value must be finite")
    return columns, answers


def _counts(counts: ArrayLike | None, rows: int) -> Floats:
    found = np.ones(rows) if counts is None else np.asarray(counts, dtype=np.float64)
    if found.shape != (rows,) or (found < 0).any() or found.sum() <= 0:
        raise ValueError("one count for each row, some of them above zero")
    return found


def _gram(columns: Floats, answers: Floats, cases: Floats | None = None) -> Floats:
    """Correlations of the columns and y, y last; a constant column is a row of zeros."""
    table = np.column_stack([columns, answers])
    weights = np.ones(len(table)) if cases is None else cases
    centred = table - np.average(table, axis=0, weights=weights)
    length = np.sqrt(weights @ centred**2)
    floor = TOLERANCE * np.maximum(1e-300, np.abs(table).max(axis=0)) * np.sqrt(weights.sum())
    scaled = centred / np.where(length > floor, length, np.inf)
    return np.asarray((scaled * weights[:, None]).T @ scaled, dtype=np.float64)


def _resampled(columns: Floats, answers: Floats, cases: Floats, draws: int, random: np.random.Generator) -> Floats:
    """Correlation matrices of bootstrap samples, from counts of how often each row was drawn."""
    table = np.column_stack([columns, answers])
    table = table - np.average(table, axis=0, weights=cases)
    rows, width = table.shape
    n = round(cases.sum())
    products = (table[:, :, None] * table[:, None, :]).reshape(rows, width * width)
    counts = random.multinomial(n, cases / cases.sum(), size=draws).astype(np.float64)
    sums = counts @ table
    cross = (counts @ products).reshape(draws, width, width) - sums[:, :, None] * sums[:, None, :] / n
    diagonal = np.einsum("bii->bi", cross).copy()
    whole = cases @ table**2
    length = np.where(diagonal > TOLERANCE * np.maximum(whole, 1e-300), np.sqrt(np.abs(diagonal)), np.inf)
    return np.asarray(cross / length[:, :, None] / length[:, None, :], dtype=np.float64)


def _shares(grams: Floats) -> Floats:
    """LMG shares of a stack of correlation matrices (b × (k+1) × (k+1))."""
    batch, width = grams.shape[0], grams.shape[-1]
    k = width - 1
    if k == 0:
        return np.zeros((batch, 0))
    if k > EXACT_MAX:
        return np.stack([_sampled(gram) for gram in grams])
    step = max(1, CHUNK_BYTES // (8 * 2**k * width * width))
    return np.concatenate([_exact(grams[i : i + step]) for i in range(0, batch, step)])


def _exact(grams: Floats) -> Floats:
    k = grams.shape[-1] - 1
    explained = _explained(grams)
    masks = np.arange(2**k)
    sizes = np.array([int(m).bit_count() for m in masks])
    weights = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) if s < k else 0.0 for s in range(k + 1)])
    shares = np.empty((grams.shape[0], k))
    for j in range(k):
        without = masks[(masks >> j) & 1 == 0]
        gain = explained[:, without | (1 << j)] - explained[:, without]
        shares[:, j] = gain @ weights[sizes[without]]
    return np.maximum(shares, 0.0)


def _explained(grams: Floats) -> Floats:
    """R² of every subset of factors; bit j of the index says that factor j is in."""
    k = grams.shape[-1] - 1
    states = grams[:, None]
    for j in range(k):
        states = np.concatenate([states, _swept(states, j)], axis=1)
    variance = grams[:, k, k][:, None]
    left = states[:, :, k, k]
    return np.where(variance > 0, np.clip(1.0 - left, 0.0, 1.0), 0.0)


def _swept(states: Floats, j: int) -> Floats:
    """The cross-products left once factor j is taken out; a factor with nothing of its own changes nothing."""
    pivot = states[..., j, j]
    inverse = np.where(pivot > TOLERANCE, 1 / np.where(pivot > TOLERANCE, pivot, 1.0), 0.0)
    return np.asarray(
        states - states[..., :, j, None] * states[..., None, j, :] * inverse[..., None, None], dtype=np.float64
    )


def _sampled(gram: Floats) -> Floats:
    """The same average over random orders, for more factors than all subsets allow; seeded, hence repeatable."""
    k = gram.shape[0] - 1
    random = np.random.default_rng(k)
    orders = np.argsort(random.random((SAMPLED_ORDERS, k)), axis=1)
    states: Any = np.repeat(gram[None], SAMPLED_ORDERS, axis=0)
    rows = np.arange(SAMPLED_ORDERS)
    shares = np.zeros(k)
    for place in range(k):
        picked = orders[:, place]
        before = states[:, k, k].copy()
        column = states[rows, :, picked]
        pivot = column[rows, picked]
        inverse = np.where(pivot > TOLERANCE, 1 / np.where(pivot > TOLERANCE, pivot, 1.0), 0.0)
        states = states - column[:, :, None] * column[:, None, :] * inverse[:, None, None]
        np.add.at(shares, picked, before - states[:, k, k])
    return np.maximum(shares / SAMPLED_ORDERS, 0.0)


def _slopes(columns: Floats, answers: Floats, cases: Floats) -> Floats:
    """Least-squares coefficients (the shortest ones where columns repeat each other)."""
    root = np.sqrt(cases)
    centred = (columns - np.average(columns, axis=0, weights=cases)) * root[:, None]
    solution = np.linalg.lstsq(centred, (answers - np.average(answers, weights=cases)) * root, rcond=None)[0]
    return np.asarray(solution, dtype=np.float64)
