"""What this process has counted since it began: totals and histograms by name and labels, cheap enough for hot paths.

Labels are codes of the program's own (a class of requests, a kind of channel), never anything of a customer or company.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds, upper ends
Labels = tuple[tuple[str, str], ...]
Key = tuple[str, Labels]

_lock = threading.Lock()
_totals: dict[Key, float] = {}
_spans: dict[Key, list[float]] = {}  # counts of the buckets and of what is beyond, then the sum
_gauges: dict[str, Callable[[], float]] = {}


def count(name: str, amount: float = 1, **labels: str) -> None:
    """Add to a total."""
    key = (name, tuple(sorted(labels.items())))
    with _lock:
        _totals[key] = _totals.get(key, 0) + amount


def observe(name: str, seconds: float, **labels: str) -> None:
    """Put a duration into its histogram."""
    key = (name, tuple(sorted(labels.items())))
    place = bisect_left(BUCKETS, seconds)
    with _lock:
        span = _spans.get(key)
        if span is None:
            span = _spans[key] = [0.0] * (len(BUCKETS) + 2)
        span[place] += 1
        span[-1] += seconds


def gauge(name: str, read: Callable[[], float]) -> None:
    """Have `read` asked whenever somebody looks; the same name again takes the place of the first."""
    _gauges[name] = read


def snapshot() -> dict[str, Any]:
    """All of it as JSON can hold it: {"totals": [[name, labels, value]], "spans": [[name, labels, [counts…, sum]]],
    "gauges": {name: value}}."""
    with _lock:
        totals = [[name, dict(labels), value] for (name, labels), value in _totals.items()]
        spans = [[name, dict(labels), list(span)] for (name, labels), span in _spans.items()]
    return {"totals": totals, "spans": spans, "gauges": {name: read() for name, read in _gauges.items()}}


def clear() -> None:
    """Forget what was counted (tests)."""
    with _lock:
        _totals.clear()
        _spans.clear()
