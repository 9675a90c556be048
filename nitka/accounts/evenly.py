"""What is written about a refused sign-in takes as long for whom nobody knows as for a member."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

LASTS = 0.1  # seconds, far more than a few statements need; who works in very many companies may take longer


@contextmanager
def evenly() -> Iterator[None]:
    """Make the work inside last a fixed time: only who has an account leaves lines, which could be heard."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, LASTS - (time.monotonic() - began)))
