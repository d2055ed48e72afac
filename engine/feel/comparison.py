"""Equality, order and membership with null (DMN 1.5, tables 53 and 55): None means "cannot be compared"."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.numbers import is_number
from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration, zone_text
from engine.feel.values import Range
from engine.feel.wide import (
    WIDE,
    Clock,
    Moment,
    clock_nanos,
    length_nanos,
    moment_nanos,
    offset_of,
    ordinal,
)

Order = Callable[[Any, Any], bool]
ORDERS: Mapping[str, Order] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
PLAIN = frozenset({Decimal, int, str, date, timedelta, MonthsDuration})
"""Kinds whose values Python compares as FEEL does."""


def equals(run: Run, left: Any, right: Any) -> bool | None:
    """Whether both are the same value; null equals only null, values of different kinds cannot be compared."""
    if left is None or right is None:
        return left is right
    kind, other = type(left), type(right)
    if kind is other and (kind in PLAIN or kind is bool):
        return bool(left == right)
    if is_number(left):
        return left == right if is_number(right) else None
    kind, other = WIDE.get(kind, kind), WIDE.get(other, other)
    if kind is not other:
        return None
    if kind is list:
        run.charge(len(left))
        return len(left) == len(right) and _all(equals(run, a, b) for a, b in zip(left, right, strict=True))
    if kind is dict:
        run.charge(len(left))
        return left.keys() == right.keys() and _all(equals(run, value, right[key]) for key, value in left.items())
    if kind is Range:
        return _same_range(run, left, right)
    if kind is time:
        return _same_time(left, right)
    if kind in _MEASURED:
        return _measure(left) == _measure(right)
    return left is right


def ordered(order: Order, left: Any, right: Any) -> bool | None:
    """Whether `order` holds between two numbers, texts, or dates, times or durations of one kind."""
    kind, other = type(left), type(right)
    if kind is other and kind in PLAIN:
        return order(left, right)
    if is_number(left):
        return order(left, right) if is_number(right) else None
    if WIDE.get(kind, kind) is not WIDE.get(other, other):
        return None
    a, b = _measure(left), _measure(right)
    return None if a is None or b is None or a[0] is not b[0] else order(a[1], b[1])


def within(value: Any, span: Range) -> bool | None:
    """Whether `value` lies in the range."""
    kind = type(value)
    if kind in PLAIN and type(span.start) is kind and type(span.end) is kind:
        is_above: bool = span.start <= value if span.start_included else span.start < value
        is_below: bool = value <= span.end if span.end_included else value < span.end
        return is_above and is_below
    above = _beyond(operator.ge if span.start_included else operator.gt, value, span.start)
    below = _beyond(operator.le if span.end_included else operator.lt, value, span.end)
    if above is None or below is None:
        return None
    return above and below


def includes(run: Run, tested: Any, value: Any) -> bool | None:
    """Whether `value in tested` holds: equal to it, within it, equal to or within one of its elements."""
    kind = type(tested)
    if kind is Range:
        return within(value, tested) if type(value) is not Range else equals(run, value, tested)
    if kind is list:
        run.charge(len(tested))
        if type(value) is list and equals(run, value, tested):
            return True
        return any(_element(run, item, value) for item in tested)
    return equals(run, value, tested)


def _element(run: Run, item: Any, value: Any) -> bool | None:
    return within(value, item) if type(item) is Range and type(value) is not Range else equals(run, value, item)


def _beyond(order: Order, value: Any, limit: Any) -> bool | None:
    if value is None:
        return None
    return True if limit is None else ordered(order, value, limit)


def _all(results: Any) -> bool:
    return all(result is True for result in results)


def _same_range(run: Run, left: Range, right: Range) -> bool:
    return (
        (left.start_included, left.end_included) == (right.start_included, right.end_included)
        and equals(run, left.start, right.start) is True
        and equals(run, left.end, right.end) is True
    )


def _same_time(left: Clock, right: Clock) -> bool:
    a, b = _measure(left), _measure(right)
    if a is None or b is None:
        return clock_nanos(left) == clock_nanos(right) and _zone(left) == _zone(right)
    return a == b


def _zone(value: Clock) -> str:
    return zone_text(value.tzinfo, offset_of(value))


def _measure(value: Any) -> tuple[bool, int] | None:
    """Whether the value stands on UTC rather than on a clock without zone, and its place there as a number.

    None for a time in a named zone, whose offset needs a date, and for what has no order.
    """
    kind = WIDE.get(type(value), type(value))
    read = _MEASURED.get(kind)
    return read(value) if read else None


def _measured_time(value: Clock) -> tuple[bool, int] | None:
    offset = offset_of(value)
    if offset is None:
        return None if value.tzinfo is not None else (False, clock_nanos(value))
    return True, clock_nanos(value) - length_nanos(offset)


def _measured_moment(value: Moment) -> tuple[bool, int]:
    return value.tzinfo is not None, moment_nanos(value)


_MEASURED: dict[type, Callable[[Any], tuple[bool, int] | None]] = {
    date: lambda day: (False, ordinal(day)),
    time: _measured_time,
    datetime: _measured_moment,
    timedelta: lambda length: (False, length_nanos(length)),
}
