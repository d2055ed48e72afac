"""Tables as files for spreadsheets: CSV (UTF-8 with its mark, which Excel needs) and XLSX, in which no text runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int | Decimal | date | None


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file row by row, so that a large one needs no memory."""
    yield "\ufeff".encode()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _with(headings, rows):
        writer.writerow([harmless(cell) for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """The file as a workbook of one sheet."""
    import xlsxwriter  # only who asks for a workbook waits for it

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet, head = book.add_worksheet(title), book.add_format({"bold": True})
    formats = {
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, headings, head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, formats)
    book.close()
    return out.getvalue()


def _write(sheet: Any, number: int, column: int, cell: Cell, formats: dict[type, Any]) -> None:
    if isinstance(cell, Decimal):
        sheet.write_number(number, column, cell, formats[Decimal])  # a workbook has 15 digits: enough for an amount
    elif isinstance(cell, date):
        sheet.write_datetime(number, column, cell, formats[date])
    elif cell is not None:
        sheet.write(number, column, cell)


def _with(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield headings
    yield from rows
