"""The three roles and the empty database, on our own server or on the customer's."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import nitka
from nitka.kit.config import ROLES, ConfigError, Installation
from nitka.kit.pg.binaries import MAJOR

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "btree_gin", "fuzzystrmatch")
Connection = psycopg.Connection[Any]


def prepare(installation: Installation) -> None:
    """Make roles, ownership and extensions. Safe to run again; two machines at once take turns."""
    with _connect(installation) as connection:
        _check_version(connection)
        connection.execute("select pg_advisory_lock(hashtext('nitka.prepare'))")
        for role in ROLES:
            _make_role(connection, f"nitka_{role}", installation.password(role))
        _own_database(connection)
        _let_watch(connection)
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    for role in ROLES:
        _check_role(installation, role)


def _connect(installation: Installation) -> Connection:
    parameters = installation.connection("admin", direct=True)
    try:
        return psycopg.connect(**parameters, connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        raise ConfigError(_explain(str(error), parameters)) from None


def _explain(reason: str, parameters: dict[str, Any]) -> str:
    where = f"{parameters.get('host', 'localhost')}:{parameters.get('port', 5432)}"
    reason = reason.strip().splitlines()[0].rpartition("failed: ")[2]
    if "does not exist" in reason and "database" in reason:
        name = parameters["dbname"]
        return f"DATABASE_URL names the database {name!r}, which {where} does not have: create it there first."
    if "password" in reason or "authentication" in reason or "role" in reason:
        return f"DATABASE_URL: {where} refuses the user or password ({reason}): correct them."
    return f"DATABASE_URL: no PostgreSQL answers at {where} ({reason}): correct the address or start the server."


def _check_version(connection: Connection) -> None:
    version = connection.info.server_version // 10000
    if version < MAJOR:
        raise ConfigError(
            f"DATABASE_URL leads to PostgreSQL {version}; Nitka needs {MAJOR} or newer: upgrade the server."
        )


def _make_role(connection: Connection, name: str, password: str) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
    verb = sql.SQL("alter role" if exists else "create role")
    connection.execute(
        sql.SQL("{} {} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password {}").format(
            verb, sql.Identifier(name), sql.Literal(password)
        )
        if _is_superuser(connection) or not exists
        else sql.SQL("{} {} login password {}").format(verb, sql.Identifier(name), sql.Literal(password))
    )


def _is_superuser(connection: Connection) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"


def _own_database(connection: Connection) -> None:
    database = sql.Identifier(connection.info.dbname)
    if not _is_superuser(connection):
        connection.execute("grant nitka_owner to current_user")
    connection.execute(sql.SQL("grant create, connect, temporary on database {} to nitka_owner").format(database))
    # Somebody who may not make databases may not give one away either; the right above is enough then.
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute(sql.SQL("alter database {} owner to nitka_owner").format(database))
    connection.execute("alter schema public owner to nitka_owner")
    connection.execute("revoke create on schema public from public")
    connection.execute("grant usage on schema public to nitka_app, nitka_worker")
    connection.execute(sql.SQL("grant connect, temporary on database {} to nitka_app, nitka_worker").format(database))


def _let_watch(connection: Connection) -> None:
    """Show the owner what every connection does (`nitka_health`); an administrator of a rented server may not."""
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute("grant pg_read_all_stats to nitka_owner")


def _check_role(installation: Installation, role: str) -> None:
    try:
        psycopg.connect(**installation.connection(role), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise ConfigError(
            f"The database does not let the role nitka_{role} in ({reason}): allow it with a password in pg_hba.conf."
        ) from None


def migrate(installation: Installation) -> None:
    """Bring the tables up to date as nitka_owner, in a process that ends (Django stays out of ours)."""
    stamp, now = installation.data / "pg" / "nitka-migrated", _migrations()
    if installation.embedded and stamp.exists() and stamp.read_text() == now:
        return
    environment = os.environ | {
        "NITKA_DATA": str(installation.data),
        "NITKA_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "nitka.settings",
    }
    command = [sys.executable, "-m", "nitka.cli", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise ConfigError(last.removeprefix("nitka: "))
    if installation.embedded:
        stamp.write_text(now)


def _migrations() -> str:
    """A digest of all that could change the tables: our migrations and the versions of the libraries."""
    package = Path(nitka.__file__).parent
    ours = [str(path.relative_to(package)) for path in sorted(package.glob("**/migrations/*.py"))]
    theirs = [version(name) for name in ("django", "django-allauth", "procrastinate")]
    return hashlib.sha256("\n".join(ours + theirs).encode()).hexdigest()
