"""`nitka backup FILE`: database first, blobs then. A blob is on disk before its row, and none goes while this works:
so every blob that a row of the backup names is in it."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import psycopg

from nitka.cli.attach import reached
from nitka.cli.backup import archive, manifest, passphrase
from nitka.cli.backup.progress import Progress, human
from nitka.kit import blobs, config
from nitka.kit.config import ConfigError, Installation
from nitka.kit.pg import dump

SPARE = 64 << 20  # bytes that stay free at least
PACKED = 4  # a database is packed to less than one part in so many
MADE = re.compile(r"nitka-\d{8}T\d{6}Z\.backup")
HASHED = re.compile(r"[0-9a-f-]{36}/([0-9a-f]{2}/[0-9a-f]{62})")


def run(options: argparse.Namespace) -> int:
    """Make a backup and say what is in it."""
    target = _target(options)
    secret = passphrase.told(new=True)
    config.read(options.data)  # there is something to back up
    with reached(options.data, "backup") as installation:
        says = make(installation, target, secret, Progress(quiet=options.json))
    if options.keep:
        says["removed"] = _rotate(target.parent, options.keep)
    print(json.dumps(says) if options.json else _sentence(says))
    return 1 if says["damaged"] else 0


def _target(options: argparse.Namespace) -> Path:
    """The file; in a directory it gets the time as its name."""
    if options.keep is not None and options.keep < 1:
        raise ConfigError("--keep must be at least 1: how many backups stay in the directory.")
    if options.file.is_dir():
        return Path(options.file) / f"nitka-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    if options.keep:
        raise ConfigError(f"--keep counts the backups in a directory, and {options.file} is none: name a directory.")
    if not options.file.parent.is_dir():
        raise ConfigError(f"{options.file.parent} does not exist: make it, or choose another place.")
    return Path(options.file)


def make(installation: Installation, target: Path, secret: str, progress: Progress) -> dict[str, Any]:
    """Write the backup beside its name, then rename it: it is there whole or not at all."""
    began = time.monotonic()
    with holding(installation):
        about = _about(installation)
        _check_room(target, about)
        part = target.with_name(f"{target.name}.part")
        try:
            with _private(part) as file:
                told = _write(file, installation, about, secret, progress)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise ConfigError(
                f"{target} could not be written ({error.strerror or error}): make room or choose another place."
            ) from None
        finally:
            part.unlink(missing_ok=True)
    _flush(target.parent)
    progress.end()
    says = {"file": str(target), "bytes": target.stat().st_size, "seconds": round(time.monotonic() - began, 1)}
    return says | told


@contextmanager
def holding(installation: Installation) -> Iterator[None]:
    """Nobody takes bytes away until this ends, also when we are killed; who is taking some away ends first."""
    parameters = installation.connection("app", direct=True)
    with psycopg.connect(**parameters, autocommit=True, connect_timeout=10) as connection:
        row = connection.execute("select pg_try_advisory_lock(%s)", [blobs.HELD]).fetchone()
        if not (row and row[0]):
            connection.execute("set lock_timeout = '60s'")
            try:
                connection.execute("select pg_advisory_lock(%s)", [blobs.HELD])
            except psycopg.errors.LockNotAvailable:
                raise ConfigError("Another backup is being made: wait until it has ended.") from None
        yield


def _about(installation: Installation) -> manifest.Manifest:
    sizes = [size for _place, size, _at in blobs.store_of(installation).listing()]
    return manifest.Manifest(
        kind="files" if installation.embedded else "tables",
        database=dump.size(installation),
        blobs=sum(sizes),
        files=len(sizes),
        migrations=manifest.applied(installation),
    )


def _check_room(target: Path, about: manifest.Manifest) -> None:
    free, need = shutil.disk_usage(target.parent).free, about.blobs + about.database // PACKED + SPARE
    if free < need:
        raise ConfigError(
            f"{target.parent} has {human(free)} free and the backup may need {human(need)}: make room, or choose"
            " another place."
        )


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _write(
    file: BinaryIO, installation: Installation, about: manifest.Manifest, secret: str, progress: Progress
) -> dict[str, Any]:
    out = archive.Writer(file, secret)
    out.put("manifest", about.dump())
    out.put(config.FILE, installation.file.read_bytes())
    progress.begin("database", about.database)
    read = dump.base if about.kind == "files" else dump.tables
    size = 0
    with read(installation) as stream:
        for piece in out.add("database", stream):
            size += len(piece)
            progress.add(len(piece))
    progress.begin("blobs", about.blobs)
    says: dict[str, Any] = {"database": size} | _blobs(out, installation, progress)
    out.put("end", json.dumps(says).encode())
    out.finish()
    return says


def _blobs(out: archive.Writer, installation: Installation, progress: Progress) -> dict[str, Any]:
    """Everything in the store; a blob whose bytes are not what its name says is told of, and kept as it is."""
    files, size, damaged = 0, 0, []
    kept = blobs.store_of(installation)
    for place, _size, _at in kept.listing():
        with contextlib.suppress(FileNotFoundError), kept.open(place) as stream:  # a working file that has just gone
            digest = hashlib.sha256()
            for piece in out.add(f"blob/{place}", stream):
                digest.update(piece)
                size += len(piece)
                progress.add(len(piece))
            files += 1
            named = HASHED.fullmatch(place)
            if named and named[1].replace("/", "") != digest.hexdigest():
                damaged.append(place)
    return {"blobs": size, "files": files, "damaged": damaged}


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rotate(folder: Path, keep: int) -> list[str]:
    """Take away all but the newest; only what has a name of ours."""
    ours = sorted(path for path in folder.iterdir() if MADE.fullmatch(path.name))
    for path in ours[:-keep]:
        path.unlink()
    return [path.name for path in ours[:-keep]]


def _sentence(says: dict[str, Any]) -> str:
    lines = [
        f"{says['file']}: {human(says['bytes'])} in {says['seconds']:.0f} s (database {human(says['database'])},"
        f" {says['files']} files of {human(says['blobs'])})"
    ]
    lines += [f"removed: {name}" for name in says.get("removed", [])]
    lines += [f"DAMAGED on the disk, kept as it is: {place}" for place in says["damaged"]]
    return "\n".join(lines)
