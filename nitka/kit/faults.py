"""Exceptions as a log may keep them: where it broke and of what kind, without words that a person may have written.

What a message says is often what came in: `could not convert string to float: 'Anna'`, `Key (value)=(anna@…) already
exists`. Erasure reaches no log, so nothing of a person's may get into one.
"""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import psycopg
from django.db.utils import Error as DjangoError

DEEPEST = 20  # causes
# Their messages are made of names of the program's own
_OF_THE_PROGRAM = (ImportError, NameError, TypeError, AttributeError, NotImplementedError)
Info = tuple[type[BaseException], BaseException, TracebackType | None]


def said(error: BaseException) -> str:
    """An exception in a line: its kind, and what of its message can be of nobody."""
    name = _name(error)
    detail = _detail(error)
    return f"{name}: {detail}" if detail else name


def whole(info: Info) -> str:
    """An exception with where it was raised, and its causes, the first of them first."""
    return "\n\n".join(_one(error) for error in reversed(list(_chain(info[1]))))


def without_words(_logger: Any, _method: str, event: Any) -> Any:
    """A processor: `exc_info` becomes `exception`, text that is of nobody."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else None
    if error is not None:
        event["exception"] = whole((type(error), error, error.__traceback__))
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < DEEPEST:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), said(error)]
    inner = getattr(error, "exceptions", ())
    return "".join(lines) + "".join(f"\n| {said(one)}" for one in inner)


def _detail(error: BaseException) -> str:
    if isinstance(error, DjangoError) and isinstance(error.__cause__, psycopg.Error):
        return _detail(error.__cause__)
    if isinstance(error, psycopg.Error):
        return _of_database(error)
    if isinstance(error, OSError):  # the message may name a file or an address; what the system says does not
        return str(error.strerror) if type(error.errno) is int else ""
    return str(error) if isinstance(error, _OF_THE_PROGRAM) else ""


def _of_database(error: psycopg.Error) -> str:
    """Its code and what of the schema it names; in whole what is said of a connection."""
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return str(error).strip()
    diag = error.diag
    return " ".join(filter(None, [error.sqlstate, diag.table_name, diag.column_name, diag.constraint_name]))


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
