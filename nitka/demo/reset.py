"""The demo's data go, so that it can be made anew: everything of its one company, and nothing where there is another.

Loads no Django: the tables are emptied by their owner, beside a running system or with its database alone.
"""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from nitka.kit.config import Installation

KEYS = "demo-doors.json"
# Without a company in their rows: who signs in, sessions, what waits to be told. What is left is of the installation:
# its migrations, its lanes, the head of the log, its key for pushes.
ALSO = (
    "account_emailaddress", "account_emailconfirmation", "accounts_known_device", "accounts_user", "accounts_workspace",
    "django_session", "mfa_authenticator", "procrastinate_events", "procrastinate_jobs",
    "procrastinate_periodic_defers", "realtime_eventoutbox", "socialaccount_socialaccount",
    "socialaccount_socialtoken", "usersessions_usersession",
)  # fmt: skip
TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and (c.relname = any(%s) or exists
  (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped))
order by 1"""
# What the planner knows of the columns is of the company that went: to it the new one would have no rows at all.
FORGET = """select pg_clear_attribute_stats(s.schemaname::text, s.tablename::text, s.attname::text, s.inherited)
from pg_stats s where s.schemaname = 'public'"""
TRIES, PATIENCE = 40, "500ms"


class NoDemo(RuntimeError):
    """It is no demo installation, or not only one; nothing was touched."""


def keys_of(data: Path) -> dict[str, Any]:
    """What the demo wrote about its doors. Raises NoDemo where it never did."""
    try:
        found = json.loads((data / KEYS).read_text())
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not found.get("workspace"):
        raise NoDemo(f"There is no demo company in {data}: nothing was touched.")
    return found


def check(installation: Installation) -> str:
    """The id of the demo's company. Raises NoDemo when the database has any other."""
    ours = str(keys_of(installation.data)["workspace"])
    with psycopg.connect(**installation.connection("owner", direct=True)) as connection:
        there = connection.execute("select id::text, name from accounts_workspace").fetchall()
    others = [name for key, name in there if key != ours]
    if others:
        raise NoDemo(f"Here is more than the demo company ({', '.join(others)}): nothing was touched.")
    return ours


def empty(installation: Installation) -> None:
    """Empty the tables at once, and remove the company's files, letters and what was played."""
    ours = check(installation)
    with psycopg.connect(**installation.connection("owner", direct=True), autocommit=True) as connection:
        _truncate(connection)
    shutil.rmtree(installation.data / "blobs" / ours, ignore_errors=True)
    shutil.rmtree(installation.data / "relay", ignore_errors=True)
    (installation.data / "relay").mkdir()
    (installation.data / "simulation.json").unlink(missing_ok=True)


def _truncate(connection: "psycopg.Connection[Any]") -> None:
    """All in one statement; whoever works in them is waited for, and let by when two wait for each other."""
    names = [name for (name,) in connection.execute(TABLES, [list(ALSO)]).fetchall()]
    tables = sql.SQL(", ").join(sql.Identifier(name) for name in names)
    connection.execute(f"set lock_timeout = '{PATIENCE}'")
    for turn in range(1, TRIES + 1):
        try:
            connection.execute(sql.SQL("truncate {}").format(tables))
            break
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if turn == TRIES:
                raise
            time.sleep(0.1 * turn % 1)
    connection.execute(FORGET)
