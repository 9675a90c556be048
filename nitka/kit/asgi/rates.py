"""Rate limits of public doors: token buckets in the memory of the process."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 50_000


class Rate:
    """`burst` at once, then `per_second` on the average, for each key."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self.burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, cost: float = 1, times: float = 1) -> float:
        """Take from the bucket of `key`: 0 when there was enough, else the seconds until there is.

        `times`: this key may take so many times what others may.
        """
        cost /= times
        now = self._clock()
        left, since = self._buckets.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.per_second)
        wait = 0.0 if left >= cost else (cost - left) / self.per_second
        self._buckets[key] = (left - cost if wait == 0 else left, now)
        self._forget(now)
        return wait

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        """Those asked for longest ago, once they are full again and so like new: two each time, so that none stays."""
        for _ in range(2):
            key, (left, since) = next(iter(self._buckets.items()), ("", (0.0, now)))
            if left + (now - since) * self.per_second < self.burst and len(self._buckets) <= MOST_KEYS:
                return
            self._buckets.pop(key, None)
