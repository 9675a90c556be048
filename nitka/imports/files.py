"""The bytes of an import: the file as it came, and its rows as they were read. They are its own and go with it."""

import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from nitka.kit import blobs
from nitka.kit.context import require_workspace

LARGEST = 512 << 20  # bytes of a file


class TooLarge(ValueError):
    """More bytes than are taken in."""


def folder(key: UUID) -> Path:
    """Where an import's files lie."""
    return blobs.own(require_workspace(), "imports", key)


def keep(key: UUID, pieces: Iterable[bytes]) -> int:
    """Write the file as it comes, flushed before anything names it; how many bytes it has. Raises TooLarge."""
    place, size = folder(key), 0
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / "source").open("wb") as file:
        for piece in _unpacked(pieces):
            size += len(piece)
            if size > LARGEST:
                drop(key)
                raise TooLarge
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip packed is unpacked on the way in, a bounded piece at a time."""
    rest = iter(pieces)
    first = next(rest, b"")
    if not first.startswith(b"\x1f\x8b"):
        yield first
        yield from rest
        return
    stream = zlib.decompressobj(wbits=31)
    for piece in chain([first], rest):
        while piece and not stream.eof:
            try:
                yield stream.decompress(piece, 1 << 20)
            except zlib.error:
                return  # what came before is whole; reading says what is missing
            piece = stream.unconsumed_tail


def drop(key: UUID) -> None:
    """Take all bytes of an import away."""
    shutil.rmtree(folder(key), ignore_errors=True)


def source(key: UUID) -> Path:
    """The file as it came."""
    return folder(key) / "source"


def rows(key: UUID) -> Path:
    """Its rows: a line of JSON each, a list of cells; of one that could not be read an object with the reason."""
    return folder(key) / "rows"


def lines(key: UUID, place: int = 0) -> Iterator[tuple[Any, int]]:
    """The rows from a place in the file on, each with the place behind it."""
    with rows(key).open("rb") as file:
        file.seek(place)
        for line in file:
            place += len(line)
            yield from_json(line), place
