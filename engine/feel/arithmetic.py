"""Addition to exponentiation for numbers, texts, dates, times and durations (DMN 1.5, tables 50-52, 54, 57).

What the standard does not define gives null, and so does an overflow.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from engine.feel.numbers import DECIMAL34, finite, is_number
from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
Day = TypeVar("Day", date, datetime)
Rule = Callable[[Any, Any], Any]

NUMERIC: dict[str, Callable[[Any, Any], Decimal]] = {
    "+": DECIMAL34.add,
    "-": DECIMAL34.subtract,
    "*": DECIMAL34.multiply,
    "/": DECIMAL34.divide,
    "**": DECIMAL34.power,
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
    try:
        return rule(left, right)
    except (OverflowError, ValueError):
        return None


def negate(value: Any) -> Any:
    """`-value` of a number or duration, or null."""
    if is_number(value):
        return DECIMAL34.minus(value) if value else Decimal(0)
    if type(value) is timedelta:
        return -value if value <= -timedelta.min else None
    return MonthsDuration(-value.total) if type(value) is MonthsDuration else None


def add_months(day: Day, months: int) -> Day:
    """`day` that many months later; a day that the month lacks becomes its last (31 January + P1M)."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= years <= date.max.year:
        raise OverflowError
    return day.replace(year=years, month=month + 1, day=min(day.day, monthrange(years, month + 1)[1]))


def microseconds(length: timedelta) -> int:
    """The whole length in microseconds."""
    return length // _MICROSECOND


def as_datetime(day: date) -> datetime:
    """A date as the standard compares it with date-times: its midnight, UTC."""
    return datetime.combine(day, time(), UTC)


def _kind(value: Any) -> type:
    return Decimal if is_number(value) else type(value)


def _shift(value: datetime, length: timedelta) -> datetime:
    if isinstance(value.tzinfo, ZoneInfo):  # a duration is elapsed time; Python would add to the clock on the wall
        return (value.astimezone(UTC) + length).astimezone(value.tzinfo)
    return value + length


def _shift_time(value: time, length: timedelta) -> time:
    return (
        (datetime.combine(date(2000, 1, 2), value.replace(tzinfo=None)) + length % _DAY)
        .time()
        .replace(tzinfo=value.tzinfo)
    )


def _between(left: datetime, right: datetime) -> timedelta | None:
    if (left.tzinfo is None) is not (right.tzinfo is None):
        return None
    return left - right if left.tzinfo is None else left.astimezone(UTC) - right.astimezone(UTC)


def _between_times(left: time, right: time) -> timedelta | None:
    a, b = left.utcoffset(), right.utcoffset()
    if (a is None) is not (b is None):
        return None
    clock = datetime.combine(date(2000, 1, 1), left.replace(tzinfo=None)) - datetime.combine(
        date(2000, 1, 1), right.replace(tzinfo=None)
    )
    return clock if a is None or b is None else clock - a + b


def _days_of(count: Decimal | int | None) -> timedelta | None:
    return None if count is None else timedelta(microseconds=int(count))


def _times(length: timedelta, factor: Decimal | int) -> timedelta | None:
    return _days_of(finite(DECIMAL34.multiply(microseconds(length), factor)))


def _part(length: timedelta, divisor: Decimal | int) -> timedelta | None:
    return _days_of(finite(DECIMAL34.divide(microseconds(length), divisor)))


def _months_of(count: Decimal) -> MonthsDuration | None:
    return MonthsDuration(int(count)) if count.is_finite() and abs(count) < 10**12 else None


def _mirrored(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


_RULES: dict[tuple[str, type, type], Rule] = {
    ("+", date, timedelta): lambda day, length: day + length,
    ("+", date, MonthsDuration): lambda day, length: add_months(day, length.total),
    ("+", datetime, timedelta): _shift,
    ("+", datetime, MonthsDuration): lambda moment, length: add_months(moment, length.total),
    ("+", time, timedelta): _shift_time,
    ("+", timedelta, timedelta): lambda a, b: a + b,
    ("+", MonthsDuration, MonthsDuration): lambda a, b: MonthsDuration(a.total + b.total),
    ("*", timedelta, Decimal): _times,
    ("*", MonthsDuration, Decimal): lambda length, factor: _months_of(DECIMAL34.multiply(length.total, factor)),
    ("-", date, timedelta): lambda day, length: day + -length,
    ("-", date, MonthsDuration): lambda day, length: add_months(day, -length.total),
    ("-", datetime, timedelta): lambda moment, length: _shift(moment, -length),
    ("-", datetime, MonthsDuration): lambda moment, length: add_months(moment, -length.total),
    ("-", time, timedelta): lambda moment, length: _shift_time(moment, -length),
    ("-", timedelta, timedelta): lambda a, b: a - b,
    ("-", MonthsDuration, MonthsDuration): lambda a, b: MonthsDuration(a.total - b.total),
    ("-", date, date): lambda a, b: a - b,
    ("-", datetime, datetime): _between,
    ("-", datetime, date): lambda a, b: _between(a, as_datetime(b)),
    ("-", date, datetime): lambda a, b: _between(as_datetime(a), b),
    ("-", time, time): _between_times,
    ("/", timedelta, Decimal): _part,
    ("/", timedelta, timedelta): lambda a, b: finite(DECIMAL34.divide(microseconds(a), microseconds(b))),
    ("/", MonthsDuration, Decimal): lambda length, divisor: _months_of(DECIMAL34.divide(length.total, divisor)),
    ("/", MonthsDuration, MonthsDuration): lambda a, b: finite(DECIMAL34.divide(a.total, b.total)),
}
_RULES |= {
    (sign, right, left): _mirrored(rule)
    for (sign, left, right), rule in _RULES.items()
    if sign in "+*" and left is not right
}
