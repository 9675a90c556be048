"""Questions to PostgreSQL's catalogue, and to it as another role."""

from typing import Any

import psycopg
from django.db import connection

from nitka.kit import config


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def column(statement: str, *values: Any) -> set[Any]:
    return {row[0] for row in ask(statement, *values)}


def tables_with(attribute: str) -> set[str]:
    """Our tables that have a column, but for partitions."""
    return column(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
        " and a.attname = %s and not a.attisdropped",
        attribute,
    )


def connect(role: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(**config.load().connection(role))
