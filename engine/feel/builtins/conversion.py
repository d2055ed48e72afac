"""From one kind to another (DMN 1.5, table 70)."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, tzinfo
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
from engine.feel.wide import (
    Clock,
    Day,
    Length,
    Moment,
    WideDuration,
    clock_nanos,
    combined,
    date_of,
    day_of,
    is_clock,
    is_day,
    is_moment,
    made_date,
    made_time,
    time_of,
)

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_NANOS = 1_000_000_000
_TOO_LARGE = 10**12


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
def _date(run: Run, value: Any) -> Day | None:
    if is_moment(value):
        return day_of(value)
    return value if is_day(value) else (read_date(value) if type(value) is str else None)


@builtin("date", "year: number, month: number, day: number")
def _date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Day | None:
    parts = [_whole(part) for part in (year, month, day)]
    return None if None in parts else made_date(*parts)  # type: ignore[arg-type]


@builtin("time", "from: any")
def _time(run: Run, value: Any) -> Clock | None:
    if is_moment(value):
        return time_of(value)
    if is_day(value):
        return made_time(0, UTC)
    return value if is_clock(value) else (read_time(value) if type(value) is str else None)


@builtin("time", "hour: number, minute: number, second: number, offset: any?")
def _time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None) -> Clock | None:
    zone = _offset_zone(offset)
    hours, minutes, nanos = _whole(hour), _whole(minute), _whole(DECIMAL34.multiply(second, _NANOS))
    if hours is None or minutes is None or nanos is None or (offset is not None and zone is None):
        return None
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= second < 60):
        return None
    return made_time((hours * 60 + minutes) * 60 * _NANOS + nanos, zone)


@builtin("date and time", "from: any")
def _datetime(run: Run, value: Any) -> Moment | None:
    if is_day(value):
        return combined(value, 0, None)
    return value if is_moment(value) else (read_datetime(value) if type(value) is str else None)


@builtin("date and time", "date: date, time: time")
def _datetime_of(run: Run, day: Day | Moment, clock: Clock) -> Moment:
    return combined(date_of(day), clock_nanos(clock), clock.tzinfo)


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
) -> Moment | None:
    zone = zone_named(f"@{offset}") if type(offset) is str else None
    if type(offset) is str and zone is None:
        return None
    on = _date_of(run, year, month, day)
    at = _time_of(run, hour, minute, second, None if zone else offset)
    return None if on is None or at is None else combined(on, clock_nanos(at), zone or at.tzinfo)


@builtin("duration", "from: any")
def _duration(run: Run, value: Any) -> Length | MonthsDuration | None:
    if type(value) in (timedelta, WideDuration, MonthsDuration):
        return value  # type: ignore[no-any-return]
    return read_duration(value) if type(value) is str else None


@builtin("years and months duration", "from: date, to: date")
def _months_between(run: Run, start: Day | Moment, end: Day | Moment) -> MonthsDuration | None:
    first, last = date_of(start), date_of(end)
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


def _whole(value: Decimal | int) -> int | None:
    """The number without its fraction; None for one that no date or time has."""
    number = Decimal(value)
    return int(number) if abs(number) < _TOO_LARGE else None


def _offset_zone(offset: Any) -> tzinfo | None:
    is_length = type(offset) is timedelta
    return fixed_zone(offset) if is_length else None
