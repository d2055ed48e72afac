"""Working time: adding minutes, counting minutes, the next open moment. Pure; no SQL. Exact to the microsecond."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.calendars.hours import Day, Week
from engine.calendars.open_periods import MINUTE, OpenPeriods, find_open_periods
from engine.errors import EngineError, say
from engine.types import EPOCH

NOMINAL_MINUTES = 480
FIRST_YEAR, LAST_YEAR = 1971, 9990
MAX_YEARS_AHEAD = 100
YEARS_KEPT = 30
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """A calendar as a value: weekly hours (Monday first), days that differ, local zone, minutes of one working day."""

    code: str
    name: str
    timezone: str
    week: Week
    days: Mapping[date, Day]
    nominal_minutes: int = NOMINAL_MINUTES
    _periods: list[OpenPeriods] = field(default_factory=list, init=False, repr=False)

    def hours_of(self, day: date) -> Day:
        """The pieces that begin on the local `day`."""
        special = self.days.get(day)
        return self.week[day.weekday()] if special is None else special

    def periods(self, since: int, until: int) -> OpenPeriods:
        """Open periods that cover `since` to `until` (microseconds since 1970 UTC), computed once and kept."""
        if self._periods:
            known = self._periods[-1]
            if known.first <= since and until < known.last:
                return known
            if _year(max(known.last, until)) - _year(min(known.first, since)) <= YEARS_KEPT:
                since, until = min(known.first, since), max(known.last - 1, until)
        found = find_open_periods(self.hours_of, ZoneInfo(self.timezone), *_years(since, until))
        self._periods[:] = [found]
        return found


def add(calendar: WorkingCalendar, start: datetime, minutes: int | Decimal) -> datetime:
    """The instant, in UTC, at which `minutes` of working time have passed since `start` (aware).

    It is the earliest such instant: eight hours from Monday's opening end on Monday, not on Tuesday morning.
    Refused: negative minutes (`ValueError`), a calendar that has no more working time.
    """
    amount = round(minutes * MINUTE)
    if amount < 0:
        raise ValueError("working time is added forwards only")
    at = (start - EPOCH) // _MICROSECOND
    if amount == 0:
        return EPOCH + timedelta(microseconds=at)
    until = at
    while True:
        periods = calendar.periods(at, until)
        found = periods.instant(periods.position(at) + amount)
        if found is not None:
            return EPOCH + timedelta(microseconds=found)
        until = _further(calendar, at, periods)


def between(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    """Whole minutes of working time from `start` to `end` (both aware); negative if `end` comes first."""
    if end < start:
        return -between(calendar, end, start)
    since, until = (start - EPOCH) // _MICROSECOND, (end - EPOCH) // _MICROSECOND
    periods = calendar.periods(since, until)
    return (periods.position(until) - periods.position(since)) // MINUTE


def next_open(calendar: WorkingCalendar, instant: datetime) -> datetime:
    """`instant` itself if it lies in working time, else the next moment that does, in UTC."""
    at = until = (instant - EPOCH) // _MICROSECOND
    while True:
        periods = calendar.periods(at, until)
        found = periods.next_open(at)
        if found is not None:
            return EPOCH + timedelta(microseconds=found)
        until = _further(calendar, at, periods)


def _years(since: int, until: int) -> tuple[int, int]:
    first, last = _year(since), _year(until)
    if first <= FIRST_YEAR or last >= LAST_YEAR:
        raise EngineError(
            say("Working time is known from %(first)s to %(last)s only.", first=FIRST_YEAR + 1, last=LAST_YEAR - 1)
        )
    return first, last + 1


def _further(calendar: WorkingCalendar, at: int, periods: OpenPeriods) -> int:
    """An instant after the known periods, so that twice as many are looked through; gives up after a lifetime."""
    until = periods.last + (periods.last - periods.first)
    if _year(periods.last) - _year(at) > MAX_YEARS_AHEAD or _year(until) >= LAST_YEAR:
        raise EngineError(say("The calendar “%(name)s” has no working time left to count.", name=calendar.name))
    return until


def _year(at: int) -> int:
    return (EPOCH + timedelta(microseconds=at)).astimezone(UTC).year
