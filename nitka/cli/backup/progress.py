"""How far it is, on standard error: in place on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time

EVERY = {True: 0.2, False: 15.0}  # seconds; on a terminal, elsewhere


class Progress:
    """One step at a time, counted in bytes."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.nice = quiet, sys.stderr.isatty()
        self.step, self.total, self.done, self.said = "", 0, 0, 0.0

    def begin(self, step: str, total: int) -> None:
        """A step of about `total` bytes (0: unknown)."""
        self._say(end=True)
        self.step, self.total, self.done, self.said = step, total, 0, time.monotonic()

    def add(self, n: int) -> None:
        """So many bytes more."""
        self.done += n
        if time.monotonic() - self.said > EVERY[self.nice]:
            self._say(end=False)

    def end(self) -> None:
        """All is done."""
        self._say(end=True)
        self.step = ""

    def _say(self, *, end: bool) -> None:
        if self.quiet or not self.step:
            return
        self.said = time.monotonic()
        share = f" of about {human(self.total)}" if self.total and not end else ""
        line = f"{self.step}: {human(self.done)}{share}"
        if self.nice:
            print(f"\r\x1b[K{line}", end="\n" if end else "", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)


def human(n: float) -> str:
    """Bytes as people read them."""
    for unit in ("B", "KB", "MB"):
        if n < 1000:
            return f"{n:.0f} {unit}"
        n /= 1000
    return f"{n:.1f} GB"
