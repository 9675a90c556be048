"""Blobs in a directory, which several machines may share."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO


class Folder:
    """A tree of files: whole or not there, flushed with the folders that name them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def has(self, place: str) -> bool:
        """True when it is there; it counts as new then, so that no collector of old ones takes it."""
        try:
            os.utime(self.root / place)
        except FileNotFoundError:
            return False
        return True

    def put(self, place: str, data: BinaryIO) -> None:
        """Write it durably."""
        target = self.root / place
        _make_folders(target.parent)
        part = target.with_name(f"{target.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
        try:
            with part.open("wb") as file:
                shutil.copyfileobj(data, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)

    def open(self, place: str) -> BinaryIO:
        """The bytes. Raises FileNotFoundError."""
        return (self.root / place).open("rb")

    def remove(self, place: str, before: datetime | None = None) -> bool:
        """Take it away, if it is there and was not asked for since `before`; whether it went."""
        path = self.root / place
        aside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
        try:
            # Aside first: whoever asks for it from here on writes it anew; who has asked has left a later time on it.
            path.rename(aside)
        except FileNotFoundError:
            return False
        if before is not None and aside.stat().st_mtime >= before.timestamp():
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def listing(self) -> Iterator[tuple[str, int, float]]:
        """Place, bytes and when it was written or asked for last (seconds of the epoch) of all."""
        for folder, _folders, names in os.walk(self.root):
            for name in names:
                path = Path(folder) / name
                try:
                    found = path.stat()
                except FileNotFoundError:
                    continue
                if not name.endswith(".part"):
                    yield str(path.relative_to(self.root)), found.st_size, found.st_mtime


def _make_folders(folder: Path) -> None:
    if folder.exists():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
