"""CSV: which letters, which sign between the cells, and rows out of whatever the file holds."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

SAMPLE = 256 << 10
LINE = 1 << 20  # bytes of a line
CELL = 20_000  # characters
DELIMITERS = ";,\t|"
ENCODINGS = ("utf-8", "utf-16", "windows-1251", "koi8-r")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FREQUENT = frozenset("оеаинтсрвлкм")
_TURNED = re.compile("[а-яё][А-ЯЁ]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
TOO_LONG = "\ue000"  # stands for a line that was not read
csv.field_size_limit(LINE)


class Refused(ValueError):
    """No text of cells: a code of `words.py`."""


def found(source: Path, how: dict[str, Any]) -> dict[str, Any]:
    """How a file is written: what is chosen, else what it looks like. Raises Refused."""
    with source.open("rb") as file:
        sample = file.read(SAMPLE)
        if not sample.strip(b"\x00 \r\n\t"):
            raise Refused("empty")
        encoding = how.get("encoding") or _encoding(sample, file)
    text = _decoded(sample, encoding)
    if len(_CONTROL.findall(text)) > len(text) / 100:
        raise Refused("binary")
    return {"encoding": encoding, "delimiter": how.get("delimiter") or delimiter(text)}


def rows(source: Path, how: dict[str, Any]) -> Iterator[Any]:
    """The cells of each row; of one that cannot be read `{"bad": code, "cells": …}`. Empty rows are left out."""
    encoding = how["encoding"]
    lines = (_lines_of_text if encoding.startswith("utf-16") else _lines)(source, encoding)
    reader, ended = csv.reader(lines, delimiter=how["delimiter"]), _ended(source, encoding)
    before: Any = None
    width = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            row = None
        if before is not None:
            yield before
            before = None
        if row is None:
            before = {"bad": "quote", "cells": []}
        elif any(cell.strip() for cell in row):
            width = width or len(row)
            before = _checked(row)
    if isinstance(before, list) and not ended and len(before) < width:
        before = {"bad": "cut", "cells": before}
    if before is not None:
        yield before


def delimiter(text: str) -> str:
    """The sign that cuts most rows into equally many cells."""
    lines = text.splitlines()[:200]
    best, chosen = 0.0, ","
    for sign in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]), default=(1, 0))
        score = (often / max(1, widths.total())) * (width > 1) + min(width, 50) / 1000
        if score > best:
            best, chosen = score, sign
    return chosen


def _encoding(sample: bytes, file: BinaryIO) -> str:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    zeros = sample[:4000]
    if zeros.count(0) > len(zeros) / 5:
        return "utf-16-le" if zeros[1::2].count(0) > zeros[::2].count(0) else "utf-16-be"
    wrong, letters = _as_utf8(file)
    if wrong == 0 or wrong * 50 < letters:  # a few bytes that are wrong do not make another alphabet
        return "utf-8"
    return max(("windows-1251", "koi8-r"), key=lambda name: _russian(sample, name))


def _as_utf8(file: BinaryIO) -> tuple[int, int]:
    """How much of a file is no UTF-8, and how many letters beyond ASCII there are."""
    file.seek(0)
    decoder, wrong, letters = codecs.getincrementaldecoder("utf-8")("replace"), 0, 0
    while piece := file.read(1 << 20):
        text = decoder.decode(piece)
        bad = text.count("\ufffd")
        wrong, letters = wrong + bad, letters + sum(letter > "\x7f" for letter in text) - bad
    return wrong, letters


def _russian(sample: bytes, name: str) -> int:
    """How much like Russian it reads: frequent letters are small, and no small one comes before a large one."""
    text = sample.decode(name, "replace")
    return sum(letter in _FREQUENT for letter in text) - 3 * len(_TURNED.findall(text))


def _decoded(sample: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _lines(source: Path, encoding: str) -> Iterator[str]:
    """Lines, of which a long one is never held: bytes first, as a file of one line may be half a gigabyte."""
    with source.open("rb") as file:
        if encoding == "utf-8-sig":
            file.seek(3)
            encoding = "utf-8"
        while line := file.readline(LINE):
            if len(line) == LINE and not line.endswith(b"\n"):
                while len(line) == LINE and not line.endswith(b"\n"):
                    line = file.readline(LINE)
                yield TOO_LONG + "\n"
            elif b"\r" in line[:-2]:
                yield from line.decode(encoding, "replace").replace("\x00", "").splitlines(keepends=True)
            else:
                yield line.decode(encoding, "replace").replace("\x00", "")


def _lines_of_text(source: Path, encoding: str) -> Iterator[str]:
    with source.open(encoding=encoding, errors="replace", newline="") as file:
        while line := file.readline(LINE):
            if len(line) == LINE and not line.endswith("\n"):
                while len(line) == LINE and not line.endswith("\n"):
                    line = file.readline(LINE)
                yield TOO_LONG + "\n"
            else:
                yield line.replace("\x00", "")


def _checked(row: list[str]) -> Any:
    if any(cell.startswith(TOO_LONG) for cell in row) or any(len(cell) > CELL for cell in row):
        return {"bad": "long", "cells": [cell[:200] if len(cell) > CELL else cell for cell in row]}
    if any("\ufffd" in cell for cell in row):
        return {"bad": "letters", "cells": row}
    return row


def _ended(source: Path, encoding: str) -> bool:
    """Whether the last line has its end."""
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - 4))
        return file.read().rstrip(b"\x00").endswith((b"\n", b"\r", b"\n\x00"))
