"""FEEL's texts of dates, times, date-times and durations (DMN 1.5, 10.3.2.3): reading and writing.

Years run from 0001 to 9999 and fractions of a second to the microsecond; finer digits are cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]{1,60})?"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,30}))?" + _ZONE
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(_TIME, re.ASCII)
_DATETIME_TEXT = re.compile(_DATE + "T" + _TIME, re.ASCII)
_MONTHS_TEXT = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d{1,12})Y)?(?:(?P<months>\d{1,12})M)?", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(?P<sign>-)?P(?=[\dT])(?:(?P<days>\d{1,12})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,15})H)?(?:(?P<minutes>\d{1,15})M)?(?:(?P<seconds>\d{1,18}(?:\.\d{0,30})?)S)?)?",
    re.ASCII,
)
_MAX_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, order=True, slots=True)
class MonthsDuration:
    """A years-and-months duration as a number of months, negative if it goes back."""

    total: int


Temporal = date | time | datetime | timedelta | MonthsDuration


def read_date(text: str) -> date | None:
    """`2026-02-28`; None if the text is no date."""
    found = _DATE_TEXT.fullmatch(text)
    return _date_of(found) if found else None


def read_time(text: str) -> time | None:
    """`08:30:00`, with optional fraction and `Z`, `+08:00` or `@Asia/Shanghai`; None if the text is no time."""
    found = _TIME_TEXT.fullmatch(text)
    return _time_of(found) if found else None


def read_datetime(text: str) -> datetime | None:
    """`2026-02-28T08:30:00`, zone as in a time; a date alone is its midnight; None if the text is neither."""
    found = _DATETIME_TEXT.fullmatch(text)
    if not found:
        day = read_date(text)
        return None if day is None else datetime.combine(day, time())
    midnight_after = found["hour"] == "24" and found["minute"] == found["second"] == "00" and not found["fraction"]
    day, moment = _date_of(found), _time_of(found, hour="00" if midnight_after else None)
    if day is None or moment is None:
        return None
    try:
        return datetime.combine(day, moment) + timedelta(days=midnight_after)
    except OverflowError:
        return None


def read_months(text: str) -> MonthsDuration | None:
    """`P1Y6M`, `-P3M`; None if the text is no years-and-months duration."""
    found = _MONTHS_TEXT.fullmatch(text)
    if not found:
        return None
    total = int(found["years"] or 0) * 12 + int(found["months"] or 0)
    return MonthsDuration(-total if found["sign"] else total)


def read_days(text: str) -> timedelta | None:
    """`P3DT4H30M1.5S`; None if the text is no days-and-time duration or is too long for one."""
    found = _DAYS_TEXT.fullmatch(text)
    if not found:
        return None
    microseconds = int(Decimal(found["seconds"] or 0) * 1_000_000)
    try:
        length = timedelta(
            days=int(found["days"] or 0),
            hours=int(found["hours"] or 0),
            minutes=int(found["minutes"] or 0),
            microseconds=microseconds,
        )
    except OverflowError:
        return None
    return -length if found["sign"] else length


def read_duration(text: str) -> timedelta | MonthsDuration | None:
    """A duration of either kind."""
    days = read_days(text)
    return read_months(text) if days is None else days


def read_literal(text: str) -> Temporal | None:
    """The content of `@"..."`: a date, time, date-time or duration; None if it is none of them."""
    for read in (read_date, read_time, read_datetime, read_duration):
        value = read(text)
        if value is not None:
            return value
    return None


def date_text(value: date) -> str:
    """The inverse of `read_date`."""
    return value.isoformat()


def time_text(value: time) -> str:
    """The inverse of `read_time`: a named zone stays a name, an offset an offset."""
    return _clock_text(value) + zone_text(value.tzinfo, value.utcoffset())


def datetime_text(value: datetime) -> str:
    """The inverse of `read_datetime`. In the repeated hour of a named zone the offset is written instead."""
    repeated = value.fold and isinstance(value.tzinfo, ZoneInfo)
    zone = None if repeated else value.tzinfo
    return f"{value.date().isoformat()}T{_clock_text(value.time())}{zone_text(zone, value.utcoffset())}"


def months_text(value: MonthsDuration) -> str:
    """`P1Y6M`; zero is `P0M`."""
    years, months = divmod(abs(value.total), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return ("-P" if value.total < 0 else "P") + text


def days_text(value: timedelta) -> str:
    """`P1DT2H3M4.5S`, with what is zero left out; zero is `PT0S`."""
    whole = abs(value)
    minutes, seconds = divmod(whole.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or whole.microseconds:
        clock += f"{seconds}{_fraction_text(whole.microseconds)}S"
    text = (f"{whole.days}D" if whole.days else "") + (f"T{clock}" if clock else "")
    return ("-P" if value < timedelta() else "P") + (text or "T0S")


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
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name is an OSError (Python 3.11)
            return None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if minutes > 59 or (seconds and seconds[0] > 59):
        return None
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return fixed_zone(-size if text[0] == "-" else size)


def fixed_zone(offset: timedelta) -> tzinfo | None:
    """The zone that is `offset` ahead of UTC; None beyond 14 hours."""
    if abs(offset) > _MAX_OFFSET:
        return None
    return timezone(offset) if offset else UTC


def _date_of(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _time_of(found: re.Match[str], *, hour: str | None = None) -> time | None:
    zone = zone_named(found["zone"]) if found["zone"] else None
    if found["zone"] and zone is None:
        return None
    microsecond = int((found["fraction"] or "")[:6].ljust(6, "0"))
    try:
        return time(int(hour or found["hour"]), int(found["minute"]), int(found["second"]), microsecond, zone)
    except ValueError:
        return None


def _clock_text(value: time) -> str:
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{_fraction_text(value.microsecond)}"


def _fraction_text(microseconds: int) -> str:
    return f".{microseconds:06}".rstrip("0") if microseconds else ""
