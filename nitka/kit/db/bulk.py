"""Set-based writes for hot paths: a batch goes over as one JSON document, which PostgreSQL takes apart.

The ORM's bulk_create and psycopg's arrays adapt every value in Python (60 µs a row against 13).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.text import dump

Row = TypeVar("Row", bound=models.Model)


class NotRead(RuntimeError):
    """A column was asked for that the row was made without. The ORM would read it now, one statement a row."""


class _Strict:
    """What `instance` makes: refuses where the ORM would load a column behind one's back."""

    def refresh_from_db(self, using: Any = None, fields: Any = None, **how: Any) -> None:
        """As the ORM's; but what was left out is not read in passing."""
        if fields is not None and not set(fields) <= set(self.__dict__):
            left = ", ".join(sorted(set(fields) - set(self.__dict__)))
            raise NotRead(f"{type(self).__name__}.{left} was not read: name it where the row is made")
        super().refresh_from_db(using=using, fields=fields, **how)  # type: ignore[misc]


@cache
def _strict(model: Any) -> Any:
    """The model itself, made past its metaclass so that Django knows of no second one."""
    return type.__new__(type(model), model.__name__, (_Strict, model), {"__module__": model.__module__})


def instance(model: type[Row], columns: Iterable[tuple[str, Any]], *, stored: bool = True) -> Row:
    """A row as an instance that has these columns (attribute names) and no other: an eighth of what `Model(...)` costs,
    as there are no defaults and no signals. A column that is not given raises NotRead when it is asked for.
    """
    kind: type[Row] = _strict(model)
    made = kind.__new__(kind)
    made.__dict__.update(columns)
    made._state = ModelState()
    if stored:
        made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    return made


def insert(rows: Iterable[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model in one statement. `ignore_conflicts`: those that are there stay as they are."""
    rows = list(rows)
    if not rows:
        return
    fields = [field for field in rows[0]._meta.local_fields if field.column and not field.generated]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with prepared() as cursor:
        cursor.execute(
            f'insert into "{rows[0]._meta.db_table}" ({names}) select {names}'  # noqa: S608 (names of a model)
            f" from json_to_recordset(%s) as given ({_definition(fields)})"
            + (" on conflict do nothing" if ignore_conflicts else ""),
            [_document(rows, fields)],
        )


def insert_new(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, ignore_conflicts: bool = False
) -> None:
    """Write rows from their columns, all of them given: an instance of each would cost more than all the rest.
    `ignore_conflicts`: those that are there stay as they are."""
    if not rows:
        return
    fields = [field for field in model._meta.local_fields if field.column and not field.generated]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with prepared() as cursor:
        cursor.execute(
            f'insert into "{model._meta.db_table}" ({names}) select {names}'  # noqa: S608 (names of a model)
            f" from json_to_recordset(%s) as given ({_definition(fields)})"
            + (" on conflict do nothing" if ignore_conflicts else ""),
            [dump(rows)],
        )


def blank(model: type[models.Model]) -> dict[str, Any]:
    """The columns of a new row that says nothing, its key left out: what `insert_new` is given, begun."""
    made = model()
    fields = [field for field in model._meta.local_fields if not field.generated and not field.primary_key]
    return {field.column: getattr(made, field.attname) for field in fields if field.column}


def update(model: type[models.Model], rows: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write some columns (attribute names, `channel_id`) of many rows in one statement."""
    rows = list(rows)
    if not rows:
        return
    meta = model._meta
    fields = [meta.get_field(name) for name in ("workspace_id", "id", *names)]
    changes = ", ".join(f'"{field.column}" = given."{field.column}"' for field in fields[2:])  # type: ignore[union-attr]
    with prepared() as cursor:
        cursor.execute(
            f'update "{meta.db_table}" as kept set {changes}'  # noqa: S608 (names of a model)
            f" from json_to_recordset(%s) as given ({_definition(fields)})"
            " where kept.workspace_id = given.workspace_id and kept.id = given.id",
            [_document(rows, fields)],
        )


def asked(statement: str, values: Any) -> list[tuple[Any, ...]]:
    """What a statement answers. For many keys at once: the ORM's `in` adapts and parses each."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def array(keys: Iterable[object]) -> str:
    """Keys as the text of an array, for `%s::uuid[]`: psycopg adapts a list one by one."""
    return "{" + ",".join(map(str, keys)) + "}"


def uuids(keys: Iterable[UUID]) -> str:
    """`array` for keys alone, at a quarter of its cost: an id's own text is put together in Python."""
    return "{" + ",".join([f"{key.int:032x}" for key in keys]) + "}"


def times(moments: Iterable[datetime]) -> str:
    """Moments as the text of an array, for `%s::timestamptz[]`."""
    return "{" + ",".join([f'"{moment.isoformat()}"' for moment in moments]) + "}"


def _definition(fields: Sequence[Any]) -> str:
    return ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)


def _document(rows: Sequence[models.Model], fields: Sequence[Any]) -> str:
    names = [(field.column, field.attname) for field in fields]
    return dump([{column: getattr(row, name) for column, name in names} for row in rows])
