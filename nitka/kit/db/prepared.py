"""Statements that PostgreSQL plans once a connection, their values beside them instead of within their text."""

import re
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor

_PLACE = re.compile(r"%(?:\((\w+)\))?(s|%)")


class _Prepared(RawCursor[Any]):
    """A cursor whose statements are prepared, unless the connection says never (a pooler stands between).

    Where a long statement has its values is found once: the driver looks anew each time from 4,096 letters on.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        text, names = _numbered(query)
        values = [params[name] for name in names] if names else params
        return super().execute(text, values, prepare=True, **options)


@lru_cache(maxsize=1000)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement with $1, $2 … for its places, and the names of them in this order; none where they have none."""
    names: dict[str, int] = {}
    count = 0

    def number(found: "re.Match[str]") -> str:
        nonlocal count
        if found[2] == "%":
            return "%"
        if found[1]:
            return f"${names.setdefault(found[1], len(names) + 1)}"
        count += 1
        return f"${count}"

    return _PLACE.sub(number, statement), tuple(names)


def cursor() -> CursorWrapper:
    """Django's wrapper around a cursor that prepares; while statements are logged Django's own, which knows values.
    The text must be one of few: each is kept prepared."""
    connection.ensure_connection()
    wrapped: Any = connection
    if connection.queries_logged:
        return connection.cursor()
    made: CursorWrapper = wrapped._prepare_cursor(_Prepared(connection.connection))
    return made
