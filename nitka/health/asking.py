"""Asking the database, as the worker, who sees the queues of all workspaces: one short connection that only reads."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection as of_page
from psycopg.rows import tuple_row

import nitka
from nitka.health.reading import Database, Facts, Process, Waiting
from nitka.kit import clock, slots
from nitka.kit.config import Installation
from nitka.kit.db import guarded
from nitka.kit.health import FACTS, QUEUES, Fact

Connection = psycopg.Connection[tuple[Any, ...]]
PATIENCE = "5s"
MOST_WORKSPACES = 500  # that facts are asked in; beyond it they are of the first so many

_PROCESSES = """
select kind, host, pid, version, began_at, at, extract(epoch from clock_timestamp() - at)::float, figures
from health_process order by kind, began_at
"""
_SAMPLES = """
(select at, database, free from health_sample order by at limit 1)
union all (select at, database, free from health_sample order by at desc limit 1)
"""


def ask(installation: Installation, *, deep: bool) -> Database:
    """What the database says; `deep`: the catalogue too. Raises psycopg.Error where it does not answer."""
    with connect(installation) as connection:
        seen = _versions(connection)
        if "health.0001_initial" in seen.missing:  # it has not been brought up to date: there is no more to be had
            return seen
        return replace(
            seen,
            figures=_row(connection, "select nitka_health()")[0],
            processes=tuple(Process(*row) for row in _rows(connection, _PROCESSES)),
            queues=tuple(_queues(connection)),
            facts=_facts(connection),
            samples=tuple(_rows(connection, _SAMPLES)),
            faults=tuple(_isolation(connection)) if deep else (),
        )


def _versions(connection: Connection) -> Database:
    known, applied = migrations(), _applied(connection)
    apps = {one.partition(".")[0] for one in known}
    return Database(
        server=connection.info.server_version // 10000,
        full_version=connection.info.parameter_status("server_version") or "",
        ahead=_ahead(connection),
        extensions=frozenset(name for (name,) in _rows(connection, "select extname from pg_extension")),
        missing=tuple(sorted(known - applied)),
        unknown=tuple(sorted(one for one in applied - known if one.partition(".")[0] in apps)),
        figures={},
        in_the_clear=not connection.pgconn.ssl_in_use and not is_here(connection.info.host),
    )


def is_here(host: str) -> bool:
    """Whether a connection stays on this machine: a socket's directory, or an address of its own."""
    return host[:1] in ("", "/", "@") or host == "localhost" or host.startswith("127.") or host == "::1"


def _isolation(connection: Connection) -> list[str]:
    return guarded.faults(lambda statement, *values: _rows(connection, statement, *values))


def connect(installation: Installation) -> Connection:
    """As the worker, reading only."""
    options = f"-c statement_timeout={PATIENCE} -c default_transaction_read_only=on"
    parameters = installation.connection("worker") | {"connect_timeout": 5, "application_name": "nitka health"}
    if not installation.direct_url:  # a pooler takes no options
        parameters["options"] = options
    return psycopg.connect(**parameters, row_factory=tuple_row, prepare_threshold=None)


def _rows(connection: Connection, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    return connection.execute(statement, values or None).fetchall()


def _row(connection: Connection, statement: str) -> tuple[Any, ...]:
    (row,) = _rows(connection, statement)
    return row


def _ahead(connection: Connection) -> float:
    """Seconds between its clock and ours; half of the way there and back is taken off."""
    _row(connection, "select 1")
    began = time.time()
    there = _row(connection, "select extract(epoch from clock_timestamp())::float")[0]
    return float(there) - (began + time.time()) / 2


def migrations() -> set[str]:
    """Ours that this version has, as "app.name"."""
    package = Path(nitka.__file__).parent
    return {f"{path.parent.parent.name}.{path.stem}" for path in package.glob("*/migrations/0*.py")}


def _applied(connection: Connection) -> set[str]:
    return {f"{app}.{name}" for app, name in _rows(connection, "select app, name from django_migrations")}


def _queues(connection: Connection) -> Iterator[Waiting]:
    now: datetime = clock.now()
    for queues in slots.fillers(QUEUES):
        for queue in queues:  # type: ignore[attr-defined]
            count, due = _row(connection, queue.statement)
            yield Waiting(queue, count, max(0.0, (now - due).total_seconds()) if due else 0.0)


def facts_here(names: Collection[str]) -> Facts:
    """Facts of the workspace at work alone, by the connection of the page that asks: policies hold the others back."""
    with of_page.cursor() as cursor:
        found: dict[str, list[tuple[Any, ...]]] = {}
        for fact in _given():
            if fact.name in names:
                cursor.execute(fact.statement)
                found[fact.name] = cursor.fetchall()
        return found


def _given() -> list[Fact]:
    return [fact for facts in slots.fillers(FACTS) for fact in facts]  # type: ignore[attr-defined]


def _facts(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    given = _given()
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for fact in given:
        if not fact.each:
            found[fact.name] += _rows(connection, fact.statement)
    for (workspace,) in _rows(connection, "select id from accounts_workspace order by id limit %s", MOST_WORKSPACES):
        with connection.transaction():
            connection.execute("select set_config('nitka.workspace', %s, true)", [str(workspace)])
            for fact in given:
                if fact.each:
                    found[fact.name] += _rows(connection, fact.statement)
    return dict(found)
