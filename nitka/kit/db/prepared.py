"""Statements that PostgreSQL plans once a connection, their values beside them instead of within their text."""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


class _Prepared(Cursor[Any]):
    """A cursor whose statements are prepared, unless the connection says never (a pooler stands between)."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


def cursor() -> CursorWrapper:
    """Django's wrapper around a cursor that prepares; while statements are logged Django's own, which knows values.
    The text must be one of few: each is kept prepared."""
    connection.ensure_connection()
    wrapped: Any = connection
    if connection.queries_logged:
        return connection.cursor()
    made: CursorWrapper = wrapped._prepare_cursor(_Prepared(connection.connection))
    return made
