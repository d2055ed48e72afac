"""Journals as files for other systems: CSV (UTF-8 with its mark, which Excel needs), XLSX, JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.types import canonical_json
from workflows.accounting.layouts import Cell, ExportedLine, Layout, columns_of, rows_of

FORMATS = ("csv", "xlsx", "json")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
AMOUNT_FORMAT = "#,##0.00"


@dataclass(frozen=True)
class JournalFile:
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


def journal_file(lines: Sequence[ExportedLine], layout: Layout, kind: str, *, name: str = "journals") -> JournalFile:
    """The lines in the columns of `layout`, as `kind`: csv, xlsx or json."""
    columns, rows = columns_of(layout), rows_of(layout, lines)
    write = {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind]
    return JournalFile(f"{name}-{layout.value}.{kind}", MEDIA_TYPES[kind], write(columns, rows))


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_shielded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _shielded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula is kept a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _json(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    return canonical_json([dict(zip(columns, row, strict=True)) for row in rows]).encode()


def _xlsx(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    import xlsxwriter  # only who asks for a workbook waits for it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, head = book.add_worksheet("journals"), book.add_format({"bold": True})
    amount, day = book.add_format({"num_format": AMOUNT_FORMAT}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, columns, head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(number, column, cell, amount)  # a workbook knows no exact numbers; 15 digits hold
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            else:
                sheet.write(number, column, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
