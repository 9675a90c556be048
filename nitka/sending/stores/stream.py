"""Pieces as a file to read from, once and forwards: nothing of a list lies on disk."""

import io
from collections.abc import Iterator
from typing import Any


class Stream(io.RawIOBase):
    """What an upload reads; `size`: how much it took."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self.pieces = pieces
        self.rest = b""
        self.size = 0

    def readable(self) -> bool:
        """It is read from."""
        return True

    def read(self, size: int = -1) -> Any:
        """As many bytes as asked for; fewer only at the end."""
        parts, have = [self.rest], len(self.rest)
        while size < 0 or have < size:
            piece = next(self.pieces, None)
            if piece is None:
                break
            parts.append(piece)
            have += len(piece)
        whole = b"".join(parts)
        given, self.rest = (whole, b"") if size < 0 else (whole[:size], whole[size:])
        self.size += len(given)
        return given
