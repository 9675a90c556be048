"""Whether any moments are archived at all: where none are, nobody pays for asking."""

import time

from django.db import connection

SECONDS = 60.0  # that a "no" is believed; no month is emptied before ten minutes have passed (`making.WAIT`)
_believed = 0.0
_any = False


def any_archived() -> bool:
    """True when some workspace has a file of old moments. A statement a minute while there is none."""
    global _any, _believed
    if not _any and time.monotonic() >= _believed:
        with connection.cursor() as cursor:
            cursor.execute("select nitka_moments_archived()")
            _any = bool(cursor.fetchone()[0])
        _believed = time.monotonic() + SECONDS
    return _any


def believe(found: bool, *, seconds: float = SECONDS) -> None:
    """Set what is believed; for tests, which share a process with what they try."""
    global _any, _believed
    _any, _believed = found, time.monotonic() + seconds
