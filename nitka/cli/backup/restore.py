"""`nitka restore FILE`: read to its end first, so that a wrong or damaged file changes nothing; then put in place."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from nitka.cli.backup import archive, manifest, passphrase
from nitka.cli.backup.progress import Progress, human
from nitka.kit import blobs, config, sealed
from nitka.kit.config import ConfigError, Installation
from nitka.kit.pg import Cluster, dump, prepare

WORKING = ".restoring"  # in the data directory, until all of it is there
SPARE = 1 << 30


def run(options: argparse.Namespace) -> int:
    """Restore, or with `--check` only read."""
    began = time.monotonic()
    progress = Progress(quiet=options.json)
    if not options.check:
        _check_empty(options.data)
    secret = passphrase.told(new=False)
    with _open(options.file) as file:
        about, says = _check(file, secret, progress)
        if not options.check:
            file.seek(0)
            _put(file, secret, options.data, about, progress)
    progress.end()
    says |= {"made_at": about.made_at, "nitka": about.nitka, "seconds": round(time.monotonic() - began, 1)}
    says["data"] = None if options.check else str(options.data)
    print(json.dumps(says) if options.json else _sentence(says))
    return 0


def _check_empty(data: Path) -> None:
    if data.exists() and (not data.is_dir() or any(path.name != "lost+found" for path in data.iterdir())):
        raise ConfigError(f"{data} is not empty: restore into a new directory with --data. Nothing was changed.")


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """The file; what is wrong with it is a sentence."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist.") from None
    except sealed.NotSealed:
        raise ConfigError(f"{path} is no backup of Nitka. Nothing was changed.") from None
    except sealed.Newer as problem:
        raise manifest.newer(f"its file has format {problem.args[0]}") from None
    except sealed.WrongPassphrase:
        raise ConfigError(f"{path} is sealed with another passphrase. Nothing was changed.") from None
    except sealed.Damaged as problem:
        raise ConfigError(
            f"{path} is damaged or cut short (about byte {problem.args[0]} of {path.stat().st_size}): take another"
            " backup. Nothing was changed."
        ) from None


def _check(file: BinaryIO, secret: str, progress: Progress) -> tuple[manifest.Manifest, dict[str, Any]]:
    """Read all of it: what it says at its beginning and at its end."""
    about, end = None, b"{}"
    with archive.entries(file, secret) as found:
        for name, stream in found:
            if name == "manifest":
                about = manifest.parse(stream.read())
                progress.begin("reading", about.database + about.blobs)
            elif name == "end":
                end = stream.read()
            else:
                _skip(stream, progress)
    if about is None:
        raise sealed.Damaged(0)
    return about, json.loads(end)


def _skip(stream: BinaryIO, progress: Progress) -> None:
    while piece := stream.read(archive.PIECE):
        progress.add(len(piece))


def _put(file: BinaryIO, secret: str, data: Path, about: manifest.Manifest, progress: Progress) -> None:
    """Into a directory inside the new one, then up: what did not come to its end leaves nothing."""
    working = data / WORKING
    _make(data, working)
    try:
        _check_room(data, about)
        with archive.entries(file, secret) as found:
            for name, stream in found:
                _take(name, stream, working, about, progress)
        os.sync()
        for name in ("blobs", "pg", config.FILE):  # the last one makes it an installation
            if (working / name).exists():
                (working / name).rename(data / name)
        os.sync()
    except OSError as error:
        raise ConfigError(
            f"{data} could not be written ({error.strerror or error}): make room, or choose another directory."
        ) from None
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _make(data: Path, working: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        working.mkdir(mode=0o711)  # the server's own user passes it
    except OSError as error:
        raise ConfigError(f"{data} cannot be written ({error.strerror}): choose another directory.") from None


def _check_room(data: Path, about: manifest.Manifest) -> None:
    free, need = shutil.disk_usage(data).free, about.database + about.blobs + SPARE
    if free < need:
        raise ConfigError(
            f"{data} has {human(free)} free and this needs {human(need)}: make room. Nothing was changed."
        )


def _take(name: str, stream: BinaryIO, working: Path, about: manifest.Manifest, progress: Progress) -> None:
    if name == config.FILE:
        _keys(stream.read(), working)
    elif name == "database":
        progress.begin("database", about.database)
        _database(_counted(stream, progress), config.read(working), about)
    elif name.startswith("blob/"):
        if progress.step != "blobs":
            progress.begin("blobs", about.blobs)
        blobs.store_of(config.read(working)).put(_inside(name), _counted(stream, progress))


def _keys(content: bytes, working: Path) -> None:
    with os.fdopen(os.open(working / config.FILE, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(content)
    _check_target(config.read(working))


def _check_target(installation: Installation) -> None:
    """A server of the customer's must be reachable and empty, a store reachable."""
    blobs.check(installation)
    if installation.embedded:
        return
    prepare(installation)
    if not dump.is_empty(installation):
        raise ConfigError("The database that DATABASE_URL names is not empty: make a new one. Nothing was changed.")


def _inside(name: str) -> str:
    place = PurePosixPath(name.removeprefix("blob/"))
    if place.is_absolute() or ".." in place.parts:
        raise sealed.Damaged(0)
    return str(place)


def _database(stream: BinaryIO, installation: Installation, about: manifest.Manifest) -> None:
    """From either kind to either place: our server takes files as they are, all else goes by tables."""
    if about.kind == "tables" and not installation.embedded:
        dump.load(stream, installation)
    elif about.kind == "tables":
        with _server(installation) as server:
            server.create_database()
            prepare(installation)
            dump.load(stream, installation)
    elif installation.embedded:
        dump.unpack(stream, installation.data / "pg")
        with _server(installation):  # it recovers, and answers
            pass
    else:
        _carry(stream, installation)


def _carry(stream: BinaryIO, installation: Installation) -> None:
    """The files of a server of ours, started beside, from which the tables go to a server of the customer's."""
    beside = installation.data / "server"
    beside.mkdir(mode=0o711)
    shutil.copy(installation.file, beside / config.FILE)
    ours = config.with_own_server(config.read(beside))
    dump.unpack(stream, beside / "pg")
    with _server(ours), dump.tables(ours) as found:
        dump.load(found, installation)
    shutil.rmtree(beside)


@contextmanager
def _server(installation: Installation) -> Iterator[Cluster]:
    try:
        with Cluster(installation) as server:
            yield server
    finally:
        for name in ("run", "log"):
            shutil.rmtree(installation.data / name, ignore_errors=True)


class _Counted(io.RawIOBase):
    """A stream that tells how far it is."""

    def __init__(self, stream: BinaryIO, progress: Progress) -> None:
        super().__init__()
        self._stream, self._progress = stream, progress

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes more."""
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self._progress.add(len(piece))
        return len(piece)


def _counted(stream: BinaryIO, progress: Progress) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Counted(stream, progress), archive.PIECE))


def _sentence(says: dict[str, Any]) -> str:
    what = f"database {human(says['database'])}, {says['files']} files of {human(says['blobs'])}"
    if says["data"] is None:
        return f"The backup of {says['made_at']} is whole and opens: {what}."
    return (
        f"Restored as of {says['made_at']}: {what}. Start it with `nitka up --data {says['data']}`. It goes on where it"
        " was: letters that waited to be sent are sent, so let the first one not run beside it."
    )
