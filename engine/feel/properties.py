"""The properties of dates, times, durations and ranges (DMN 1.5, tables 64 and 65)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.numbers import DECIMAL34
from engine.feel.temporal import MonthsDuration
from engine.feel.values import Range
from engine.feel.wide import (
    WIDE,
    Clock,
    Day,
    Length,
    Moment,
    clock_nanos,
    day_of,
    length_nanos,
    offset_of,
    ordinal,
    time_of,
)


def property_of(value: Any, name: str) -> Any:
    """The property `name` of `value`, null if its kind has none such."""
    kind = type(value)
    read = _PROPERTIES.get(WIDE.get(kind, kind), {}).get(name)
    return None if read is None else read(value)


def _number(read: Callable[[Any], int]) -> Callable[[Any], Decimal]:
    return lambda value: Decimal(read(value))


def _zone_name(value: Clock | Moment) -> str | None:
    zone = value.tzinfo
    if isinstance(zone, ZoneInfo):
        return zone.key
    return "Z" if zone is UTC else None


def _decimal_seconds(nanos: int) -> Decimal:
    """Seconds within a minute; what is no fraction has no point."""
    whole, rest = divmod(nanos, _SECOND)
    return DECIMAL34.add(whole % 60, Decimal(rest).scaleb(-9)).normalize() if rest else Decimal(whole % 60)


def _signed(length: Length, read: Callable[[int], Any]) -> Any:
    """A part of a duration: all parts of a negative one are negative."""
    nanos = length_nanos(length)
    part = read(abs(nanos))
    return -part if nanos < 0 and part else part


def _months(value: MonthsDuration, read: Callable[[int], int]) -> int:
    return -read(-value.total) if value.total < 0 else read(value.total)


_SECOND = 1_000_000_000
_DAY: dict[str, Callable[[Day], Any]] = {
    "year": _number(lambda day: day.year),
    "month": _number(lambda day: day.month),
    "day": _number(lambda day: day.day),
    "weekday": _number(lambda day: (ordinal(day) - 1) % 7 + 1),
}
_CLOCK: dict[str, Callable[[Clock], Any]] = {
    "hour": _number(lambda clock: clock_nanos(clock) // (3600 * _SECOND)),
    "minute": _number(lambda clock: clock_nanos(clock) // (60 * _SECOND) % 60),
    "second": lambda clock: _decimal_seconds(clock_nanos(clock)),
    "time offset": lambda clock: offset_of(clock),
    "timezone": _zone_name,
}
_MOMENT: dict[str, Callable[[Moment], Any]] = {
    "time offset": offset_of,
    "timezone": _zone_name,
}
_MIDNIGHT: dict[str, Callable[[Any], Any]] = {
    "hour": lambda day: Decimal(0),
    "minute": lambda day: Decimal(0),
    "second": lambda day: Decimal(0),
    "time offset": lambda day: timedelta(),
}


def _of(part: Callable[[Moment], Any], read: Callable[[Any], Any]) -> Callable[[Moment], Any]:
    return lambda moment: read(part(moment))


_PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    date: _DAY | _MIDNIGHT,
    time: _CLOCK,
    datetime: {name: _of(day_of, read) for name, read in _DAY.items()}
    | {name: _of(time_of, read) for name, read in _CLOCK.items()}
    | _MOMENT,
    timedelta: {
        "days": _number(lambda length: _signed(length, lambda nanos: nanos // (86_400 * _SECOND))),
        "hours": _number(lambda length: _signed(length, lambda nanos: nanos // (3600 * _SECOND) % 24)),
        "minutes": _number(lambda length: _signed(length, lambda nanos: nanos // (60 * _SECOND) % 60)),
        "seconds": lambda length: _signed(length, _decimal_seconds),
    },
    MonthsDuration: {
        "years": _number(lambda length: _months(length, lambda months: months // 12)),
        "months": _number(lambda length: _months(length, lambda months: months % 12)),
    },
    Range: {
        "start": lambda span: span.start,
        "end": lambda span: span.end,
        "start included": lambda span: span.start_included,
        "end included": lambda span: span.end_included,
    },
}
