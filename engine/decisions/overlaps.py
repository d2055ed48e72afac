"""Rules of a table that can match together, each pair with an example that shows it.

Every column is tried with the values its cells name, and those between and beyond them. Cells that cannot be decided
without other variables are taken to match nothing, so that each overlap found is a real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine.decisions.tables import DecisionTable
from engine.feel import FeelError, syntax
from engine.feel.compiler import compiled
from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.numbers import is_number
from engine.feel.run import Run, Scope
from engine.feel.values import Range

MAX_RULES = 500
MAX_CANDIDATES = 400


@dataclass(frozen=True)
class Overlap:
    """Two rules, by number from 1, and values by input label for which both match."""

    first: int
    second: int
    example: dict[str, Any]


def overlaps(table: DecisionTable) -> Iterator[Overlap]:
    """The pairs of rules that provably match together; nothing for a table of more than 500 rules."""
    if len(table.rules) > MAX_RULES or not table.inputs:
        return
    columns = [_candidates(table, number) for number in range(len(table.inputs))]
    matched = [[_matched(rule.tests[n], column) for n, column in enumerate(columns)] for rule in table.rules]
    for second in range(len(matched)):
        for first in range(second):
            common = [a & b for a, b in zip(matched[first], matched[second], strict=True)]
            if all(common):
                yield Overlap(first + 1, second + 1, _example(table, columns, common))


def _example(table: DecisionTable, columns: list[list[Any]], common: list[int]) -> dict[str, Any]:
    return {
        column.label or column.text: values[(bits & -bits).bit_length() - 1]
        for column, values, bits in zip(table.inputs, columns, common, strict=True)
    }


def _matched(cell: syntax.UnaryTests, candidates: list[Any]) -> int:
    """The candidates that the cell matches, as bits."""
    test = compiled_unary_tests(cell)
    bits = 0
    for number, value in enumerate(candidates):
        run = Run()
        try:
            bits |= test(Scope({"?": value}, None, run), value) << number
        except FeelError:
            continue
    return bits


def _candidates(table: DecisionTable, column: int) -> list[Any]:
    allowed = table.inputs[column].allowed
    cells = [rule.tests[column] for rule in table.rules] if allowed is None else [allowed]
    constants = [value for cell in cells for test in cell.tests for value in _constants(test.operand)]
    numbers = sorted({Decimal(value) for value in constants if is_number(value)})
    days = sorted({value for value in constants if type(value) is date})
    texts = list(dict.fromkeys(value for value in constants if type(value) is str))
    if allowed is not None and texts:
        return list[Any](texts)[:MAX_CANDIDATES]
    found: list[Any] = [*_around(numbers, Decimal(1)), *_around(days, timedelta(days=1)), *texts]
    if any(type(value) is bool for value in constants) or not found:
        found += [True, False]
    return found[:MAX_CANDIDATES]


def _around(points: list[Any], step: Any) -> Iterator[Any]:
    if points:
        yield from points
        with suppress(OverflowError):  # the first or last day of the calendar
            yield points[0] - step
        with suppress(OverflowError):
            yield points[-1] + step
        yield from (low + (high - low) / 2 for low, high in pairwise(points))


def _constants(node: syntax.Node) -> Iterator[Any]:
    try:
        value = compiled(node)(Scope({}, None, Run()))
    except FeelError:
        return
    if type(value) is Range:
        yield from (value.start, value.end)
    elif type(value) is list:
        yield from value
    else:
        yield value
