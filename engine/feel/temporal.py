"""FEEL's texts of dates, times, date-times and durations (DMN 1.5, 10.3.2.3): reading and writing.

Years run from -999999999 to 999999999 and fractions of a second to the nanosecond; finer digits are cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.wide import (
    NANOS_OF_DAY,
    Clock,
    Day,
    Length,
    Moment,
    clock_nanos,
    combined,
    day_of,
    from_ordinal,
    length_nanos,
    made_date,
    made_length,
    made_time,
    offset_of,
    ordinal,
    time_of,
)

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]{1,60})?"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,30}))?" + _ZONE
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(_TIME, re.ASCII)
_DATETIME_TEXT = re.compile(_DATE + "T" + _TIME, re.ASCII)
_MONTHS_TEXT = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d{1,12})Y)?(?:(?P<months>\d{1,12})M)?", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(?P<sign>-)?P(?=[\dT])(?:(?P<days>\d{1,12})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,15})H)?(?:(?P<minutes>\d{1,15})M)?(?:(?P<seconds>\d{1,18})(?:\.(?P<fraction>\d{0,30}))?S)?)?",
    re.ASCII,
)
_LOCAL_ZONE = re.compile(r"@(?:localtime|posixrules|Factory|posix/|right/)")
"""What the machine's folder of zones holds besides the zones of IANA."""
_MAX_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, order=True, slots=True)
class MonthsDuration:
    """A years-and-months duration as a number of months, negative if it goes back."""

    total: int


Temporal = Clock | Day | Moment | Length | MonthsDuration


def read_date(text: str) -> Day | None:
    """`2026-02-28`, `-0044-03-15`; None if the text is no date."""
    found = _DATE_TEXT.fullmatch(text)
    return _date_of(found) if found else None


def read_time(text: str) -> Clock | None:
    """`08:30:00`, with optional fraction and `Z`, `+08:00` or `@Asia/Shanghai`; None if the text is no time."""
    found = _TIME_TEXT.fullmatch(text)
    nanos = _nanos_of(found) if found else None
    if not found or nanos is None or nanos >= NANOS_OF_DAY:
        return None
    zone = zone_named(found["zone"]) if found["zone"] else None
    return None if found["zone"] and zone is None else made_time(nanos, zone)


def read_datetime(text: str) -> Moment | None:
    """`2026-02-28T08:30:00`, zone as in a time; a date alone is its midnight; None if the text is neither."""
    found = _DATETIME_TEXT.fullmatch(text)
    if not found:
        day = read_date(text)
        return None if day is None else combined(day, 0, None)
    day, nanos = _date_of(found), _nanos_of(found)
    zone = zone_named(found["zone"]) if found["zone"] else None
    if day is None or nanos is None or (found["zone"] and zone is None):
        return None
    if nanos >= NANOS_OF_DAY:
        day, nanos = from_ordinal(ordinal(day) + 1), nanos - NANOS_OF_DAY
    return None if day is None else combined(day, nanos, zone)


def read_months(text: str) -> MonthsDuration | None:
    """`P1Y6M`, `-P3M`; None if the text is no years-and-months duration."""
    found = _MONTHS_TEXT.fullmatch(text)
    if not found:
        return None
    total = int(found["years"] or 0) * 12 + int(found["months"] or 0)
    return MonthsDuration(-total if found["sign"] else total)


def read_days(text: str) -> Length | None:
    """`P3DT4H30M1.5S`; None if the text is no days-and-time duration or is too long for one."""
    found = _DAYS_TEXT.fullmatch(text)
    if not found:
        return None
    hours = int(found["days"] or 0) * 24 + int(found["hours"] or 0)
    seconds = (hours * 60 + int(found["minutes"] or 0)) * 60 + int(found["seconds"] or 0)
    nanos = seconds * 1_000_000_000 + _fraction_nanos(found["fraction"])
    return made_length(-nanos if found["sign"] else nanos)


def read_duration(text: str) -> Length | MonthsDuration | None:
    """A duration of either kind."""
    days = read_days(text)
    return read_months(text) if days is None else days


def read_literal(text: str) -> Temporal | None:
    """The content of `@"..."`: a date, time, date-time or duration; None if it is none of them."""
    readers: tuple[Callable[[str], Temporal | None], ...] = (read_date, read_time, read_datetime, read_duration)
    return next((value for read in readers if (value := read(text)) is not None), None)


def date_text(value: Day) -> str:
    """The inverse of `read_date`."""
    return f"{'-' if value.year < 0 else ''}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def time_text(value: Clock) -> str:
    """The inverse of `read_time`: a named zone stays a name, an offset an offset."""
    return _clock_text(clock_nanos(value)) + zone_text(value.tzinfo, offset_of(value))


def datetime_text(value: Moment) -> str:
    """The inverse of `read_datetime`. In the repeated hour of a named zone the offset is written instead."""
    repeated = value.fold and isinstance(value.tzinfo, ZoneInfo)
    zone = zone_text(None if repeated else value.tzinfo, offset_of(value))
    return f"{date_text(day_of(value))}T{_clock_text(clock_nanos(time_of(value)))}{zone}"


def months_text(value: MonthsDuration) -> str:
    """`P1Y6M`; zero is `P0M`."""
    years, months = divmod(abs(value.total), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return ("-P" if value.total < 0 else "P") + text


def days_text(value: Length) -> str:
    """`P1DT2H3M4.5S`, with what is zero left out; zero is `PT0S`."""
    whole = length_nanos(value)
    seconds, nanos = divmod(abs(whole), 1_000_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or nanos:
        clock += f"{seconds}{_fraction_text(nanos)}S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-P" if whole < 0 else "P") + (text or "T0S")


def zone_text(zone: tzinfo | None, offset: timedelta | None) -> str:
    """`Z`, `+08:00`, `@Asia/Shanghai` or nothing."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return f"@{zone.key}"
    if offset is None:
        return ""
    if not offset:
        return "Z"
    sign, size = ("-", -offset) if offset < timedelta() else ("+", offset)
    hours, rest = divmod(size.days * 86400 + size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


@lru_cache(maxsize=1024)
def zone_named(text: str) -> tzinfo | None:
    """The zone of `Z`, `+08:00` or `@Asia/Shanghai`; None if there is no such zone."""
    if text == "Z":
        return UTC
    if text.startswith("@"):
        if _LOCAL_ZONE.match(text):
            return None
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name is an OSError (Python 3.11)
            return None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if minutes > 59 or (seconds and seconds[0] > 59):
        return None
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return fixed_zone(-size if text[0] == "-" else size)


def is_written(zone: tzinfo | None) -> bool:
    """Whether `zone_text` says the zone, so that it is read again as it was."""
    if isinstance(zone, ZoneInfo):
        return zone.key is not None and zone_named(f"@{zone.key}") is not None
    if isinstance(zone, timezone):
        offset = zone.utcoffset(None)
        return abs(offset) <= _MAX_OFFSET and not offset.microseconds
    return zone is None


def fixed_zone(offset: timedelta) -> tzinfo | None:
    """The zone that is `offset` ahead of UTC; None beyond 14 hours."""
    if abs(offset) > _MAX_OFFSET:
        return None
    return timezone(offset) if offset else UTC


def _date_of(found: re.Match[str]) -> Day | None:
    return made_date(int(found["year"]), int(found["month"]), int(found["day"]))


def _nanos_of(found: re.Match[str]) -> int | None:
    """Nanoseconds since midnight, 24:00:00 included; None for what no clock shows."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    if minute > 59 or second > 59:
        return None
    nanos = ((hour * 60 + minute) * 60 + second) * 1_000_000_000 + _fraction_nanos(found["fraction"])
    return nanos if nanos <= NANOS_OF_DAY else None


def _fraction_nanos(digits: str | None) -> int:
    return int((digits or "")[:9].ljust(9, "0"))


def _clock_text(nanos: int) -> str:
    seconds, fraction = divmod(nanos, 1_000_000_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{_fraction_text(fraction)}"


def _fraction_text(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""
