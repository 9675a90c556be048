"""Rows as a file of a spreadsheet, batch by batch: CSV, in which nothing is taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

BOM = "\ufeff"  # by it Excel knows that the file is UTF-8
FORMULA = "=+-@\t\r"


def csv_text(rows: Iterable[Sequence[Any]], *, separator: str = ",") -> str:
    """Lines of CSV. With `;` between cells a number has a decimal comma, as where lists are written so."""
    out = StringIO()
    writer = csv.writer(out, delimiter=separator)
    for row in rows:
        writer.writerow([_cell(value, separator) for value in row])
    return out.getvalue()


def csv_file(header: Sequence[str], batches: Iterable[Iterable[Sequence[Any]]], separator: str) -> Iterator[bytes]:
    """A whole file for a spreadsheet, a piece for each batch."""
    yield (BOM + csv_text([header], separator=separator)).encode()
    for rows in batches:
        yield csv_text(rows, separator=separator).encode()


def harmless(text: str) -> str:
    """What a spreadsheet would take for a formula gets a quote before it."""
    return f"'{text}" if text[:1] in FORMULA and text else text


def _cell(value: Any, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",") if separator == ";" else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if value.tzinfo is None else value.isoformat()
    return value.isoformat() if isinstance(value, date) else harmless(str(value))
