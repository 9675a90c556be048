"""`nitka doctor`: looks, changes nothing."""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nitka.kit import config
from nitka.kit.config import ConfigError, Installation
from nitka.kit.supervisor.lock import published

if TYPE_CHECKING:
    from nitka.health.findings import Finding

PATIENCE = 15.0
MARKS = {"ok": "ok  ", "notice": "note", "warning": "WARN", "bad": "BAD "}


def run(options: argparse.Namespace) -> int:
    """Print what the checks find, in English; the exit code says whether anything is to be done."""
    try:
        rows = _look(config.read(options.data))
    except ConfigError as error:
        rows = [{"what": "data", "ok": False, "severity": "bad", "says": str(error), "todo": ""}]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print("\n".join(_line(row) for row in rows))
    return 0 if all(row["ok"] for row in rows) else 1


def _look(installation: Installation) -> list[dict[str, object]]:
    """Beside a running system its database is asked; one of ours that does not run is not started for it."""
    state = published(installation.data)
    if state and not Path(f"/proc/{state.get('pid')}").exists():  # it was killed, and could not take its word back
        state = None
    _set_up(installation.data, state or {})
    from django.utils import translation


    with translation.override("en"):
        return [one.as_json() for one in _findings(expected=state is not None or not installation.embedded)]


def _findings(*, expected: bool) -> list[Finding]:
    """Processes speak every ten seconds, and a database that was killed forgets them: they are waited for."""
    from nitka.health import queries

    deadline = time.monotonic() + PATIENCE
    while True:
        found = queries.findings(queries.look(deep=True, expected=expected))
        silent = any(one.check == "processes" and not one.is_fine for one in found)
        if not silent or time.monotonic() > deadline:
            return found
        time.sleep(1)


def _set_up(data: Path, state: dict[str, Any]) -> None:
    for name, key in (("DATABASE_URL", "database_url"), ("NITKA_DIRECT_URL", "direct_url")):
        if state.get(key):
            os.environ[name] = state[key]
    os.environ |= state.get("mail", {})
    os.environ |= {"NITKA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "nitka.settings", "NITKA_POOL": "0"}
    config.load.cache_clear()
    import django

    django.setup()


def _line(row: dict[str, object]) -> str:
    line = f"{MARKS[str(row['severity'])]} {row['what']:<12} {row['says']}"
    return f"{line}\n{'':18}→ {row['todo']}" if row["todo"] else line
