"""The columns of a table, cut into pieces in which no cell changes its answer; sets of pieces are bits of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.decisions.analysis.constants import NotAnalysedError, constants_of
from engine.decisions.analysis.pieces import representatives
from engine.decisions.tables import DecisionTable, Input
from engine.feel import FeelError, MonthsDuration, syntax
from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.run import Run, Scope
from engine.feel.syntax import TypeName

MAX_PIECES = 2000
ANYTHING: Final = object()
"""Stands for every value, in a column of which nothing is known."""
_KINDS: Mapping[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": date,
    "time": time,
    "days and time duration": timedelta,
    "dayTimeDuration": timedelta,
    "years and months duration": MonthsDuration,
    "yearMonthDuration": MonthsDuration,
}
_STRUCTURES = frozenset({"list", "context", "range", "function"})


@dataclass(frozen=True)
class Column:
    """One input. Bit n of every set stands for `values[n]` and all values like it; the last one is null.

    `surely` and `perhaps` say for each rule which pieces its cell matches; they differ where the cell is not analysed,
    and `opaque` names those rules, from 0. `given` are the pieces that count as values: null does not.
    """

    input: Input
    values: tuple[Any, ...]
    given: int
    surely: tuple[int, ...]
    perhaps: tuple[int, ...]
    opaque: tuple[int, ...]

    @property
    def every(self) -> int:
        """All pieces."""
        return (1 << len(self.values)) - 1


def columns_of(table: DecisionTable, types: Mapping[str, TypeName]) -> list[Column]:
    """The columns of `table`; `types` are those that the file defines."""
    return [_column(table, number, types) for number in range(len(table.inputs))]


def _column(table: DecisionTable, number: int, types: Mapping[str, TypeName]) -> Column:
    column = table.inputs[number]
    cells = [rule.tests[number] for rule in table.rules]
    wanted = _resolved(column.type, types)
    if wanted in _STRUCTURES:
        return _unknown(column, cells)
    points: dict[syntax.UnaryTests, list[Any] | None] = {cell: _constants(cell) for cell in dict.fromkeys(cells)}
    limits = [] if column.allowed is None else _constants(column.allowed)
    if limits is None:
        return _unknown(column, cells)
    kinds = [_KINDS[wanted]] if wanted in _KINDS else []
    known = [point for found in (*points.values(), limits) for point in found or ()]
    values = representatives((each for each in known if not kinds or type(each) is kinds[0]), kinds)
    if len(values) > MAX_PIECES:
        return _unknown(column, cells)
    values = [value for value in values if column.allowed is None or _matches(column.allowed, value)]
    if not any(cell.tests for cell, found in points.items() if found is not None):
        values = [ANYTHING]
    elif column.allowed is None and not values:  # only null is asked for
        values = [Decimal(1)]
    return _cut(column, cells, [*values, None], points)


def _resolved(wanted: TypeName | None, types: Mapping[str, TypeName]) -> str:
    for _ in range(8):  # types may name each other in a circle
        if wanted is None or wanted.name not in types:
            break
        wanted = types[wanted.name]
    return "" if wanted is None else wanted.name


def _constants(cell: syntax.UnaryTests) -> list[Any] | None:
    try:
        return constants_of(cell)
    except NotAnalysedError:
        return None


def _cut(
    column: Input,
    cells: list[syntax.UnaryTests],
    values: list[Any],
    points: Mapping[syntax.UnaryTests, list[Any] | None],
) -> Column:
    every = (1 << len(values)) - 1
    matched = {cell: _matched(cell, values) for cell, found in points.items() if found is not None}
    return Column(
        column,
        tuple(values),
        every >> 1,
        tuple(matched.get(cell, 0) for cell in cells),
        tuple(matched.get(cell, every) for cell in cells),
        tuple(number for number, cell in enumerate(cells) if cell not in matched),
    )


def _unknown(column: Input, cells: list[syntax.UnaryTests]) -> Column:
    """A column of whose values nothing is known: cells that test nothing match, of the others nobody knows."""
    opaque = tuple(number for number, cell in enumerate(cells) if cell.tests)
    surely = tuple(0 if cell.tests else 0b11 for cell in cells)
    return Column(column, (ANYTHING, None), 0b01, surely, (0b11,) * len(cells), opaque)


def _matched(cell: syntax.UnaryTests, values: list[Any]) -> int:
    if not cell.tests:
        return (1 << len(values)) - 1
    test = compiled_unary_tests(cell)
    variables: dict[str, Any] = {}
    run = Run()
    scope = Scope(variables, None, run)
    budget, bits = run.steps, 0
    for number, value in enumerate(values):
        variables["?"] = value
        run.steps = budget
        if value is not ANYTHING and test(scope, value):
            bits |= 1 << number
    return bits


def _matches(cell: syntax.UnaryTests, value: Any) -> bool:
    try:
        return compiled_unary_tests(cell)(Scope({"?": value}, None, Run()), value)
    except FeelError:
        return False
