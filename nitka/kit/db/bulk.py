"""Set-based writes that Django's ORM does slowly."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def update(model: type[models.Model], rows: Iterable[models.Model], fields: Sequence[str]) -> None:
    """Write some columns of many rows in one statement with arrays (bulk_update's CASE grows with rows × fields).

    `fields` are attribute names (`channel_id`); rows without change are written, too.
    """
    rows = list(rows)
    if not rows:
        return
    meta = model._meta
    columns = [meta.get_field(name) for name in ("workspace_id", meta.pk.attname, *fields)]  # type: ignore[union-attr]
    values: list[list[Any]] = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in columns  # type: ignore[union-attr]
    ]
    types = [f"%s::{field.db_type(connection)}[]" for field in columns]  # type: ignore[union-attr]
    names = [field.column for field in columns]  # type: ignore[union-attr]
    table = connection.ops.quote_name(meta.db_table)
    changes = ", ".join(f"{name} = given.{name}" for name in names[2:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} as kept set {changes} from unnest({', '.join(types)}) as given ({', '.join(names)})"
            " where kept.workspace_id = given.workspace_id and kept.id = given.id",
            values,
        )
