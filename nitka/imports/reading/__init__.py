"""From the bytes of a file to rows: what it is, how it is written, and what of it cannot be read."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from nitka.imports import files
from nitka.imports.reading import header, sheet, text

COLUMNS = 1000
ROWS = 2_000_000


class Unreadable(ValueError):
    """The whole file is none we can read: a code of `words.py`."""


def read(key: UUID, how: dict[str, Any]) -> tuple[dict[str, Any], list[str], int]:
    """Write the file of rows; how the file was read, what its columns are called, how many rows there are.

    `how` says what a member has chosen, the rest is found out. Raises Unreadable.
    """
    source = files.source(key)
    try:
        if sheet.is_one(source):
            found, rows = {"sheet": True}, sheet.rows(source, files.folder(key) / "cells")
        else:
            found = text.found(source, how)
            rows = text.rows(source, found)
        return _written(key, found | {"header": how.get("header")}, rows)
    except (sheet.Refused, text.Refused) as problem:
        raise Unreadable(str(problem)) from None
    finally:
        (files.folder(key) / "cells").unlink(missing_ok=True)


def _written(key: UUID, how: dict[str, Any], rows: Iterator[Any]) -> tuple[dict[str, Any], list[str], int]:
    first = [row for _, row in zip(range(header.LOOKED_AT), rows, strict=False)]
    if not first:
        raise Unreadable("empty")
    if how["header"] is None:
        how["header"] = header.is_first(first)
    width = header.width(first, bool(how["header"]))
    if not width:
        raise Unreadable("empty")
    if width > COLUMNS:
        raise Unreadable("columns")
    names = first.pop(0) if how["header"] else []
    columns = header.names(names if isinstance(names, list) else [], width)
    return how, columns, _write(files.rows(key), first, rows, len(columns))


def _write(target: Path, first: Iterable[Any], rest: Iterable[Any], width: int) -> int:
    """All rows, each as wide as the header: Excel leaves out what is empty at the end. Renamed once it is whole."""
    part, count = target.with_name(f"rows.{os.getpid()}.part"), 0
    with part.open("wb") as file:
        for rows in (first, rest):
            for row in rows:
                file.write(to_json(_fitted(row, width)) + b"\n")
                count += 1
                if count > ROWS:
                    raise Unreadable("rows")
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    if not count:
        raise Unreadable("empty")
    return count


def _fitted(row: Any, width: int) -> Any:
    if not isinstance(row, list):
        return row
    if len(row) > width and any(row[width:]):
        return {"bad": "ragged", "cells": row}
    return [*row[:width], *[""] * (width - len(row))]
