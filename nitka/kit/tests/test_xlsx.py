import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from nitka.kit import xlsx as module
from nitka.kit.xlsx import xlsx

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def opened(*batches, header=("Имя",)):
    return ZipFile(BytesIO(b"".join(xlsx("Клиенты", header, batches))))


def cells(book, sheet=1):
    tree = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    return [list(row) for row in tree.iterfind(".//m:row", NS)]


def said(cell):
    return "".join(cell.itertext())


def test_numbers_days_and_text_are_what_they_are():
    row = [3, Decimal("-12.50"), date(2026, 11, 29), datetime(2026, 11, 29, 12), True, "=1+1", None]  # noqa: DTZ001
    number, money, day, moment, yes, text, nothing = cells(opened([row]))[1]
    assert (said(number), said(money), said(yes)) == ("3", "-12.50", "1")
    assert (float(said(day)), float(said(moment))) == (46355, 46355.5)
    assert {day.get("s"), moment.get("s"), money.get("s")} == {"2", "1", "3"}
    assert (text.get("t"), said(text)) == ("inlineStr", "=1+1")  # text, not a formula
    assert said(nothing) == ""


def test_hostile_text_leaves_the_file_whole():
    texts = ["<&>\"'", "\x00\x0b\ufffe", "_x0041_", "я" * 40_000, " два  пробела ", float("nan"), 10**20]
    book = opened([texts])
    assert book.testzip() is None
    found = [said(cell) for cell in cells(book)[1]]
    assert found[:3] == ["<&>\"'", "\ufffd" * 3, "_x005F_x0041_"]
    assert len(found[3]) == 32_767
    assert found[4:] == [" два  пробела ", "nan", str(10**20)]


def test_a_sheet_that_is_full_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(module, "ROWS", 5)
    book = opened(*([[n, n] for n in range(3)] for _ in range(4)))
    sheets = [name for name in book.namelist() if "worksheets" in name]
    assert len(sheets) > 1
    assert sum(len(cells(book, n + 1)) - 1 for n in range(len(sheets))) == 12
    assert book.read("xl/workbook.xml").count(b"<sheet ") == len(sheets)
    assert all(name.encode() in book.read("[Content_Types].xml") for name in sheets)


def test_memory_stays_flat_however_many_rows_there_are():
    def peak(batches):
        tracemalloc.start()
        for _ in xlsx("x", ["a"], ([[n, f"текст {n}"] for n in range(500)] for _ in range(batches))):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1)
    assert peak(40) < peak(4) * 1.5
