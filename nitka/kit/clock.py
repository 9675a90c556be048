"""The one clock. The demo and tests set it; everything that means business time asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_set: datetime | None = None


def now() -> datetime:
    """The present moment in UTC, or the moment the clock was set to."""
    return _set if _set is not None else datetime.now(UTC)


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
