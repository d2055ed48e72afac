"""`for`, `some` and `every`."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.feel import syntax
from engine.feel.comparison import ordered
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.errors import FeelError
from engine.feel.numbers import DECIMAL34, is_number
from engine.feel.run import Scope
from engine.feel.values import Range
from engine.feel.wide import from_ordinal, is_day, ordinal

Source = tuple[str, Code, Code | None]


class _NotIterableError(Exception):
    """What stands after `in` cannot be gone through."""


@compiles(syntax.For)
def _for(node: syntax.For) -> Code:
    sources, result, cost = _sources(node.iterations), compiled(node.result), node.cost()
    wants_partial = any(isinstance(inner, syntax.Name) and inner.name == "partial" for inner in node.result.walk())

    def loop(scope: Scope) -> list[Any] | None:
        found: list[Any] = []
        try:
            for inner in _combinations(sources, 0, scope, cost):
                if wants_partial:
                    scope.run.charge(len(found))
                    inner = Scope({"partial": list(found)}, inner, scope.run)
                found.append(result(inner))
        except _NotIterableError:
            return None
        except FeelError as error:
            error.trail.append(node)
            raise
        return found

    return loop


@compiles(syntax.Quantified)
def _quantified(node: syntax.Quantified) -> Code:
    sources, condition, cost = _sources(node.iterations), compiled(node.condition), node.cost()
    decisive = node.quantifier == "some"
    is_strict = node.is_strict

    def quantified(scope: Scope) -> bool | None:
        is_certain = True
        try:
            for inner in _combinations(sources, 0, scope, cost):
                value = condition(inner)
                if is_strict and type(value) is not bool:
                    return None
                if value is decisive:
                    return bool(value)
                if value is not (not decisive):
                    is_certain = False
        except _NotIterableError:
            return None
        except FeelError as error:
            error.trail.append(node)
            raise
        return (not decisive) if is_certain else None

    return quantified


def _sources(iterations: tuple[syntax.Iteration, ...]) -> list[Source]:
    return [(each.name, compiled(each.source), compiled(each.end) if each.end else None) for each in iterations]


def _combinations(sources: list[Source], number: int, scope: Scope, cost: int) -> Iterator[Scope]:
    name, source, end = sources[number]
    run = scope.run
    for item in _items(source(scope), end(scope) if end else None, is_span=end is not None):
        run.charge(cost)
        inner = Scope({name: item}, scope, run)
        if number + 1 == len(sources):
            yield inner
        else:
            yield from _combinations(sources, number + 1, inner, cost)


def _items(start: Any, end: Any, *, is_span: bool) -> Iterator[Any]:
    if is_span:
        return _steps(start, end)
    if type(start) is list:
        return iter(start)
    if type(start) is Range:
        return _inside(start)
    if start is None:
        raise _NotIterableError
    return iter([start])


def _inside(span: Range) -> Iterator[Any]:
    if span.start is None or span.end is None:
        raise _NotIterableError
    if ordered(operator.le, span.start, span.end) is not True:
        raise _NotIterableError
    included = ((span.start_included, span.start), (span.end_included, span.end))
    left_out = [end for is_included, end in included if not is_included]
    return (item for item in _steps(span.start, span.end) if item not in left_out)


def _steps(start: Any, end: Any) -> Iterator[Any]:
    if is_number(start) and is_number(end):
        return _counted(Decimal(start), Decimal(end))
    if is_day(start) and is_day(end):
        first, last = ordinal(start), ordinal(end)
        return map(from_ordinal, range(first, last + 1) if first <= last else range(first, last - 1, -1))
    raise _NotIterableError


def _counted(start: Decimal, end: Decimal) -> Iterator[Decimal]:
    step, is_reached = (Decimal(1), operator.gt) if start <= end else (Decimal(-1), operator.lt)
    value = start
    while not is_reached(value, end):
        yield value
        following = DECIMAL34.add(value, step)
        if following == value:  # beyond 34 digits, one more is the same
            raise _NotIterableError
        value = following
