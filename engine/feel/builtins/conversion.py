"""From one kind to another (DMN 1.5, table 70)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import syntax
from engine.feel.arithmetic import negate
from engine.feel.builtins.registry import builtin
from engine.feel.comparison import ordered
from engine.feel.errors import FeelError
from engine.feel.numbers import DECIMAL34, finite
from engine.feel.parser import Parser
from engine.feel.printing import to_text
from engine.feel.run import Run
from engine.feel.temporal import (
    MonthsDuration,
    fixed_zone,
    read_date,
    read_datetime,
    read_duration,
    read_time,
    zone_named,
)
from engine.feel.values import Range

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)


@builtin("string", "from: any")
def _string(run: Run, value: Any) -> str | None:
    return None if value is None else to_text(value, run)


@builtin("number", "from: string")
def _number(run: Run, text: str) -> Decimal | None:
    return finite(DECIMAL34.create_decimal(text)) if _NUMBER.fullmatch(text) else None


@builtin("number", "from: number")
def _same_number(run: Run, value: Decimal) -> Decimal:
    return value


@builtin("number", "from: string, grouping separator: any, decimal separator: any")
def _separated_number(run: Run, text: str, grouping: Any, point: Any) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        return None
    plain = text.replace(grouping, "") if grouping else text
    if point and point != ".":
        if "." in plain:
            return None
        plain = plain.replace(point, ".")
    return _number(run, plain)


@builtin("date", "from: any")
def _date(run: Run, value: Any) -> date | None:
    if type(value) is datetime:
        return value.date()
    return value if type(value) is date else (read_date(value) if type(value) is str else None)


@builtin("date", "year: number, month: number, day: number")
def _date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


@builtin("time", "from: any")
def _time(run: Run, value: Any) -> time | None:
    if type(value) is datetime:
        return value.timetz()
    if type(value) is date:
        return time(tzinfo=fixed_zone(timedelta()))
    return value if type(value) is time else (read_time(value) if type(value) is str else None)


@builtin("time", "hour: number, minute: number, second: number, offset: any?")
def _time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None) -> time | None:
    if offset is not None and (type(offset) is not timedelta or fixed_zone(offset) is None):
        return None
    if not 0 <= second < 60:
        return None
    microsecond = int(Decimal(second) % 1 * 1_000_000)
    zone = None if offset is None else fixed_zone(offset)
    try:
        return time(int(hour), int(minute), int(second), microsecond, zone)
    except (ValueError, OverflowError):
        return None


@builtin("date and time", "from: any")
def _datetime(run: Run, value: Any) -> datetime | None:
    if type(value) is date:
        return datetime.combine(value, time())
    return value if type(value) is datetime else (read_datetime(value) if type(value) is str else None)


@builtin("date and time", "date: date, time: time")
def _datetime_of(run: Run, day: date, moment: time) -> datetime:
    return datetime.combine(day.date() if isinstance(day, datetime) else day, moment)


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, offset: any?",
)
def _datetime_parts(
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: Any = None,
) -> datetime | None:
    zone = zone_named(f"@{offset}") if type(offset) is str else None
    if type(offset) is str and zone is None:
        return None
    on = _date_of(run, year, month, day)
    at = _time_of(run, hour, minute, second, None if zone else offset)
    if on is None or at is None:
        return None
    return datetime.combine(on, at.replace(tzinfo=zone) if zone else at)


@builtin("duration", "from: any")
def _duration(run: Run, value: Any) -> timedelta | MonthsDuration | None:
    if type(value) in (timedelta, MonthsDuration):
        return value  # type: ignore[no-any-return]
    return read_duration(value) if type(value) is str else None


@builtin("years and months duration", "from: date, to: date")
def _months_between(run: Run, start: date, end: date) -> MonthsDuration | None:
    first, last = _day(start), _day(end)
    total = (last.year - first.year) * 12 + last.month - first.month
    if total > 0 and last.day < first.day:
        total -= 1
    elif total < 0 and last.day > first.day:
        total += 1
    return MonthsDuration(total)


@builtin("range", "from: string")
def _range(run: Run, text: str) -> Range | None:
    """The text of a range literal between two literals (`date("...")` and its like are literals too)."""
    try:
        node = Parser(text.replace("[..", "[null..").replace("..]", "..null]"), frozenset()).whole_expression()
    except FeelError:
        return None
    if not isinstance(node, syntax.RangeOf):
        return None
    try:
        start, end = _constant(node.start), _constant(node.end)
    except ValueError:
        return None
    if (
        (start is None and end is None)
        or (start is None and node.start_included)
        or (end is None and node.end_included)
    ):
        return None
    if start is not None and end is not None and not ordered(lambda a, b: a <= b, start, end):
        return None
    return Range(start, end, node.start_included, node.end_included)


_CONSTANTS = {"date": read_date, "time": read_time, "date and time": read_datetime, "duration": read_duration}


def _constant(node: syntax.Node) -> Any:
    if isinstance(node, syntax.Literal):
        return node.value
    if isinstance(node, syntax.Negation) and isinstance(node.operand, syntax.Literal):
        value = _constant(node.operand)
        if type(value) is Decimal:
            return negate(value)
    if isinstance(node, syntax.Invocation) and isinstance(node.function, syntax.Name) and len(node.arguments) == 1:
        read, argument = _CONSTANTS.get(node.function.name), node.arguments[0]
        if read and isinstance(argument, syntax.Literal) and type(argument.value) is str:
            return read(argument.value)
    raise ValueError


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
