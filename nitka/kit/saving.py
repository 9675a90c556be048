"""A list saved as a file, CSV, XLSX or Parquet, made while it is sent: the one way out for every list.

Formulas are harmless in it (`tables.py`, `xlsx.py`), nothing of it is kept on disk, and memory stays flat.
"""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone

from nitka.kit.parquet import parquet
from nitka.kit.table import Table
from nitka.kit.tables import csv_file
from nitka.kit.xlsx import xlsx

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def pieces(table: Table, kind: str) -> Iterator[bytes]:
    """The bytes of a file of one of `TYPES`, a piece for each batch."""
    if kind == "parquet":
        return parquet(table.columns(), table.batches(), table.zone)
    header = [column.name for column in table.columns()]
    if kind == "xlsx":
        return xlsx(table.title(), header, table.batches())
    return csv_file(header, table.batches(), ";" if table.language.startswith("ru") else ",")


def answer(table: Table, kind: str, name: str) -> StreamingHttpResponse:
    """The file as an answer that nobody keeps, called by the list and the day."""
    response = StreamingHttpResponse(pieces(table, kind), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
