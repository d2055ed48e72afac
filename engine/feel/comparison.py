"""Equality, order and membership with null (DMN 1.5, tables 53 and 55): None means "cannot be compared"."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.numbers import is_number
from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration, zone_text
from engine.feel.values import Range

Order = Callable[[Any, Any], bool]
ORDERS: Mapping[str, Order] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
PLAIN = frozenset({Decimal, int, str, date, timedelta, MonthsDuration})
"""Kinds whose values Python compares as FEEL does."""


def equals(run: Run, left: Any, right: Any) -> bool | None:
    """Whether both are the same value; null equals only null, values of different kinds cannot be compared."""
    if left is None or right is None:
        return left is right
    kind, other = type(left), type(right)
    if kind is not other:
        return left == right if is_number(left) and is_number(right) else None
    if kind in PLAIN or kind is bool:
        return bool(left == right)
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
    if kind is datetime:
        return _instant(left) == _instant(right)
    return left is right


def ordered(order: Order, left: Any, right: Any) -> bool | None:
    """Whether `order` holds between two numbers, texts, or dates, times or durations of one kind."""
    kind, other = type(left), type(right)
    if kind is not other:
        return order(left, right) if is_number(left) and is_number(right) else None
    if kind in PLAIN:
        return order(left, right)
    if kind is time:
        a, b = _offset_time(left), _offset_time(right)
        return None if a is None or b is None or (a[1] != b[1]) else order(a[0], b[0])
    if kind is datetime:
        if (left.tzinfo is None) is not (right.tzinfo is None):
            return None
        return order(_instant(left), _instant(right))
    return None


def within(value: Any, span: Range) -> bool | None:
    """Whether `value` lies in the range."""
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


def _same_time(left: time, right: time) -> bool:
    a, b = _offset_time(left), _offset_time(right)
    if a is None or b is None:
        return left.replace(tzinfo=None) == right.replace(tzinfo=None) and _zone(left) == _zone(right)
    return a == b


def _zone(value: time) -> str:
    return zone_text(value.tzinfo, value.utcoffset())


def _offset_time(value: time) -> tuple[timedelta, bool] | None:
    """Time since midnight UTC and True; local time and False; None in a named zone, whose offset needs a date."""
    offset = value.utcoffset()
    if value.tzinfo is not None and offset is None:
        return None
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return (since, False) if offset is None else (since - offset, True)


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None or value.tzinfo is UTC:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value
