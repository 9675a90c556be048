"""Commands work in a data directory: beside a running `nitka up`, or on a server started for the command."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from nitka.kit import config, context
from nitka.kit.config import ConfigError, Installation
from nitka.kit.context import COMMAND
from nitka.kit.pg import Cluster, prepare
from nitka.kit.pg.prepare import migrate
from nitka.kit.supervisor.lock import DataLock, Held, published

WAIT_SECONDS = 90.0


@contextmanager
def attached(data: Path, purpose: str) -> Iterator[Installation]:
    """Django, connected to the installation's database as the app."""
    config.open_or_create(data)
    with ExitStack() as stack:
        installation, alone = _reach(data, purpose, stack)
        _set_up(data)
        if alone and _behind():
            migrate(installation)
        stack.callback(_close)
        stack.callback(context.client.reset, context.client.set(("", f"{COMMAND}{purpose}")))
        yield config.load()


@contextmanager
def reached(data: Path, purpose: str) -> Iterator[Installation]:
    """The installation with its database answering, and no Django."""
    with ExitStack() as stack:
        yield _reach(data, purpose, stack)[0]


@contextmanager
def alone(data: Path, purpose: str) -> Iterator[Installation]:
    """The installation with its database answering, no Django, and nobody else at work in the directory."""
    with ExitStack() as stack:
        config.read(data)
        installation, is_alone = _reach(data, purpose, stack)
        if not is_alone:
            raise ConfigError(f"Nitka runs in {data}: stop it first.")
        yield installation


def _reach(data: Path, purpose: str, stack: ExitStack) -> tuple[Installation, bool]:
    """The running system's database, or one started for this; True in the second case."""
    alone = _alone(data, purpose, stack)
    if alone:
        installation = config.read(data)
        if installation.embedded:
            stack.enter_context(Cluster(installation)).create_database()
        prepare(installation)
        return installation, True
    state = published(data) or {}
    if state.get("database_url"):
        os.environ["DATABASE_URL"] = state["database_url"]
        os.environ["NITKA_DIRECT_URL"] = state.get("direct_url", "")
    os.environ |= state.get("environment", {})
    return config.read(data), False


def _alone(data: Path, purpose: str, stack: ExitStack) -> bool:
    """True with the lock held; False when a running system is open. Waits for other commands and for a start."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            stack.enter_context(DataLock(data.resolve(), purpose))
        except Held as held:
            if published(data) is not None:
                return False
            if time.monotonic() > deadline:
                pid = held.holder.get("pid", "unknown")
                raise ConfigError(
                    f"{data} is in use by process {pid}, which did not finish: try again later."
                ) from None
            time.sleep(0.05)
        else:
            return True


def _set_up(data: Path) -> None:
    os.environ |= {"NITKA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "nitka.settings", "NITKA_POOL": "0"}
    os.environ.setdefault("NITKA_ROLE", "app")
    config.load.cache_clear()
    import django

    django.setup()


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return True
    finally:
        connection.close()


def _close() -> None:
    from django.db import connections

    connections.close_all()
