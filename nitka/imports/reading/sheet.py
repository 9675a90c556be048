"""XLSX, XLS and ODS, opened by a process that may take so much memory and time and no more.

A workbook of a few kilobytes may unpack to terabytes, or claim a cell at the far end of a sheet: what it unpacks to is
counted before it is opened, and the rest is the process's own ruin.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pydantic_core import from_json, to_json

ENTRIES = 2_000  # parts of an archive
UNPACKED = 1 << 30  # bytes of all parts
MEMORY = 3 << 30
SECONDS = 300
CELL = 20_000
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_REFUSED = 3  # the process says why in a word


class Refused(ValueError):
    """No workbook we open: a code of `words.py`."""


def is_one(source: Path) -> bool:
    """Whether a file begins as workbooks do."""
    with source.open("rb") as file:
        return file.read(8).startswith(_MAGIC)


def rows(source: Path, cells: Path) -> Iterator[Any]:
    """The rows of the first sheet that has any. Raises Refused."""
    check(source)
    done = subprocess.run(
        [sys.executable, "-m", "nitka.imports.reading.sheet", str(source), str(cells)],
        capture_output=True, timeout=SECONDS * 2, check=False,
    )  # fmt: skip
    if done.returncode == _REFUSED:
        raise Refused(done.stdout.decode().strip() or "broken")
    if done.returncode:
        raise Refused("heavy")
    with cells.open("rb") as file:
        for line in file:
            yield from_json(line)


def check(source: Path) -> None:
    """Count what an archive unpacks to, by its directory and by unpacking. Raises Refused."""
    with source.open("rb") as file:
        if not file.read(4).startswith(b"PK"):
            return
    try:
        with ZipFile(source) as archive:
            parts = archive.infolist()
            if len(parts) > ENTRIES or sum(part.file_size for part in parts) > UNPACKED:
                raise Refused("bomb")
            left = UNPACKED
            for part in parts:
                left = _unpacked(archive, part, left)
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("broken") from None


def _unpacked(archive: ZipFile, part: Any, left: int) -> int:
    with archive.open(part) as stream:
        while piece := stream.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise Refused("bomb")
    return left


def _main(source: str, cells: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(source)
        sheet = next((one for one in map(book.get_sheet_by_name, book.sheet_names) if one.height), None)
        if sheet is None:
            sys.stdout.write("empty")
            return _REFUSED
        with Path(cells).open("wb") as file:
            for row in sheet.iter_rows():
                given = [said(cell) for cell in row]
                if any(given):
                    file.write(to_json(_checked(given)) + b"\n")
    except PasswordError:
        sys.stdout.write("locked")
        return _REFUSED
    except (CalamineError, ValueError, OSError):
        sys.stdout.write("broken")
        return _REFUSED
    return 0


def said(cell: Any) -> str:
    """A cell as text that is read again: whole numbers without a point, days as ISO 8601 has them."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).replace("\x00", "")


def _checked(row: list[str]) -> Any:
    if any(len(cell) > CELL for cell in row):
        return {"bad": "long", "cells": [cell[:200] if len(cell) > CELL else cell for cell in row]}
    return row


if __name__ == "__main__":
    raise SystemExit(_main(*sys.argv[1:3]))
