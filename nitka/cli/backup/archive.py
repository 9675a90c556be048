"""What lies in a backup: entries one after another, each with a name and bytes of a length nobody knows beforehand.

manifest (JSON), nitka.json, database, blob/<place>…, end (JSON): packed by zstd, then sealed (`kit.sealed`).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from nitka.kit import sealed

FORMAT = 1
PIECE = 1 << 20


class Writer:
    """Entries into an open file."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        import pyarrow

        self._sealed = sealed.Writer(file, passphrase)
        self._packed = pyarrow.CompressedOutputStream(pyarrow.PythonFile(self._sealed, "w"), "zstd")

    def add(self, name: str, source: BinaryIO | bytes) -> Iterator[bytes]:
        """An entry; gives each piece as it goes, and must be gone through to its end."""
        told = name.encode()
        self._packed.write(struct.pack(">H", len(told)) + told)
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        while piece := stream.read(PIECE):
            self._packed.write(struct.pack(">I", len(piece)))
            self._packed.write(piece)
            yield piece
        self._packed.write(struct.pack(">I", 0))

    def put(self, name: str, data: bytes) -> None:
        """A small entry."""
        for _ in self.add(name, data):
            pass

    def finish(self) -> None:
        """All that is on its way, and the mark of the end."""
        self._packed.close()
        self._sealed.finish()


class Entry(io.RawIOBase):
    """The bytes of one entry."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._stream, self._left, self._ended = stream, 0, False

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a part of the buffer; 0 at the end of the entry."""
        if not self._left and not self._ended:
            self._left = struct.unpack(">I", exactly(self._stream, 4))[0]
            self._ended = not self._left
        n = min(len(buffer), self._left)
        buffer[:n] = exactly(self._stream, n)
        self._left -= n
        return n


def exactly(stream: Any, n: int) -> bytes:
    """So many bytes: an archive that opened and ends early was not written by us."""
    data: bytes = stream.read(n)
    if len(data) != n:
        raise sealed.Damaged(0)
    return data


@contextmanager
def entries(file: BinaryIO, passphrase: str) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """Names and bytes in order. What is not read of an entry is skipped. Raises what `sealed.Reader` raises."""
    import pyarrow

    reader = io.BufferedReader(sealed.Reader(file, passphrase), PIECE)
    packed = pyarrow.CompressedInputStream(pyarrow.PythonFile(reader, "r"), "zstd")

    def each() -> Iterator[tuple[str, BinaryIO]]:
        name = ""
        while name != "end":
            name = exactly(packed, struct.unpack(">H", exactly(packed, 2))[0]).decode()
            entry = io.BufferedReader(Entry(packed), PIECE)
            yield name, cast(BinaryIO, entry)
            while entry.read(PIECE):
                pass
        while reader.read(PIECE):  # up to the mark of the end
            pass

    yield each()
