# ruff: noqa: N999 (the benchmark is called so)
"""`nitka bench import`: customers from a file. 100,000 rows of CSV (`--full`: 1,000,000), of which 20 % are known;
then 10,000 rows of orders, two to an order, of those customers.

The file is uploaded, read and loaded as the worker does it, a transaction for each chunk. The limit is COPY of the rows
that were left in the same tables and indexes, and nothing else.
"""

import json
import time
from typing import Any

import psycopg

from nitka.bench.ground import ground

TABLES = (
    "customers_customer", "customers_identity", "customers_link", "customers_evidence", "customers_value",
    "customers_attribute_kind", "customers_attribute", "imports_import", "imports_trace", "imports_known",
)  # fmt: skip
GIVEN = """
select string_agg(quote_ident(attname), ', ') from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""
MEASURE = """
import django; django.setup()
import json
from nitka.bench.imported import measure
print(json.dumps(measure({count})))
"""
ORDERS = MEASURE.replace("measure", "measure_orders")


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    count = 1_000_000 if full else 100_000
    with ground() as place:
        found = json.loads(place.ask(MEASURE.format(count=count)).splitlines()[-1])
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            limit = count / _limit(database)
        orders = json.loads(place.ask(ORDERS.format(count=min(count, 10_000))).splitlines()[-1])
    return {
        "bench": "import",
        "figures": found | orders,
        "limit": {"copied_rows_per_s": round(limit)},
        "ratio": round(found["loaded_rows_per_s"] / limit, 3),
    }


def _limit(database: "psycopg.Connection[Any]") -> float:
    """Seconds in which the rows they left are copied anew."""
    columns = {table: database.execute(GIVEN, [table]).fetchone()[0] for table in TABLES}  # type: ignore[index]
    kept = {table: _copied(database, table, names) for table, names in columns.items()}
    database.execute(f"truncate {', '.join(TABLES)} cascade")
    seconds = 0.0
    with database.cursor() as cursor:
        for table, names in columns.items():
            start = time.perf_counter()
            with cursor.copy(f"copy {table} ({names}) from stdin (format binary)") as copy:
                for piece in kept[table]:
                    copy.write(piece)
            seconds += time.perf_counter() - start
            cursor.execute(f"analyze {table}")  # or each check of a key reads all rows: minutes instead of seconds
    return seconds


def _copied(database: "psycopg.Connection[Any]", table: str, names: str) -> list[bytes]:
    with database.cursor() as cursor, cursor.copy(f"copy {table} ({names}) to stdout (format binary)") as copy:
        return [bytes(piece) for piece in copy]
