"""Finding the row of headers in a sheet, and what each header says besides its name: units and percent signs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.errors import Invalid, Problem, say
from workflows.imports.sheets import Sheet, SheetRow
from workflows.imports.values import plain

SEARCHED_ROWS = 20
_BRACKETS = re.compile(r"[(\[【〔<{]([^)\]】〕>}]*)[)\]】〕>}]")
_FACTORS = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "万": Decimal(10_000)}
_UNIT_OF_SHEET = re.compile(r"单位[:：]?(?:人民币)?(万元|千元|元)")
_NOT_OF_NAMES = re.compile(r"[\s.:：*#_\-/'\"·]")


@dataclass(frozen=True)
class Header:
    """A column of the file: its place from 0, its text, and the factor or percent sign that stands in its brackets."""

    place: int
    text: str
    factor: Decimal | None = None
    is_percent: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet with its headers; `rows` are those below them. `factor` is that of amounts, where the sheet names one."""

    sheet: Sheet
    headers: Sequence[Header]
    rows: Sequence[SheetRow]
    factor: Decimal


def folded(text: str) -> str:
    """A header as names are compared: case, spaces, signs and the width of letters do not count."""
    return _NOT_OF_NAMES.sub("", plain(text).lower())


def names_of(text: str) -> list[str]:
    """What a header may be called, the surest first: whole, without its brackets, and a technical name in them."""
    shown = plain(text)
    inside = [name for name in _BRACKETS.findall(shown) if name.isascii()]
    names = [folded(_BRACKETS.sub(r"\1", shown)), folded(_BRACKETS.sub("", shown)), *map(folded, inside)]
    return list(dict.fromkeys(name for name in names if name))


def find_table(sheets: Sequence[Sheet], aliases: Collection[str]) -> Table:
    """The sheet and row whose cells are known headers most often. A header in two rows, as merged cells make them, is
    read from the lower one where that says something.

    Refused with `Invalid` at `file`: no row in which two headers are known.
    """
    found = max(
        (found for sheet in sheets for found in _candidates(sheet, aliases)), key=lambda one: one[0], default=None
    )
    if found is None or found[0][0] < 2:
        raise Invalid(
            [
                Problem(
                    "file", say("No row of headers was found: the first rows hold no two known column names."), "file"
                )
            ]
        )
    _score, sheet, texts, below = found
    above = sheet.rows[: below - 1]
    return Table(sheet, list(_headers(texts)), _filled(sheet.rows[below:]), _factor_of(above))


_Candidate = tuple[tuple[int, int, int], Sheet, list[str], int]


def _candidates(sheet: Sheet, aliases: Collection[str]) -> list[_Candidate]:
    """Each row, and each pair of rows, with how many headers are known in it: of equals the single, upper one."""
    found: list[_Candidate] = []
    rows = sheet.rows[:SEARCHED_ROWS]
    for place, row in enumerate(rows):
        found.append(((_known(row.cells, aliases), 1, -place), sheet, list(row.cells), place + 1))
        if place + 1 < len(rows):
            joined = _joined(row.cells, rows[place + 1].cells)
            found.append(((_known(joined, aliases), 0, -place), sheet, joined, place + 2))
    return found


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    above, below = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    return [low or high for high, low in zip(above, below, strict=True)]


def _known(cells: Sequence[str], aliases: Collection[str]) -> int:
    return sum(any(name in aliases for name in names_of(cell)) for cell in cells if cell)


def _headers(texts: Sequence[str]) -> list[Header]:
    return [
        Header(place, " ".join(text.split()), factor_in(text), "%" in plain(text))
        for place, text in enumerate(texts)
        if text.strip()
    ]


def factor_in(text: str) -> Decimal | None:
    """The factor of amounts that a header names in brackets, as in 原值(万元)."""
    return next((_FACTORS[unit] for unit in _BRACKETS.findall(plain(text)) if unit in _FACTORS), None)


def _factor_of(above: Sequence[SheetRow]) -> Decimal:
    """A line such as 单位:万元 above the headers counts for every amount."""
    for row in above:
        if found := _UNIT_OF_SHEET.search("".join(plain(cell) for cell in row.cells).replace(" ", "")):
            return _FACTORS[found[1]]
    return Decimal(1)


def _filled(rows: Sequence[SheetRow]) -> list[SheetRow]:
    return [row for row in rows if not row.is_blank]
