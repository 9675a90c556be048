"""`nitka bench identify`: who is it? 100,000 calls (`--full`: 1,000,000) in batches of 500, the base growing meanwhile.

Of a hundred calls 40 are known, 10 make one of two (a browser and a login), one names a new address and a telephone
that everybody names; the rest is new. The limit is the same rows by batched INSERT into the same tables and indexes.
"""

import json
import time
from typing import Any

import psycopg

from nitka.bench.ground import ground
from nitka.bench.progress import say

BATCH = 500
TABLES = (
    "customers_customer",
    "customers_identity",
    "customers_link",
    "customers_evidence",
    "customers_value",
    "customers_merge",
)
FOREIGN = "select conname, conrelid::regclass from pg_constraint where contype = 'f' and conname like 'customers_%'"
GIVEN = """
select string_agg(quote_ident(attname), ', ') from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""
MEASURE = """
import django; django.setup()
import json
from nitka.bench.claims import measure
print(json.dumps(measure({count})))
"""


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    count = 1_000_000 if full else 100_000
    with ground() as place:
        found = json.loads(place.ask(MEASURE.format(count=count)))
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            say("the same rows by INSERT alone")
            limit = _limit(database, count)
    return {
        "bench": "identify",
        "figures": found,
        "limit": {"batched_insert_calls_per_s": round(limit)},
        "ratio": round(found["calls_per_s"] / limit, 3),
    }


def _limit(database: "psycopg.Connection[Any]", calls: int) -> float:
    """Calls a second when the rows they left are written anew, and nothing else; those of 10,000 calls are enough."""
    share = max(1, calls // 10_000)
    batches = [(table, batch) for table in TABLES for batch in _batches(database, table, share)]
    database.execute(f"truncate {', '.join(TABLES)} cascade")
    for name, table in database.execute(FOREIGN).fetchall():  # a share of the rows names some that are not in it
        database.execute(f"alter table {table} drop constraint {name}")
    columns = {table: database.execute(GIVEN, [table]).fetchone()[0] for table in TABLES}  # type: ignore[index]
    start = time.perf_counter()
    for table, batch in batches:
        with database.transaction():
            wanted = columns[table]
            database.execute(
                f"insert into {table} ({wanted}) select {wanted} from json_populate_recordset(null::{table}, %s)",  # noqa: S608
                [batch],
            )
    return calls / share / (time.perf_counter() - start)


def _batches(database: "psycopg.Connection[Any]", table: str, share: int) -> list[str]:
    """The rows of a table in the order they were made; the first of them, of a share."""
    rows = database.execute(
        f"select row_to_json(t)::text from {table} t order by id limit (select count(*) / %s from {table})",  # noqa: S608
        [share],
    ).fetchall()
    kept = [row for (row,) in rows]
    return [f"[{','.join(kept[at : at + BATCH])}]" for at in range(0, len(kept), BATCH)]
