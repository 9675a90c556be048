"""Bytes too large for rows: named by their SHA-256, per workspace, durable before the row that names them is."""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from nitka.kit import config
from nitka.kit.blobs.folder import Folder

HELD = 0x6E69746B61_02  # advisory: who takes bytes away shares it, a backup has it for itself


def store_of(installation: config.Installation) -> Folder:
    """Where an installation's bytes lie."""
    return Folder(installation.data / "blobs")


def _store() -> Folder:
    return store_of(config.load())


def place(workspace_id: UUID, sha256: str) -> str:
    """What the bytes are called in their store. Raises ValueError for what is no SHA-256 in hexadecimal."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a sha256")
    return f"{workspace_id}/{sha256[:2]}/{sha256[2:]}"


def store(workspace_id: UUID, data: bytes) -> str:
    """Write `data` durably and return its name; the same bytes are kept once."""
    name = hashlib.sha256(data).hexdigest()
    target, kept = place(workspace_id, name), _store()
    if not kept.has(target):
        kept.put(target, io.BytesIO(data))
    return name


def read(workspace_id: UUID, sha256: str) -> bytes:
    """All the bytes. Raises FileNotFoundError."""
    with open(workspace_id, sha256) as file:
        return file.read()


def open(workspace_id: UUID, sha256: str) -> BinaryIO:
    """The bytes as an open file. Raises FileNotFoundError."""
    return _store().open(place(workspace_id, sha256))


def is_kept(workspace_id: UUID, sha256: str) -> bool:
    """True when the bytes are there."""
    try:
        open(workspace_id, sha256).close()
    except FileNotFoundError:
        return False
    return True


def may_go() -> bool:
    """False while a backup is made: what its rows name must stay until it has been copied. None begins before this
    transaction ends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock_shared(%s)", [HELD])
        return bool(cursor.fetchone()[0])


def drop(workspace_id: UUID, hashes: Iterable[str]) -> None:
    """Take bytes away; who calls has asked `may_go`, and no row names them any more."""
    kept = _store()
    for sha256 in hashes:
        kept.remove(place(workspace_id, sha256))


def own(workspace_id: UUID, kind: str, key: UUID) -> Path:
    """A folder of files that belong to one row alone and go with it; named by no hash, shared with nothing."""
    return config.load().data / "blobs" / str(workspace_id) / kind / str(key)
