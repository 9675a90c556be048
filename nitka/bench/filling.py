"""A company's conversations, as many as one likes, in chunks that commit: what was broken off goes on where it stood.

Written by the superuser without triggers and checks of keys, which hold by construction, at twice the speed; what the
trigger for search would have done is done here: all messages are indexed by the product's own function, by two
connections at once, and only the tree of words is made at the end, as when a backup is restored.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from nitka.bench.corpus import corpus
from nitka.bench.ground import Ground
from nitka.bench.progress import say
from nitka.bench.texts import SUBJECTS

CHUNK = 10_000  # conversations a transaction
LINES = 120_000  # texts a transaction has to choose from: as many as it writes messages
SAID = 1_000_000  # texts there are; beyond that many messages they come again
INDEXED = 50_000  # messages whose words are written in one transaction
TREE = "conversations_search_words"
Database = psycopg.Connection[Any]


def fill(place: Ground, count: int, workspace: str, channels: list[str], members: list[str]) -> None:
    """Conversations with their messages, customers and moments; nothing of them in search yet."""
    values = {
        "n": count,
        "workspace": workspace,
        "chat": channels[0],
        "mail": channels[1],
        "members": members,
        "subjects": list(SUBJECTS),
    }
    with unchecked(place) as database:
        database.execute("select nitka_moment_partitions((now() - interval '95 days')::date, now()::date)")
        done = _one(database, "select coalesce(max(number), 0) from conversations_conversation")
        if done >= count:
            return
        if not _one(database, "select count(*) from conversations_counter"):
            _write(database, "many_customers", values)
        _write(database, "many_who", values)
        for first, lines in zip(range(done + 1, count + 1, CHUNK), _lines(count), strict=False):
            say(f"conversations: {first - 1:,} of {count:,}")
            with database.transaction():
                _pool(database, lines)
                _write(database, "many", values | {"first": first, "last": min(first + CHUNK - 1, count)})
        say("vacuum")
        database.execute("vacuum analyze")


@contextmanager
def unchecked(place: Ground) -> Iterator[Database]:
    """A connection whose writes run no trigger and check no foreign key."""
    with psycopg.connect(**place.installation.connection("admin"), autocommit=True) as database:
        database.execute("set session_replication_role = replica")
        database.execute("set work_mem = '128MB'")
        yield database


def index(place: Ground) -> None:
    """The words of all messages that search does not know yet, the latest first."""
    with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
        tree = place.once("tree", lambda: _one(database, _TREE))
        if not (bounds := [key for (key,) in database.execute(_BOUNDS, [INDEXED]).fetchall()]):
            return
        database.execute(f"drop index if exists {TREE}")
        parts = list(zip(bounds, [*bounds[1:], None], strict=True))[::-1]
        with ThreadPoolExecutor(2) as pool:
            for number, _ in enumerate(pool.map(lambda part: _index(place, *part), parts)):
                say(f"words: {number + 1} of {len(parts)} times {INDEXED:,} messages")
        say("the tree of words")
        database.execute("set maintenance_work_mem = '1GB'")
        database.execute(tree)
        say("vacuum")
        database.execute("vacuum analyze conversations_search, conversations_word")


_TREE = f"select indexdef from pg_indexes where indexname = '{TREE}'"  # noqa: S608 (a constant)
_BOUNDS = """
select id from (
    select m.id, row_number() over (order by m.id) as n from conversations_message m
    where not exists (select from conversations_search s where s.workspace_id = m.workspace_id and s.id = m.id)
) m where n %% %s = 1 order by id
"""
_BETWEEN = """
select nitka_search_write(array_agg(m.id)) from conversations_message m where m.id >= %(first)s
and (%(beyond)s::uuid is null or m.id < %(beyond)s)
and not exists (select from conversations_search s where s.workspace_id = m.workspace_id and s.id = m.id)
"""


def _index(place: Ground, first: Any, beyond: Any) -> None:
    """The words of the messages between two ids, by a connection of its own."""
    with psycopg.connect(**place.installation.connection("owner")) as database:
        database.execute("set work_mem = '64MB'")
        database.execute(_BETWEEN, {"first": first, "beyond": beyond})


def _lines(count: int) -> Iterator[Sequence[tuple[int, str]]]:
    """For each transaction the texts it may use."""
    texts = corpus(min(count * 10, SAID)).texts
    at = 0
    while True:
        yield [(n, texts[(at + n) % len(texts)]) for n in range(min(LINES, len(texts)))]
        at += LINES


def _pool(database: Database, lines: Sequence[tuple[int, str]]) -> None:
    database.execute("create temporary table line (n int, text text) on commit drop")
    with database.cursor() as cursor, cursor.copy("copy line from stdin") as copy:
        for row in lines:
            copy.write_row(row)
    database.execute(
        "create temporary table pool on commit drop as select n, text, lead(text) over (order by n) as more,"
        " lag(text) over (order by n) as before from line"
    )
    database.execute("analyze pool")


def _write(database: Database, name: str, values: dict[str, Any]) -> None:
    with database.transaction(), psycopg.ClientCursor(database) as cursor:
        cursor.execute(Path(__file__).with_name(f"{name}.sql").read_bytes(), values)


def _one(database: Database, statement: str) -> Any:
    return database.execute(statement.encode()).fetchone()[0]  # type: ignore[index]
