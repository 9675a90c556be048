"""A Parquet file made while it is sent: a group of rows at a time, typed columns, no memory for the whole."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from nitka.kit.table import Column, Sort

GROUP = 20_000  # rows of a group
DIGITS, PLACES = 24, 4  # of a sum


class _Sink(io.RawIOBase):
    """Where the file is written to: what has come since the last look."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, data: Any) -> int:
        """Keep a piece."""
        piece = bytes(data)
        self.pieces.append(piece)
        self.size += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How much was written."""
        return self.size

    def taken(self) -> bytes:
        """What has come, once."""
        found, self.pieces = b"".join(self.pieces), []
        return found


def parquet(columns: Sequence[Column], batches: Iterable[Sequence[Sequence[Any]]], zone: tzinfo) -> Iterator[bytes]:
    """A file. Moments are naive on `zone`'s clock, as spreadsheets have them; here they are kept with it."""
    import pyarrow
    from pyarrow import parquet as files  # heavy: only who takes such a file pays for it

    types = {
        Sort.TEXT: pyarrow.string(), Sort.NUMBER: pyarrow.float64(), Sort.WHOLE: pyarrow.int64(),
        Sort.SUM: pyarrow.decimal128(DIGITS, PLACES), Sort.DAY: pyarrow.date32(), Sort.YESNO: pyarrow.bool_(),
        Sort.MOMENT: pyarrow.timestamp("us", tz=str(zone)),
    }  # fmt: skip
    schema = pyarrow.schema(list(zip(_names(columns), (types[one.sort] for one in columns), strict=True)))
    sink = _Sink()
    with files.ParquetWriter(sink, schema, compression="zstd") as writer:
        for rows in _groups(batches):
            told = [[_fit(row[place], column.sort, zone) for row in rows] for place, column in enumerate(columns)]
            arrays = [pyarrow.array(cells, type=field.type) for cells, field in zip(told, schema, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _groups(batches: Iterable[Sequence[Sequence[Any]]]) -> Iterator[list[Sequence[Any]]]:
    rows: list[Sequence[Any]] = []
    for batch in batches:
        rows += batch
        if len(rows) >= GROUP:
            yield rows
            rows = []
    if rows:
        yield rows


def _names(columns: Sequence[Column]) -> list[str]:
    """No name twice: who reads the file asks for a column by it."""
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        n = seen[column.name] = seen.get(column.name, 0) + 1
        found.append(column.name if n == 1 else f"{column.name} {n}")
    return found


def _fit(value: Any, sort: Sort, zone: tzinfo) -> Any:
    """A cell as its column holds it; what is none of it is left empty."""
    if value is None or (value == "" and sort != Sort.TEXT):
        return None
    if sort == Sort.TEXT:
        return value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)
    if sort == Sort.MOMENT:
        return (value if value.tzinfo else value.replace(tzinfo=zone)) if isinstance(value, datetime) else None
    if sort == Sort.DAY:
        return value if isinstance(value, date) and not isinstance(value, datetime) else None
    if sort == Sort.YESNO:
        return value if isinstance(value, bool) else None
    return _figure(value, sort)


def _figure(value: Any, sort: Sort) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if sort == Sort.SUM:
        kept = Decimal(str(value)).quantize(Decimal(1).scaleb(-PLACES))
        return kept if len(kept.as_tuple().digits) <= DIGITS else None
    return float(value) if sort == Sort.NUMBER else int(value) if value == int(value) else None
