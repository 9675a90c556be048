"""Reads that every page makes: planned by PostgreSQL once a connection, not once a page.

Planning the statements of a conversation's page takes longer than answering them (4.0 ms against 2.6). Django binds
values in the client, so that every text is new to the server; here they go beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from django.db import connection, models

from nitka.kit.db.bulk import instance
from nitka.kit.db.prepared import cursor as cursor

Row = TypeVar("Row", bound=models.Model)
Values = Mapping[str, Any] | Sequence[Any]


def rows(statement: str, values: Values) -> list[tuple[Any, ...]]:
    """All rows of a statement. Its text must be one of few: each is kept prepared."""
    with cursor() as asked:
        asked.execute(statement, values)
        found: list[tuple[Any, ...]] = asked.fetchall()
        return found


def row(statement: str, values: Values) -> Any:
    """The first row of a statement, or None."""
    with cursor() as asked:
        asked.execute(statement, values)
        return asked.fetchone()


def one(model: type[Row], condition: str, values: Values) -> Row | None:
    """The first row of a model's table that a condition leaves, with all its columns."""
    wanted, _ = _columns(model)
    found = row(f"select {wanted} from {model._meta.db_table} where {condition} limit 1", values)  # noqa: S608
    return made(model, found) if found else None


def split(found: Sequence[Any], *kinds: type[models.Model]) -> list[Any]:
    """A row that has the columns of several models, one after another, as an instance of each."""
    out, at = [], 0
    for model in kinds:
        width = len(model._meta.concrete_fields)
        out.append(made(model, found[at : at + width]))
        at += width
    return out


def made(model: type[Row], found: Sequence[Any]) -> Row:
    """A row whose columns are those of `columns(model)`, as an instance."""
    _, readers = _columns(model)
    return instance(model, [(name, read(value)) for (name, read), value in zip(readers, found, strict=True)])


def columns(model: type[models.Model], alias: str = "") -> str:
    """The columns of a model for a select, of an alias of its table."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(f'{prefix}"{field.column}"' for field in model._meta.concrete_fields)


@cache
def _columns(model: type[models.Model]) -> tuple[str, list[tuple[str, Callable[[Any], Any]]]]:
    """What to select, and the name of each attribute with what makes its value."""
    fields = model._meta.concrete_fields
    return columns(model), [(field.attname, _reader(field)) for field in fields]


def _reader(field: Any) -> Callable[[Any], Any]:
    """What Django does to a value of the driver for this field."""
    read = getattr(field, "from_db_value", None)
    return partial(_through, read, field) if read else _same


def _through(read: Callable[..., Any], field: Any, value: Any) -> Any:
    return read(value, field.cached_col, connection)


def _same(value: Any) -> Any:
    return value
