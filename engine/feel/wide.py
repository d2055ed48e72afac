"""Dates beyond the years 1 to 9999, and times, date-times and durations finer than a microsecond.

Python's own types hold everything else, and whatever they can hold they do hold: a value has one form only. Days are
counted from 1 = 0001-01-01 in the Gregorian calendar extended both ways (ISO 8601, year 0 included), as Python does.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeGuard

NANOS_OF_DAY = 86_400_000_000_000
MAX_YEAR = 999_999_999
_NANOS_OF_SECOND = 1_000_000_000
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
_LATE_YEAR = 9600
_LATE_DAY = date(_LATE_YEAR, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_LONGEST = 2 * MAX_YEAR * 366 * NANOS_OF_DAY


@dataclass(frozen=True, slots=True)
class WideDate:
    """`near`, moved by so many cycles of 400 years: the calendar and its weekdays repeat after each."""

    cycles: int
    near: date

    @property
    def year(self) -> int:
        return self.near.year + self.cycles * _CYCLE_YEARS

    @property
    def month(self) -> int:
        return self.near.month

    @property
    def day(self) -> int:
        return self.near.day


@dataclass(frozen=True, slots=True)
class WideTime:
    """Nanoseconds since midnight."""

    nanos: int
    tzinfo: tzinfo | None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A day and nanoseconds since its midnight on the clock of the zone; `fold` as in `datetime`."""

    day: date | WideDate
    nanos: int
    tzinfo: tzinfo | None
    fold: int = 0


@dataclass(frozen=True, slots=True)
class WideDuration:
    """Elapsed nanoseconds."""

    nanos: int


Day = date | WideDate
Clock = time | WideTime
Moment = datetime | WideDateTime
Length = timedelta | WideDuration
WIDE: dict[type, type] = {WideDate: date, WideTime: time, WideDateTime: datetime, WideDuration: timedelta}
"""The wide types, and the type of Python that each extends."""


def is_day(value: object) -> TypeGuard[Day]:
    """Whether the value is a date without a time."""
    return type(value) is date or type(value) is WideDate


def is_clock(value: object) -> TypeGuard[Clock]:
    """Whether the value is a time without a date."""
    return type(value) is time or type(value) is WideTime


def is_moment(value: object) -> TypeGuard[Moment]:
    """Whether the value is a date and time."""
    return type(value) is datetime or type(value) is WideDateTime


def made_date(year: int, month: int, day: int) -> Day | None:
    """The date; None if there is no such day, or beyond 999,999,999 years."""
    if not -MAX_YEAR <= year <= MAX_YEAR:
        return None
    near_year = _near_year(year)
    try:
        near = date(near_year, month, day)
    except (ValueError, OverflowError):
        return None
    return near if near_year == year else WideDate((year - near_year) // _CYCLE_YEARS, near)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return monthrange(_near_year(year), month)[1]


def ordinal(day: Day) -> int:
    """The number of the day; 0001-01-01 is 1."""
    return day.toordinal() if isinstance(day, date) else day.near.toordinal() + day.cycles * _CYCLE_DAYS


def from_ordinal(number: int) -> Day | None:
    """The inverse of `ordinal`; None beyond 999,999,999 years."""
    if 1 <= number <= date.max.toordinal():
        return date.fromordinal(number)
    first = 1 if number < 1 else _LATE_DAY
    cycles, since = divmod(number - first, _CYCLE_DAYS)
    made = WideDate(cycles, date.fromordinal(first + since))
    return made if -MAX_YEAR <= made.year <= MAX_YEAR else None


def add_months(day: Day, months: int) -> Day | None:
    """`day` that many months later; a day that the month lacks becomes its last (31 January + P1M)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return made_date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def clock_nanos(clock: Clock | datetime) -> int:
    """Nanoseconds since midnight on the clock."""
    if isinstance(clock, WideTime):
        return clock.nanos
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * _NANOS_OF_SECOND + clock.microsecond * 1000


def made_time(nanos: int, zone: tzinfo | None) -> Clock:
    """The time so many nanoseconds after midnight."""
    return WideTime(nanos, zone) if nanos % 1000 else _coarse(nanos, zone)


def day_of(moment: Moment) -> Day:
    """The date of a date-time."""
    return moment.date() if isinstance(moment, datetime) else moment.day


def date_of(value: Day | Moment) -> Day:
    """The date itself, or that of a date-time."""
    return day_of(value) if isinstance(value, (datetime, WideDateTime)) else value


def time_of(moment: Moment) -> Clock:
    """The time of a date-time, with its zone."""
    return moment.timetz() if isinstance(moment, datetime) else made_time(moment.nanos, moment.tzinfo)


def combined(day: Day, nanos: int, zone: tzinfo | None, *, fold: int = 0) -> Moment:
    """The date-time so many nanoseconds after the midnight of `day`."""
    if isinstance(day, WideDate) or nanos % 1000:
        return WideDateTime(day, nanos, zone, fold)
    return datetime.combine(day, _coarse(nanos, zone)).replace(fold=fold)


def moment_nanos(moment: Moment) -> int:
    """Nanoseconds since the day 0, UTC, or on the clock if there is no zone."""
    nanos = clock_nanos(moment) if isinstance(moment, datetime) else moment.nanos
    local = ordinal(day_of(moment)) * NANOS_OF_DAY + nanos
    offset = offset_of(moment)
    return local if offset is None else local - length_nanos(offset)


def from_moment_nanos(number: int, zone: tzinfo | None) -> Moment | None:
    """The inverse of `moment_nanos`, on the clock of `zone`; None beyond 999,999,999 years."""
    if zone is None or zone is UTC:
        return _on_clock(number, zone)
    universal = _on_clock(number, UTC)
    if universal is None:
        return None
    near = _near(universal)
    try:
        local = near.astimezone(zone)
    except OverflowError:  # in the first or last hours that Python knows
        local = near.replace(tzinfo=zone)
    offset = local.utcoffset() or timedelta()
    return _on_clock(number + length_nanos(offset), zone, fold=local.fold)


def offset_of(value: Clock | Moment) -> timedelta | None:
    """How far ahead of UTC; None without a zone, and for a time in a named one. Before the year 1 and after 9999 the
    first and the last rules of the zone hold.
    """
    if isinstance(value, (time, datetime)):
        return value.utcoffset()
    if isinstance(value, WideTime):
        return None if value.tzinfo is None else value.tzinfo.utcoffset(None)
    return None if value.tzinfo is None else _near(value).utcoffset()


def length_nanos(length: Length) -> int:
    """The whole length in nanoseconds."""
    return length.nanos if isinstance(length, WideDuration) else length // _MICROSECOND * 1000


def made_length(nanos: int) -> Length | None:
    """The duration; None if it is longer than any two dates are apart."""
    if nanos % 1000 == 0:
        try:
            return timedelta(microseconds=nanos // 1000)
        except OverflowError:
            pass
    return WideDuration(nanos) if abs(nanos) <= _LONGEST else None


def _near_year(year: int) -> int:
    if 1 <= year <= 9999:
        return year
    return (year - 1) % _CYCLE_YEARS + 1 if year < 1 else _LATE_YEAR + year % _CYCLE_YEARS


def _near(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment
    near = moment.day.near if isinstance(moment.day, WideDate) else moment.day
    return datetime.combine(near, _coarse(moment.nanos, moment.tzinfo)).replace(fold=moment.fold)


def _on_clock(number: int, zone: tzinfo | None, *, fold: int = 0) -> Moment | None:
    days, nanos = divmod(number, NANOS_OF_DAY)
    day = from_ordinal(days)
    return None if day is None else combined(day, nanos, zone, fold=fold)


def _coarse(nanos: int, zone: tzinfo | None) -> time:
    seconds, rest = divmod(nanos, _NANOS_OF_SECOND)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest // 1000, zone)
