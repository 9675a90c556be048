"""Bytes too large for rows: named by their SHA-256, per workspace, durable before the row that names them is.

They lie in the data directory (which machines may share), or in a bucket: `NITKA_BLOBS=s3://bucket/prefix`.
"""

import functools
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from nitka.kit import config
from nitka.kit.blobs.both import Both, is_named
from nitka.kit.blobs.folder import Folder

HELD = 0x6E69746B61_02  # advisory: who takes bytes away shares it, a backup has it for itself


# Where a bucket is: the environment's names and what they say.
SETTINGS = {
    "NITKA_BLOBS": "url", "NITKA_BLOBS_ENDPOINT": "endpoint", "NITKA_BLOBS_REGION": "region", "NITKA_BLOBS_KEY": "key",
    "NITKA_BLOBS_SECRET": "secret",
}  # fmt: skip


def store_of(installation: config.Installation) -> Folder | Both:
    """Where an installation's bytes lie. Raises ConfigError when NITKA_BLOBS is no address of a bucket."""
    told = tuple((name, os.environ.get(variable, "")) for variable, name in SETTINGS.items())
    return _made(installation.data / "blobs", told)


@functools.cache
def _made(directory: Path, told: tuple[tuple[str, str], ...]) -> Folder | Both:
    given = {name: value for name, value in told if value}
    if "url" not in given:
        return Folder(directory)
    if not given["url"].startswith("s3://") or not given["url"].removeprefix("s3://").strip("/"):
        raise config.ConfigError(f"NITKA_BLOBS is {given['url']!r}: write s3://bucket or s3://bucket/prefix.")
    from nitka.kit.blobs.bucket import Address, Bucket  # heavy: only who has a bucket pays for it

    return Both(Bucket(Address(**given)), Folder(directory))


def check(installation: config.Installation) -> None:
    """Raise ConfigError when the bytes cannot be reached."""
    kept = store_of(installation)
    if isinstance(kept, Both):
        try:
            kept.bucket.check()
        except OSError as problem:
            raise config.ConfigError(
                f"NITKA_BLOBS: the store does not answer as it should ({problem}): correct the address, the bucket or"
                " the key."
            ) from None


def _store() -> Folder | Both:
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


def drop(workspace_id: UUID, hashes: Iterable[str], *, before: datetime | None = None) -> int:
    """Take bytes away; who calls has asked `may_go`, and no row names them any more. With `before` only what nobody has
    stored since: a row may be about to name it. How many went."""
    kept, gone = _store(), 0
    for sha256 in hashes:
        gone += kept.remove(place(workspace_id, sha256), before)
    return gone


def old(before: datetime) -> Iterator[tuple[UUID, str]]:
    """Workspace and hash of what was written, and asked for to be written again, before a moment."""
    for name, _size, at in _store().listing():
        if is_named(name) and at < before.timestamp():
            of, *parts = name.split("/")
            yield UUID(of), "".join(parts)


def own(workspace_id: UUID, kind: str, key: UUID) -> Path:
    """A folder of files that belong to one row alone and go with it; named by no hash, shared with nothing."""
    return config.load().data / "blobs" / str(workspace_id) / kind / str(key)
