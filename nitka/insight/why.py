"""Why: what moves the score, by what people ticked and by what really happened. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nitka.feedback.metrics.compare import difference
from nitka.feedback.metrics.drivers import Driver, drivers
from nitka.feedback.metrics.scales import mood
from nitka.feedback.metrics.shares import LEAST, Least
from nitka.insight.causes import Answer, Cause, Why


def explain(answers: Sequence[Answer], scale: str, kind: str, *, least: Least = LEAST, draws: int = 300) -> Why:
    """Weigh the `factors` or the `facts` of `answers`; says so when there are too few of them."""
    counts = np.array([answer.count for answer in answers], dtype=np.float64)
    n = int(counts.sum())
    keys = sorted({key for answer in answers for key in getattr(answer, kind)})
    table = np.array([[key in getattr(answer, kind) for key in keys] for answer in answers], dtype=np.float64)
    kept = [i for i in range(len(keys)) if least.shown <= counts @ table[:, i] < n] if n else []
    if n < least.compared or not kept:
        return Why(n=n)
    scores = np.array([answer.score for answer in answers], dtype=np.float64)
    moods = np.array([mood(scale, answer.score) for answer in answers])
    weights, explained = drivers(table[:, kept], scores, counts=counts, draws=draws)
    causes = [_cause(keys[i], table[:, i] > 0, moods, counts, w) for i, w in zip(kept, weights, strict=True)]
    causes.sort(key=lambda c: (-c.driver.share, c.key))
    return Why(causes, explained, n, True)


def _cause(
    key: str, touched: NDArray[np.bool_], moods: NDArray[np.int64], counts: NDArray[np.float64], driver: Driver
) -> Cause:
    groups = (touched, touched & (moods > 0), touched & (moods < 0))
    named, happy, unhappy = (int(counts[rows].sum()) for rows in groups)
    others, others_happy = int(counts[~touched].sum()), int(counts[~touched & (moods > 0)].sum())
    return Cause(key, named, unhappy, happy, difference((happy, named), (others_happy, others)), driver)
