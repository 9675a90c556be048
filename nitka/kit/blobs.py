"""Bytes too large for rows: files named by their SHA-256, per workspace, on disk before the row that names them."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from nitka.kit import config


def _root() -> Path:
    return config.load().data / "blobs"


def path(workspace_id: UUID, sha256: str) -> Path:
    """Where the bytes lie. Raises ValueError for what is no SHA-256 in hexadecimal."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a sha256")
    return _root() / str(workspace_id) / sha256[:2] / sha256[2:]


def store(workspace_id: UUID, data: bytes) -> str:
    """Write `data` durably (file and folder flushed) and return its name; the same bytes are kept once."""
    name = hashlib.sha256(data).hexdigest()
    target = path(workspace_id, name)
    if target.exists():
        return name
    _make_folders(target.parent)
    part = target.with_name(f"{target.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    _flush_folder(target.parent)
    return name


def read(workspace_id: UUID, sha256: str) -> bytes:
    """All the bytes. Raises FileNotFoundError."""
    return path(workspace_id, sha256).read_bytes()


def open(workspace_id: UUID, sha256: str) -> BinaryIO:
    """The bytes as an open file. Raises FileNotFoundError."""
    return path(workspace_id, sha256).open("rb")


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


def own(workspace_id: UUID, kind: str, key: UUID) -> Path:
    """A folder of files that belong to one row alone and go with it; named by no hash, shared with nothing."""
    return _root() / str(workspace_id) / kind / str(key)
