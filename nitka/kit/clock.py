"""The one clock. The demo and tests set it; everything that means business time asks it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

MOVED_BY = "NITKA_CLOCK"  # names a file that holds by how many seconds this process's clock is wrong: `nitka chaos`
LOOK = 0.5  # seconds between looks into it

_set: datetime | None = None
_file = os.environ.get("NITKA_CLOCK")
_off, _looked = timedelta(0), 0.0


def now() -> datetime:
    """The present moment in UTC, or the moment the clock was set to."""
    if _set is not None:
        return _set
    return datetime.now(UTC) if _file is None else datetime.now(UTC) + _moved(_file)


def _moved(file: str) -> timedelta:
    global _off, _looked
    if time.monotonic() - _looked > LOOK:
        _looked = time.monotonic()
        with suppress(OSError, ValueError), open(file) as text:
            _off = timedelta(seconds=float(text.read()))
    return _off


def set(moment: datetime | None) -> None:
    """Stop the clock at `moment`; None lets it run again. Raises ValueError for a naive time."""
    global _set
    if moment is not None and moment.tzinfo is None:
        raise ValueError("the clock takes times with a zone only")
    _set = moment.astimezone(UTC) if moment is not None else None


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Run a block as if it were `moment`."""
    before = _set
    set(moment)
    try:
        yield
    finally:
        set(before)
