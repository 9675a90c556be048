"""Statements under way while something else is done: the database answers one as Python works on another's rows.

A page waits for a dozen statements. Within `together` they are sent without waiting (PostgreSQL's pipeline mode), and
each `Soon` waits for its own rows where they are needed. Only reads: a write that fails would say so too late.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import connection

from nitka.kit.db.reading import Values, cursor

Found = TypeVar("Found")
Rows = list[tuple[Any, ...]]


class Soon(Generic[Found]):
    """What a statement that was sent will say."""

    __slots__ = ("_answer", "_cursor", "_read")

    def __init__(self, sent: Any, read: Callable[[Rows], Found]) -> None:
        self._cursor = sent
        self._read = read

    @classmethod
    def known(cls, answer: Found) -> "Soon[Found]":
        """What needs no statement."""
        soon = cls(None, lambda _: answer)
        soon._answer = answer
        return soon

    def get(self) -> Found:
        """Wait for the rows; the same answer every time. Raises what the database says against the statement."""
        if self._cursor is not None:
            sent, self._cursor = self._cursor, None
            with connection.wrap_database_errors, sent:
                rows = sent.fetchall()
            self._answer = self._read(rows)
        return self._answer


@contextmanager
def together() -> Iterator[None]:
    """Send statements without waiting for the ones before; while statements are logged each is waited for."""
    connection.ensure_connection()
    if connection.queries_logged:
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def ask(statement: str, values: Values, read: Callable[[Rows], Found]) -> Soon[Found]:
    """Send a prepared statement (`reading.rows`); `read` makes of its rows what is asked for."""
    sent = cursor()
    sent.execute(statement, values)
    return Soon(sent, read)
