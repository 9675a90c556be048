"""`nitka doctor`: looks, changes nothing."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from nitka.kit import config
from nitka.kit.config import ConfigError, Installation
from nitka.kit.supervisor.lock import published

Finding = tuple[str, bool, str]


def run(options: argparse.Namespace) -> int:
    """Print the findings; the exit code says whether all is well."""
    findings = [{"what": what, "ok": ok, "says": says} for what, ok, says in _look(options.data)]
    if options.json:
        print(json.dumps(findings, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding['ok'] else 'BAD '} {finding['what']:<12} {finding['says']}")
    return 0 if all(finding["ok"] for finding in findings) else 1


def _look(data: Path) -> Iterator[Finding]:
    yield "versions", True, f"Nitka {version('nitka')}, Python {platform.python_version()}, Django {version('django')}"
    try:
        installation = config.read(data)
    except ConfigError as error:
        yield "data", False, str(error)
        return
    yield "data", True, str(installation.data)
    for check in CHECKS:
        yield check(installation)


def _disk(installation: Installation) -> Finding:
    free = shutil.disk_usage(installation.data).free / 2**30
    return (
        "disk",
        free > 2,
        f"{free:.1f} GB free" + ("" if free > 2 else ": make room, the database stops when it is full"),
    )


def _secrets(installation: Installation) -> Finding:
    mode = installation.file.stat().st_mode & 0o077
    says = f"{installation.file} is readable by its owner only"
    return "secrets", not mode, says if not mode else f"others can read the keys: chmod 600 {installation.file}"


def _system(installation: Installation) -> Finding:
    state = published(installation.data)
    return "system", True, f"running at {state['url']}" if state else "not running: start it with `nitka up`"


def _database(installation: Installation) -> Finding:
    if installation.embedded and published(installation.data) is None:
        return "database", True, "not looked at, it runs with `nitka up`"
    try:
        with psycopg.connect(**installation.connection("app"), connect_timeout=5) as connection:
            row: tuple[Any, ...] | None = connection.execute("select count(*) from django_migrations").fetchone()
            size = connection.execute("select pg_size_pretty(pg_database_size(current_database()))").fetchone()
            server = connection.info.server_version // 10000
    except psycopg.Error as error:
        return "database", False, f"{str(error).strip().splitlines()[-1]}: see {installation.data}/log/postgres.log"
    return (
        "database",
        True,
        f"PostgreSQL {server}, {size[0] if size else '?'}, {row[0] if row else 0} migrations applied",
    )


CHECKS: list[Callable[[Installation], Finding]] = [_disk, _secrets, _system, _database]
