"""Tests run as nitka_app; the worker's loops run as nitka_worker.

Of each role one connection goes from test to test: a new server process reads all that it knows of our tables anew,
which takes longer than most tests. Nothing that a session was told stays in it.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus

from nitka.kit import config

# What a session was told, heard, holds and made; how it would do a statement it knows
FRESH = "reset all; unlisten *; select pg_advisory_unlock_all(); discard temp; discard plans"
_spare: defaultdict[tuple[int, str], list[Any]] = defaultdict(list)  # process (tests fork), user → not in use


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Work as another role of the database; for tests with real commits only."""
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    _change({"USER": f"nitka_{role}", "PASSWORD": config.load().password(role)})
    try:
        yield
    finally:
        _change(before)


def freshen() -> bool:
    """Make this thread's connection as good as new; False: it can only be closed."""
    held = connection.connection
    if held is None or connection.in_atomic_block:
        return False
    with suppress(psycopg.Error):
        held.execute(FRESH, prepare=False)
    return bool(held.autocommit and held.info.transaction_status == TransactionStatus.IDLE)


def close() -> None:
    """End what is not in use."""
    for (process, _user), held in _spare.items():
        while held and process == os.getpid():
            held.pop().close()


def _change(who: dict[str, str]) -> None:
    """Put the connection aside and take one of this user; where there is none, it is made when it is needed."""
    if freshen():
        _spared().append(connection.connection)
        connection.connection = None
    else:
        connection.close()
    connection.settings_dict |= who
    while connection.connection is None and _spared():
        connection.connection, connection.autocommit = _spared().pop(), True
        if not freshen():  # its server has ended
            connection.close()


def _spared() -> list[Any]:
    return _spare[os.getpid(), connection.settings_dict["USER"]]
