"""Whether a loop still goes round: whoever asks its `stop` whether to end shows that it lives.

Every loop asks `stop.is_set()` or `stop.wait(…)` each time round, so none of them has to say anything about it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pulse(threading.Event):
    """A loop's own view of the worker's `stop`, which notes when it was asked last and until when the loop rests."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._of_all = stop
        self._seen = time.monotonic()
        self.breaks = 0  # how often the loop broke and was started again

    def is_set(self) -> bool:
        """Whether to end."""
        self._seen = time.monotonic()
        return self._of_all.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Rest: that is no silence, however long it is."""
        with self.resting(timeout):
            return self._of_all.wait(timeout)

    @contextmanager
    def resting(self, timeout: float | None) -> Iterator[None]:
        """While the loop rests by other means: for what else it may be woken."""
        self._seen = time.monotonic() + (timeout if timeout is not None else float("inf"))
        try:
            yield
        finally:
            self._seen = time.monotonic()

    def set(self) -> None:
        """End everything."""
        self._of_all.set()

    def silence(self) -> float:
        """For how many seconds nothing has been heard of the loop; 0 while it rests."""
        return max(0.0, time.monotonic() - self._seen)

    def told(self) -> dict[str, float]:
        """Silence and breaks, for who watches."""
        return {"silence": round(self.silence(), 1), "breaks": self.breaks}
