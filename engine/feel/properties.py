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


def property_of(value: Any, name: str) -> Any:
    """The property `name` of `value`, null if its kind has none such."""
    read = _PROPERTIES.get(type(value), {}).get(name)
    return None if read is None else read(value)


def _number(read: Callable[[Any], int]) -> Callable[[Any], Decimal]:
    return lambda value: Decimal(read(value))


def _second(value: time | datetime) -> Decimal:
    return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6) if value.microsecond else Decimal(value.second)


def _zone_name(value: time | datetime) -> str | None:
    zone = value.tzinfo
    if isinstance(zone, ZoneInfo):
        return zone.key
    return "Z" if zone is UTC else None


def _clock_part(length: timedelta, read: Callable[[int], int]) -> int:
    part = read(abs(length).seconds)
    return -part if length < timedelta() else part


def _whole_days(length: timedelta) -> int:
    return -abs(length).days if length < timedelta() else length.days


def _seconds(length: timedelta) -> Decimal:
    size = abs(length)
    seconds = DECIMAL34.add(Decimal(size.seconds % 60), Decimal(size.microseconds).scaleb(-6))
    seconds = seconds.normalize() if size.microseconds else Decimal(size.seconds % 60)
    return -seconds if length < timedelta() and seconds else seconds


def _months(value: MonthsDuration, read: Callable[[int], int]) -> int:
    return -read(-value.total) if value.total < 0 else read(value.total)


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": _number(lambda day: day.year),
    "month": _number(lambda day: day.month),
    "day": _number(lambda day: day.day),
    "weekday": _number(lambda day: day.isoweekday()),
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": _number(lambda moment: moment.hour),
    "minute": _number(lambda moment: moment.minute),
    "second": _second,
    "time offset": lambda moment: moment.utcoffset(),
    "timezone": _zone_name,
}
_MIDNIGHT: dict[str, Callable[[Any], Any]] = {
    "hour": lambda day: Decimal(0),
    "minute": lambda day: Decimal(0),
    "second": lambda day: Decimal(0),
    "time offset": lambda day: timedelta(),
}
_PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    date: _DATE | _MIDNIGHT,
    time: _TIME,
    datetime: _DATE | _TIME,
    timedelta: {
        "days": _number(_whole_days),
        "hours": _number(lambda length: _clock_part(length, lambda seconds: seconds // 3600)),
        "minutes": _number(lambda length: _clock_part(length, lambda seconds: seconds // 60 % 60)),
        "seconds": _seconds,
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
