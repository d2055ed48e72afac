"""Addition to exponentiation for numbers, texts, dates, times and durations (DMN 1.5, tables 50-52, 54, 57).

What the standard does not define gives null, and so does an overflow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.numbers import DECIMAL34, finite, is_number
from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration
from engine.feel.wide import (
    NANOS_OF_DAY,
    WIDE,
    Clock,
    Day,
    Length,
    Moment,
    WideDuration,
    add_months,
    clock_nanos,
    combined,
    day_of,
    from_moment_nanos,
    from_ordinal,
    length_nanos,
    made_length,
    made_time,
    moment_nanos,
    offset_of,
    ordinal,
    time_of,
)

_MOST_MONTHS = 10**12
Rule = Callable[[Any, Any], Any]


def _power(base: Decimal | int, exponent: Decimal | int) -> Decimal:
    """Any number to the power of 0 is 1, as in IEEE 754 (`pow`); Python knows no 0 ** 0."""
    return DECIMAL34.power(base, exponent) if exponent else Decimal(1)


NUMERIC: dict[str, Callable[[Any, Any], Decimal]] = {
    "+": DECIMAL34.add,
    "-": DECIMAL34.subtract,
    "*": DECIMAL34.multiply,
    "/": DECIMAL34.divide,
    "**": _power,
}


def calculate(run: Run, operator: str, left: Any, right: Any) -> Any:
    """`left operator right`, or null."""
    if is_number(left) and is_number(right):
        return finite(NUMERIC[operator](left, right))
    if type(left) is str and type(right) is str and operator == "+":
        run.charge_text(len(left) + len(right))
        return left + right
    rule = _RULES.get((operator, _kind(left), _kind(right)))
    if rule is None:
        return None
    return rule(left, right)


def negate(value: Any) -> Any:
    """`-value` of a number or duration, or null."""
    if is_number(value):
        return DECIMAL34.minus(value) if value else Decimal(0)
    if WIDE.get(type(value), type(value)) is timedelta:
        return made_length(-length_nanos(value))
    return MonthsDuration(-value.total) if type(value) is MonthsDuration else None


def _kind(value: Any) -> type:
    kind = type(value)
    return Decimal if kind is int else WIDE.get(kind, kind)


def _move_day(day: Day, length: Length) -> Day | None:
    return from_ordinal(ordinal(day) + length_nanos(length) // NANOS_OF_DAY)


def _move(moment: Moment, length: Length) -> Moment | None:
    """A duration is elapsed time, so it is added in UTC: Python would add to the clock on the wall of a named zone."""
    if isinstance(moment, datetime) and isinstance(length, timedelta) and not isinstance(moment.tzinfo, ZoneInfo):
        try:
            return moment + length
        except OverflowError:
            pass
    return from_moment_nanos(moment_nanos(moment) + length_nanos(length), moment.tzinfo)


def _move_by_months(moment: Moment, length: MonthsDuration) -> Moment | None:
    day = add_months(day_of(moment), length.total)
    return None if day is None else combined(day, clock_nanos(time_of(moment)), moment.tzinfo, fold=moment.fold)


def _move_time(clock: Clock, length: Length) -> Clock:
    return made_time((clock_nanos(clock) + length_nanos(length)) % NANOS_OF_DAY, clock.tzinfo)


def _between(left: Moment, right: Moment) -> Length | None:
    if (left.tzinfo is None) is not (right.tzinfo is None):
        return None
    return made_length(moment_nanos(left) - moment_nanos(right))


def _midnight(day: Day) -> Moment:
    """A date as the standard calculates with it among date-times: its midnight, UTC."""
    return combined(day, 0, UTC)


def _between_times(left: Clock, right: Clock) -> Length | None:
    a, b = offset_of(left), offset_of(right)
    if (a is None) is not (b is None):
        return None
    clock = clock_nanos(left) - clock_nanos(right)
    return made_length(clock if a is None or b is None else clock - length_nanos(a) + length_nanos(b))


def _scaled(length: Length, factor: Decimal | int, scale: Callable[[Any, Any], Decimal]) -> Length | None:
    """Cut off to the microsecond, unless the duration is finer itself."""
    unit = 1 if isinstance(length, WideDuration) else 1000
    count = finite(scale(length_nanos(length) // unit, factor))
    return None if count is None else made_length(int(count) * unit)


def _months_of(count: Decimal | int) -> MonthsDuration | None:
    total = Decimal(count)
    return MonthsDuration(int(total)) if total.is_finite() and abs(total) < _MOST_MONTHS else None


def _mirrored(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


_RULES: dict[tuple[str, type, type], Rule] = {
    ("+", date, timedelta): _move_day,
    ("+", date, MonthsDuration): lambda day, length: add_months(day, length.total),
    ("+", datetime, timedelta): _move,
    ("+", datetime, MonthsDuration): _move_by_months,
    ("+", time, timedelta): _move_time,
    ("+", timedelta, timedelta): lambda a, b: made_length(length_nanos(a) + length_nanos(b)),
    ("+", MonthsDuration, MonthsDuration): lambda a, b: _months_of(a.total + b.total),
    ("*", timedelta, Decimal): lambda length, factor: _scaled(length, factor, DECIMAL34.multiply),
    ("*", MonthsDuration, Decimal): lambda length, factor: _months_of(DECIMAL34.multiply(length.total, factor)),
    ("-", date, timedelta): lambda day, length: _move_day(day, WideDuration(-length_nanos(length))),
    ("-", date, MonthsDuration): lambda day, length: add_months(day, -length.total),
    ("-", datetime, timedelta): lambda moment, length: _move(moment, WideDuration(-length_nanos(length))),
    ("-", datetime, MonthsDuration): lambda moment, length: _move_by_months(moment, MonthsDuration(-length.total)),
    ("-", time, timedelta): lambda clock, length: _move_time(clock, WideDuration(-length_nanos(length))),
    ("-", timedelta, timedelta): lambda a, b: made_length(length_nanos(a) - length_nanos(b)),
    ("-", MonthsDuration, MonthsDuration): lambda a, b: _months_of(a.total - b.total),
    ("-", date, date): lambda a, b: made_length((ordinal(a) - ordinal(b)) * NANOS_OF_DAY),
    ("-", datetime, datetime): _between,
    ("-", datetime, date): lambda a, b: _between(a, _midnight(b)),
    ("-", date, datetime): lambda a, b: _between(_midnight(a), b),
    ("-", time, time): _between_times,
    ("/", timedelta, Decimal): lambda length, divisor: _scaled(length, divisor, DECIMAL34.divide),
    ("/", timedelta, timedelta): lambda a, b: finite(DECIMAL34.divide(length_nanos(a), length_nanos(b))),
    ("/", MonthsDuration, Decimal): lambda length, divisor: _months_of(DECIMAL34.divide(length.total, divisor)),
    ("/", MonthsDuration, MonthsDuration): lambda a, b: finite(DECIMAL34.divide(a.total, b.total)),
}
_RULES |= {
    (sign, right, left): _mirrored(rule)
    for (sign, left, right), rule in _RULES.items()
    if sign in "+*" and left is not right
}
