"""Which constants a cell compares its value with: between them, its answer cannot change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import FeelError, MonthsDuration, syntax
from engine.feel.compiler import compiled
from engine.feel.run import Run, Scope
from engine.feel.values import Range

POINTS = frozenset({Decimal, str, bool, date, time, datetime, timedelta, MonthsDuration})
_MAKERS = frozenset({"date", "time", "date and time", "duration", "number", "string"})
_CONSTANT_NODES = (
    syntax.Literal,
    syntax.Negation,
    syntax.Arithmetic,
    syntax.ListOf,
    syntax.ContextOf,
    syntax.RangeOf,
    syntax.UnaryRange,
)


class NotAnalysedError(Exception):
    """The answer depends on something other than the value and constants."""


def constants_of(cell: syntax.UnaryTests) -> list[Any]:
    """The points at which the answer of a cell may change: ends of ranges and values. Raises `NotAnalysedError`."""
    return _gathered(cell.tests)


def constant(node: syntax.Node) -> Any:
    """The value of an expression that always has the same. Raises `NotAnalysedError` for any other."""
    if not _is_constant(node):
        raise NotAnalysedError
    try:
        return compiled(node)(Scope({}, None, Run()))
    except FeelError as error:
        raise NotAnalysedError from error


def _is_constant(node: syntax.Node) -> bool:
    if isinstance(node, syntax.Invocation):
        makes = isinstance(node.function, syntax.Name) and node.function.name in _MAKERS
        return makes and all(map(_is_constant, node.arguments))
    return isinstance(node, _CONSTANT_NODES) and all(map(_is_constant, node.children()))


def _gathered(tests: Iterable[syntax.Test]) -> list[Any]:
    return [point for test in tests for point in _of_test(test)]


def _of_test(test: syntax.Test) -> list[Any]:
    if not test.operator and any(map(_is_input, test.operand.walk())):
        return _of_claim(test.operand)
    return _points(constant(test.operand))


def _of_claim(node: syntax.Node) -> list[Any]:
    """The same of a claim about `?`."""
    if isinstance(node, syntax.Logical):
        return [point for operand in node.operands for point in _of_claim(operand)]
    if isinstance(node, syntax.Comparison) and _is_input(node.left) is not _is_input(node.right):
        return _points(constant(node.right if _is_input(node.left) else node.left))
    if isinstance(node, syntax.Between) and _is_input(node.operand):
        return [*_points(constant(node.low)), *_points(constant(node.high))]
    if isinstance(node, syntax.In) and _is_input(node.operand):
        return [point for test in node.tests for point in _points(constant(test.operand))]
    if isinstance(node, syntax.Invocation) and node.function == syntax.Name("not") and len(node.arguments) == 1:
        return _of_claim(node.arguments[0])
    raise NotAnalysedError


def _is_input(node: syntax.Node) -> bool:
    return node == syntax.Name("?")


def _points(value: Any) -> list[Any]:
    if value is None:
        return []
    if type(value) is list:
        return [point for item in value for point in _points(item)]
    if type(value) is Range:
        return [*_points(value.start), *_points(value.end)]
    if type(value) is int:
        return [Decimal(value)]
    if type(value) not in POINTS:
        raise NotAnalysedError
    if type(value) is time and value.tzinfo is not None:
        raise NotAnalysedError
    if type(value) is datetime and value.tzinfo is not None:
        return [_utc(value)]
    return [value]


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise NotAnalysedError from error
