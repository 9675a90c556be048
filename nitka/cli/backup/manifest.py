"""What a backup says of itself, before anything else in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import psycopg

import nitka
from nitka.cli.backup.archive import FORMAT
from nitka.kit.config import ConfigError, Installation

Kind = Literal["files", "tables"]  # the database: `kit.pg.dump.base`, or `kit.pg.dump.tables`


@dataclass(frozen=True)
class Manifest:
    """Sizes are bytes, as they were when the backup began; `migrations` are (module, name)."""

    kind: Kind
    database: int
    blobs: int
    files: int
    migrations: list[list[str]]
    format: int = FORMAT
    nitka: str = field(default_factory=lambda: version("nitka"))
    made_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def dump(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode()


def parse(data: bytes) -> Manifest:
    """Read it. Raises ConfigError where this version cannot restore what it announces."""
    content = json.loads(data)
    if content["format"] > FORMAT:
        raise newer(content.get("nitka", "?"))
    manifest = Manifest(**content)
    if unknown := _unknown(manifest.migrations):
        raise newer(f"{manifest.nitka}, its tables have {unknown}")
    return manifest


def newer(made_by: str) -> ConfigError:
    """The sentence for a backup that is ahead of us."""
    return ConfigError(
        f"A newer version of Nitka made this backup ({made_by}; this one is {version('nitka')}): install that version"
        " and restore with it. Nothing was changed."
    )


def applied(installation: Installation) -> list[list[str]]:
    """The migrations that the database has."""
    with psycopg.connect(**installation.connection("app", direct=True), connect_timeout=10) as connection:
        rows = connection.execute("select app, name from django_migrations order by id").fetchall()
    return [[app, name] for app, name in rows]


def _unknown(migrations: list[list[str]]) -> str:
    """The last migration of ours that this version does not have; what a squashed one replaces is named in it."""
    package = Path(nitka.__file__).parent
    missing = ""
    for app, name in migrations:
        folder = package / app / "migrations"
        known = not folder.is_dir() or (folder / f"{name}.py").exists()
        if not known and not any(name in path.read_text() for path in folder.glob("*.py")):
            missing = f"{app}.{name}"
    return missing
