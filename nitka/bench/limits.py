"""Physical limits measured in the same run: what the database alone takes of the same rows."""

import time
from collections.abc import Sequence
from typing import Any

import psycopg

BATCH = 500  # messages a transaction


def batched_insert(
    database: "psycopg.Connection[Any]", tables: Sequence[tuple[str, str]], messages: int, most: int = 20_000
) -> float:
    """Messages a second when their rows alone are written anew into the emptied tables, indexes and all.

    `tables` are (name, condition). Rows are read as JSON beforehand, so that only the sending and the writing count.
    """
    count = min(messages, most)
    batches = [_batches(database, name, condition, messages, count) for name, condition in tables]
    for name, _ in reversed(tables):
        database.execute(f"truncate {name} cascade")
    start = time.perf_counter()
    for number in range(len(batches[0])):
        with database.transaction():
            for (name, _), rows in zip(tables, batches, strict=True):
                if number < len(rows):
                    database.execute(
                        f"insert into {name} select * from json_populate_recordset(null::{name}, %s)", [rows[number]]  # noqa: S608 (our tables)
                    )
    return count / (time.perf_counter() - start)


def _batches(database: "psycopg.Connection[Any]", name: str, condition: str, messages: int, count: int) -> list[str]:
    """The rows of `count` messages (a share of the table when it has several rows a message), cut into batches."""
    total = database.execute(f"select count(*) from {name} {condition}").fetchone()[0]  # type: ignore[index]  # noqa: S608
    wanted = round(total * count / messages)
    rows = database.execute(f"select row_to_json(t)::text from {name} t {condition} limit {wanted}").fetchall()  # noqa: S608
    size = max(1, round(BATCH * total / messages))
    return [f"[{','.join(row for (row,) in rows[at : at + size])}]" for at in range(0, len(rows), size)]

