import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest

from nitka.kit.tables import BOM, csv_file, csv_text


def read(text, separator=","):
    return list(csv.reader(StringIO(text), delimiter=separator))


@pytest.mark.parametrize("text", ["=1+1", "+7", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_is_a_formula(text):
    assert read(csv_text([[text]]))[0][0] == "'" + text


def test_numbers_and_days_are_written_as_the_readers_spreadsheet_reads_them():
    row = [Decimal("-12.50"), 3, None, date(2026, 11, 29), datetime(2026, 11, 29, 9, 5), "а;б,в\n"]  # noqa: DTZ001
    assert read(csv_text([row]))[0] == ["-12.50", "3", "", "2026-11-29", "2026-11-29 09:05", "а;б,в\n"]
    assert read(csv_text([row], separator=";"), ";")[0][0] == "-12,50"


def test_a_file_says_that_it_is_utf8_and_comes_batch_by_batch():
    def batches():
        yield [["Анна"]]
        raise AssertionError("asked for before it is wanted")

    pieces = csv_file(["Имя"], batches(), ";")
    assert next(pieces).decode() == BOM + "Имя\r\n"
    assert next(pieces).decode() == "Анна\r\n"
