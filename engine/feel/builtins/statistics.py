"""Minimum to standard deviation of a list, or of several values (DMN 1.5, table 74)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import calculate
from engine.feel.builtins.registry import builtin
from engine.feel.comparison import ORDERS, Order, ordered
from engine.feel.numbers import DECIMAL34, finite, is_number
from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration
from engine.feel.wide import WIDE


@builtin("min", "list: list...")
def smallest(run: Run, items: list[Any]) -> Any:
    return _extreme(run, ORDERS["<"], items)


@builtin("max", "list: list...")
def largest(run: Run, items: list[Any]) -> Any:
    return _extreme(run, ORDERS[">"], items)


@builtin("sum", "list: list...")
def total(run: Run, items: list[Any]) -> Any:
    """The sum of numbers, or of durations of one kind; null for no items."""
    run.charge(len(items))
    if not items or not (_numbers(items) or _durations(items)):
        return None
    result = items[0]
    for item in items[1:]:
        result = calculate(run, "+", result, item)
    return result


@builtin("product", "list: list...")
def _product(run: Run, items: list[Any]) -> Decimal | None:
    run.charge(len(items))
    if not items or not _numbers(items):
        return None
    result = Decimal(1)
    for item in items:
        result = DECIMAL34.multiply(result, item)
    return finite(result)


@builtin("mean", "list: list...")
def _mean(run: Run, items: list[Any]) -> Any:
    return calculate(run, "/", total(run, items), Decimal(len(items)))


@builtin("median", "list: list...")
def _median(run: Run, items: list[Any]) -> Any:
    run.charge(len(items))
    if not items or not _numbers(items):
        return None
    ascending = sorted(items)
    middle = len(items) // 2
    if len(items) % 2:
        return ascending[middle]
    return DECIMAL34.divide(DECIMAL34.add(ascending[middle - 1], ascending[middle]), 2)


@builtin("mode", "list: list...")
def _mode(run: Run, items: list[Any]) -> list[Any] | None:
    run.charge(len(items))
    if not _numbers(items):
        return None
    counts = Counter(items)
    highest = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == highest)


@builtin("stddev", "list: list...")
def _stddev(run: Run, items: list[Any]) -> Decimal | None:
    """The standard deviation of a sample: the divisor is one less than the number of items."""
    run.charge(len(items))
    if len(items) < 2 or not _numbers(items):
        return None
    mean = _mean(run, items)
    if mean is None:
        return None
    squares = [DECIMAL34.power(DECIMAL34.subtract(item, mean), 2) for item in items]
    variance = calculate(run, "/", total(run, squares), Decimal(len(items) - 1))
    return None if variance is None else finite(DECIMAL34.sqrt(variance))


def _extreme(run: Run, order: Order, items: list[Any]) -> Any:
    run.charge(len(items))
    if not items:
        return None
    best = items[0]
    for item in items:
        is_better = ordered(order, item, best)
        if is_better is None:
            return None
        best = item if is_better else best
    return best


def _numbers(items: list[Any]) -> bool:
    return all(map(is_number, items))


def _durations(items: list[Any]) -> bool:
    kinds = {WIDE.get(type(item), type(item)) for item in items}
    return kinds in ({timedelta}, {MonthsDuration})
