from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pyarrow
from pyarrow import parquet as files

from nitka.kit import parquet
from nitka.kit.table import Column, Sort

MOSCOW = ZoneInfo("Europe/Moscow")
COLUMNS = [
    Column("Имя"), Column("Заказов", Sort.WHOLE), Column("Балл", Sort.NUMBER), Column("Сумма", Sort.SUM),
    Column("Валюта"), Column("День", Sort.DAY), Column("Когда", Sort.MOMENT), Column("Да", Sort.YESNO), Column("Имя"),
]  # fmt: skip
AT = datetime(2026, 11, 29, 18, 30)  # noqa: DTZ001 (naive, as spreadsheets have it)


def read(batches):
    return files.read_table(BytesIO(b"".join(parquet.parquet(COLUMNS, batches, MOSCOW))))


def test_every_column_has_its_type_and_no_name_twice():
    found = read([[["Анна", 3, 4.5, Decimal("1200.5"), "RUB", date(2026, 1, 2), AT, True, "x"]]])
    assert found.schema.names == ["Имя", "Заказов", "Балл", "Сумма", "Валюта", "День", "Когда", "Да", "Имя 2"]
    assert found.schema.field("Когда").type == pyarrow.timestamp("us", tz="Europe/Moscow")
    row = found.to_pylist()[0]
    assert (row["Заказов"], row["Балл"], row["Сумма"], row["День"], row["Да"]) == (
        3, 4.5, Decimal("1200.5000"), date(2026, 1, 2), True,
    )  # fmt: skip
    assert row["Когда"] == AT.replace(tzinfo=MOSCOW)


def test_what_a_column_cannot_hold_is_empty_in_it_and_a_formula_is_only_words():
    hostile = ["=1+1", "три", True, "сто", "RUB", "завтра", date(2026, 1, 2), 1, None]
    row = read([[hostile], [], [[date(2026, 1, 2), None, None, None, None, None, None, None, 5]]]).to_pylist()
    assert list(row[0].values()) == ["=1+1", None, None, None, "RUB", None, None, None, None]
    assert (row[1]["Имя"], row[1]["Имя 2"]) == ("2026-01-02", "5")


def test_it_is_sent_while_it_is_made(monkeypatch):
    monkeypatch.setattr(parquet, "GROUP", 10)
    batches = ([[f"к{n}", n, None, None, None, None, None, None, None] for n in range(10)] for _ in range(5))
    pieces = list(parquet.parquet(COLUMNS, batches, MOSCOW))
    assert len(pieces) == 6
    assert all(pieces)
    assert files.read_table(BytesIO(b"".join(pieces))).num_rows == 50
    empty = b"".join(parquet.parquet(COLUMNS, [], MOSCOW))
    assert files.read_table(BytesIO(empty)).num_rows == 0
