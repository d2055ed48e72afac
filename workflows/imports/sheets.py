"""From a file to rows of texts under the numbers that the rows have in the file: CSV, XLSX and XLS."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.errors import Invalid, Problem, Sentence, say
from workflows.imports.decoding import decode_text

LARGEST_FILE_BYTES = 100 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 1024 * 1024 * 1024
LARGEST_CELL = 2_000
MOST_COLUMNS = 300
MOST_EXACT_DIGITS = 15
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class SheetRow:
    """One row; `number` is the line of a text file where it begins, or the number beside it in Excel."""

    number: int
    cells: Sequence[str]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in the file. `encoding` is empty for a workbook, `name` for a text."""

    name: str
    encoding: str
    rows: Sequence[SheetRow]


def read_sheets(content: bytes) -> list[Sheet]:
    """The tables of a file, each cell as text: dates as ISO, numbers without exponent.

    Refused with `Invalid` at `file`: nothing in it, too large, damaged, or no table at all.
    """
    if not content.strip():
        raise _refused(say("The file is empty."))
    if len(content) > LARGEST_FILE_BYTES:
        raise _refused(say("The file is larger than %(limit)s MB.", limit=LARGEST_FILE_BYTES // (1024 * 1024)))
    sheets = _of_workbook(content) if content.startswith((_ZIP, _OLE)) else [_of_text(content)]
    sheets = [sheet for sheet in sheets if any(not row.is_blank for row in sheet.rows)]
    if not sheets:
        raise _refused(say("The file is empty."))
    return sheets


def _of_text(content: bytes) -> Sheet:
    text, encoding = decode_text(content)
    return Sheet("", encoding, list(_lines(text)))


def _lines(text: str) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 1
    try:
        for cells in reader:
            yield SheetRow(number, [_clean(cell) for cell in cells[:MOST_COLUMNS]])
            number = reader.line_num + 1
    except csv.Error as error:
        raise _refused(say("Line %(number)s cannot be read: %(reason)s", number=number, reason=str(error))) from error


def _delimiter(text: str) -> str:
    """The sign that stands most often in the fullest of the first lines."""
    lines = text[:20_000].splitlines()[:30]
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _of_workbook(content: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_bomb(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_of_page(name, workbook) for name in workbook.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise _refused(say("The workbook is damaged, protected by a password, or of another kind.")) from error


def _of_page(name: str, workbook: Any) -> Sheet:
    page = workbook.get_sheet_by_name(name)
    rows = page.to_python(skip_empty_area=False)
    return Sheet(
        name,
        "",
        [SheetRow(number, [_as_text(cell) for cell in row[:MOST_COLUMNS]]) for number, row in enumerate(rows, 1)],
    )


def _refuse_bomb(content: bytes) -> None:
    """A small archive may unpack to more than the memory holds."""
    if not content.startswith(_ZIP):
        return
    try:
        size = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _refused(say("The workbook is damaged, protected by a password, or of another kind.")) from error
    if size > LARGEST_UNPACKED_BYTES:
        raise _refused(say("The file is larger than %(limit)s MB.", limit=LARGEST_UNPACKED_BYTES // (1024 * 1024)))


def _as_text(cell: Any) -> str:
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number_as_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


def _number_as_text(number: float) -> str:
    """Excel keeps 15 digits of a number: a longer one has lost its end, and is written so that nobody trusts it."""
    if number == int(number):
        digits = str(int(number))
        return digits if len(digits.lstrip("-")) <= MOST_EXACT_DIGITS else f"{number:.5E}"
    return f"{number:.10f}".rstrip("0").rstrip(".")


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LARGEST_CELL]


def _refused(sentence: Sentence) -> Invalid:
    return Invalid([Problem("file", sentence, "file")])
