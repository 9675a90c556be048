"""Statements under way while something else is done: the database answers one as Python works on another's rows.

A page waits for a dozen statements. Within `together` they are sent without waiting (PostgreSQL's pipeline mode), and
each `Soon` waits for its own rows where they are needed. Only reads: a write that fails would say so too late.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import connection
from psycopg import Cursor
from psycopg.abc import PQGen
from psycopg.generators import fetch_many, send

from nitka.kit.db.reading import Values, cursor

Found = TypeVar("Found")
Made = TypeVar("Made")
Rows = list[tuple[Any, ...]]


class Soon(Generic[Found]):
    """What is under way: asked for already, waited for where it is needed."""

    __slots__ = ("_answer", "_find")

    def __init__(self, find: Callable[[], Found]) -> None:
        self._find: Callable[[], Found] | None = find
        self._answer: Any = None

    @classmethod
    def known(cls, answer: Found) -> "Soon[Found]":
        """What needs no statement."""
        return cls(lambda: answer)

    def then(self, make: Callable[[Found], Made]) -> "Soon[Made]":
        """What is made of the answer, once somebody waits for it."""
        return Soon(lambda: make(self.get()))

    def get(self) -> Found:
        """Wait for it; the same answer every time. Raises what the database says against the statement."""
        if self._find is not None:
            find, self._find = self._find, None
            self._answer = find()
        found: Found = self._answer
        return found


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
    wire = connection.connection.pgconn
    piped = wire.pipeline_status
    if piped:  # else the server keeps its answer until it has answered all that is under way
        wire.send_flush_request()
        wire.flush()

    def find() -> Found:
        with connection.wrap_database_errors, sent:
            if piped:
                connection.connection.wait(_come(sent.cursor))
            rows = sent.fetchall()
        return read(rows)

    return Soon(find)


def _come(sent: Cursor[Any]) -> PQGen[None]:
    """Wait until one statement is answered; the driver's own `fetch` waits for all that were sent."""
    under_way = sent.connection._pipeline
    while sent.pgresult is None and under_way is not None and under_way.result_queue:
        if under_way.command_queue:
            yield from under_way._communicate_gen()
            continue
        yield from send(under_way.pgconn)
        if not (results := (yield from fetch_many(under_way.pgconn))):
            return
        under_way._process_results(under_way.result_queue.popleft(), results)
