"""Counts of very many conversations, remembered for a moment: counting 200,000 takes longer than all else of a page.

Up to MANY they are counted anew for every page and never remembered, so that what is shown is what is there
(`docs/decisions/counts.md`).
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any

MANY = 20_000  # conversations: 2.5 ms
SECONDS = 2.0  # for how long a count of more is shown
KEPT = 500  # of how many members and workspaces
Rows = Sequence[Any]

now: Callable[[], float] = time.monotonic
_kept: OrderedDict[Hashable, tuple[float, Rows]] = OrderedDict()
_lock = Lock()


def known(key: Hashable) -> Rows | None:
    """What was counted a moment ago, or None."""
    with _lock:
        until, rows = _kept.get(key, (0.0, None))
        return rows if rows is not None and now() < until else None


def remember(key: Hashable, rows: Rows, count: int) -> None:
    """Keep what was counted, if it is dear to count."""
    if count <= MANY:
        return
    with _lock:
        _kept[key] = (now() + SECONDS, rows)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
