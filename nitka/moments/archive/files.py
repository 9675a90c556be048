"""Moments as a Parquet file in the blobs: written, read back, added up."""

import hashlib
import io
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from nitka.kit import blobs

if TYPE_CHECKING:
    import pyarrow

COLUMNS = ("workspace_id", "id", "identity_id", "kind", "at", "channel_id", "conversation_id", "member_id", "data")
_NULL = "\x01"  # as `nitka_let_moments_go` has it


def write(workspace_id: UUID, rows: Sequence[Sequence[Any]]) -> tuple[str, int]:
    """A file of rows in the order of COLUMNS, all text but `at` (microseconds of the epoch): its hash and size."""
    import pyarrow  # heavy: only who archives pays for it

    columns = list(zip(*rows, strict=True))
    arrays = [pyarrow.array(values, type=kind) for values, kind in zip(columns, _types(), strict=True)]
    return store(workspace_id, pyarrow.Table.from_arrays(arrays, names=list(COLUMNS)))


def store(workspace_id: UUID, table: "pyarrow.Table") -> tuple[str, int]:
    """A table as a file: its hash and size."""
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", row_group_size=20_000)
    data = sink.getvalue()
    return blobs.store(workspace_id, data), len(data)


def read(
    workspace_id: UUID, sha256: str, *, identities: Collection[UUID] = (), kinds: Collection[str] = ()
) -> "pyarrow.Table":
    """What a file holds of some contacts or kinds; all of it when none are named. Raises FileNotFoundError."""
    from pyarrow import parquet

    asked = [("identity_id", "in", {str(one) for one in identities})] if identities else []
    asked += [("kind", "in", set(kinds))] if kinds else []
    with blobs.open(workspace_id, sha256) as file:
        return parquet.read_table(file, filters=asked or None)


def without(table: "pyarrow.Table", identities: Collection[UUID]) -> "pyarrow.Table":
    """A table without some contacts."""
    import pyarrow
    from pyarrow import compute

    theirs = pyarrow.array([str(one) for one in identities], type=pyarrow.string())
    return table.filter(compute.invert(compute.is_in(table["identity_id"], value_set=theirs)))


def sums(table: "pyarrow.Table") -> dict[str, int]:
    """Rows, and of each column the sum of a digest of every value, as the database adds them up."""
    found = {"rows": table.num_rows}
    for name in COLUMNS:
        found[name] = sum(_digest(value) for value in told(table[name]))
    return found


def told(column: "pyarrow.ChunkedArray") -> list[Any]:
    """The values of a column as text; of `at` the microseconds of the epoch."""
    import pyarrow

    plain = column.cast(pyarrow.int64()) if pyarrow.types.is_timestamp(column.type) else column
    return list(plain.to_pylist())


def _digest(value: object) -> int:
    data = (_NULL if value is None else str(value)).encode()
    return int(hashlib.md5(data, usedforsecurity=False).hexdigest()[:15], 16)


def _types() -> list[Any]:
    import pyarrow

    return [pyarrow.timestamp("us", tz="UTC") if name == "at" else pyarrow.string() for name in COLUMNS]
