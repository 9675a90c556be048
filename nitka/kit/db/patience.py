"""A migration waits for a lock a few seconds at most, since everybody else waits behind it; then it tries again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import structlog
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

SECONDS = 4  # that one statement waits for a lock
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # between tries

log = structlog.get_logger("nitka.migrate")


def patiently(work: Callable[[], object], pauses: Sequence[float] = PAUSES, seconds: float = SECONDS) -> None:
    """Do `work`, whose statements give up a lock that is not to be had; again after each of `pauses`.

    Raises OperationalError when the last try gets none either. What `work` had committed it must pass over.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, false)", [f"{int(seconds * 1000)}ms"])
    for pause in (*pauses, None):
        try:
            work()
            return
        except OperationalError as error:
            if pause is None or not isinstance(error.__cause__, LockNotAvailable):
                raise
            log.warning("migration waits for a lock, tries again", seconds=pause)
            time.sleep(pause)
