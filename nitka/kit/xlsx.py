"""A workbook of Excel made while it is sent: a piece for each batch, no file and no memory for the whole.

Libraries put the archive together at the end, from files of their own; a million rows
would begin to come after minutes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

ROWS = 1_000_000  # of a sheet; Excel takes 1,048,576
LARGEST = 1_500_000_000  # bytes of a sheet: the archive stays of the kind that Excel opens
LONGEST = 32_767  # characters of a cell
GENERAL, MOMENT, DAY, MONEY, HEAD = range(5)
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (naive, as Excel is)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would read as a sign
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FONT = '<sz val="11"/><name val="Calibri"/>'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)


class _Sink:
    """Where the archive is written to: what has come since the last look."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a piece."""
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What has come, once."""
        found, self.pieces = b"".join(self.pieces), []
        return found


def xlsx(title: str, header: Sequence[str], batches: Iterable[Iterable[Sequence[Any]]]) -> Iterator[bytes]:
    """A workbook: numbers, days and moments are such, and text is never a formula. Moments are naive, the reader's."""
    sink, source, number, ended = _Sink(), iter(batches), 0, False
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        while not ended:
            number, rows, size, ended = number + 1, 1, 0, True
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write((_opening(len(header)) + _row(header, HEAD)).encode())
                for batch in source:
                    text = "".join(map(_row, batch)).encode()
                    sheet.write(text)
                    yield sink.taken()
                    rows, size = rows + text.count(b"<row>"), size + len(text)
                    if rows >= ROWS or size >= LARGEST:
                        ended = False
                        break
                sheet.write(b"</sheetData></worksheet>")
        for name, part in _parts(title, number).items():
            archive.writestr(name, _XML + part)
    yield sink.taken()


def _opening(columns: int) -> str:
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        f' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="{columns}"'
        ' width="20" customWidth="1"/></cols><sheetData>'
    )


def _row(values: Sequence[Any], style: int = GENERAL) -> str:
    return f"<row>{''.join(_cell(value, style) for value in values)}</row>"


def _cell(value: Any, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal) and -(10**15) < value < 10**15:
        return f'<c s="{MONEY if isinstance(value, Decimal) else style}"><v>{value}</v></c>'
    if isinstance(value, date) and value.year >= 1900:
        at = value if isinstance(value, datetime) else datetime.combine(value, time.min)
        since = at - EPOCH
        days = since.days + since.seconds / 86400
        return f'<c s="{MOMENT if isinstance(value, datetime) else DAY}"><v>{days:.8f}</v></c>'
    text = _CODE.sub("_x005F_", _UNFIT.sub("\ufffd", str(value)[:LONGEST]))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _parts(title: str, sheets: int) -> dict[str, str]:
    numbers = range(1, sheets + 1)
    named = {n: quoteattr(re.sub(r"[\[\]:*?/\\']", " ", title)[:24] + (f" {n}" if n > 1 else "")) for n in numbers}
    listed = "".join(f'<sheet name={named[n]} sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/styles.xml": _STYLES,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}<Relationship'
        f' Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{typed}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    }
