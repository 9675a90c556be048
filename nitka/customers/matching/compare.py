"""Rows into an engine, likely pairs out of it. Splink and DuckDB take 100 MiB: imported only by a process that ends."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from nitka.customers.matching.records import COLUMNS, Row
from nitka.customers.matching.settings import Levels, learnt, settings

Base = duckdb.DuckDBPyConnection
SHARED = 40  # who shares a block with more than that is looked for in finer ones
RARE = ("given", "surname", "patronymic", "city")  # the rarer what two have in common, the more it says
USUAL, WEIGHT = 0.002, 2_000  # a small base knows little of how rare a name is: so many of a usual one are added
SELDOM = 5e-4
TWICE = 0.3  # of so many customers one more is expected
PAIRS = 999_999  # drawn at random, to see what is alike by chance
BATCH = 20_000
_TYPES = {"varchar": pa.string(), "varchar[]": pa.list_(pa.string()), "boolean": pa.bool_()}

logging.getLogger("splink").setLevel(logging.CRITICAL)


@contextmanager
def engine(memory: str = "1GB", threads: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that takes no more than it may."""
    with duckdb.connect(config={"threads": threads, "memory_limit": memory}) as base:
        base.execute("set enable_progress_bar = false")
        base.execute("set preserve_insertion_order = false")
        base.execute("set lambda_syntax = 'ENABLE_SINGLE_ARROW'")  # as Splink 5.0 writes it
        yield base


def load(base: Base, rows: Iterable[Row], columns: Mapping[str, str] = COLUMNS) -> int:
    """Keep the rows; how many there are."""
    base.execute(f"create or replace table raw ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        base.register("batch", pa.Table.from_pylist(batch, schema))
        base.execute("insert into raw select * from batch")
        base.unregister("batch")
    return _count(base, "raw")


def block(base: Base, rare: Sequence[str] = RARE) -> int:
    """Leave those who share a block with somebody, one of them fresh; how many there are.

    Blocks that many share are dropped; how rare a value is comes from the whole base.
    """
    base.execute("create or replace table block as select unique_id, fresh, unnest(keys) as key from raw")
    base.execute(
        "create or replace table few as select key from block group by key"  # noqa: S608 (constants)
        f" having count(*) between 2 and {SHARED} and bool_or(fresh)"
    )
    base.execute(
        "create or replace table shared as select unique_id, list(key order by key) as keys"
        " from block semi join few using (key) group by unique_id"
    )
    base.execute("drop table block")
    shares = ", ".join(
        f"({WEIGHT * USUAL} + count(*) over (partition by {name})) / ({WEIGHT} + count({name}) over ()) as tf_{name}"
        for name in rare
    )
    base.execute(
        "create or replace table customers as select r.* exclude (keys), s.keys"  # noqa: S608 (names of columns)
        f" from (select *, {shares} from raw) r join shared s using (unique_id)"
    )
    base.execute("drop table raw; drop table few; drop table shared")
    return _count(base, "customers")


def _count(base: Base, table: str) -> int:
    return int(base.execute(f"select count(*) from {table}").fetchall()[0][0])  # noqa: S608


def linker(base: Base, table: str, told: Any) -> Linker:
    """Splink over a table, which says nothing."""
    return Linker(DuckDBAPI(connection=base).register(table), told, log_level=None)


def prior(count: int) -> float:
    """How probable it is that two customers taken at random are one."""
    return min(2 * TWICE / max(count - 1, 1_000), 0.5)


def likely(base: Base, levels: Levels, count: int, least: float) -> Iterator[dict[str, Any]]:
    """Pairs of at least this weight (the logarithm of the odds), one of each fresh."""
    found = linker(base, "customers", learnt(levels, prior(count))).inference.predict(threshold_match_weight=least)
    told = base.cursor().execute(f"select * from {found.physical_name} where fresh_l or fresh_r")  # noqa: S608
    names = [column[0] for column in told.description or ()]
    while rows := told.fetchmany(1000):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def taught(base: Base, truth: str, count: int, seed: int = 1) -> Levels:
    """Of `customers` and a table (unique_id, person): how often what is alike is so at one person, and how often by
    chance."""
    base.execute(
        f"create or replace table known as select c.*, t.person from customers c join {truth} t using (unique_id)"  # noqa: S608
    )
    pupil = linker(base, "known", settings(probability_two_random_records_match=prior(count)))
    pupil.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=seed)
    pupil.training.estimate_m_from_label_column("person")
    return {
        one["output_column_name"]: [_level(part) for part in one["comparison_levels"] if not part.get("is_null_level")]
        for one in pupil.misc.save_model_to_json()["comparisons"]
    }


def _level(part: Mapping[str, Any]) -> tuple[float, float]:
    """What was too rare to be seen happens now and then at one person and hardly ever by chance."""
    return part.get("m_probability") or SELDOM, part.get("u_probability") or SELDOM / 100
