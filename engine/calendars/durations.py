"""Durations: a number and a unit, plain or working; and when one that begins now ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from engine.calendars.working_time import WorkingCalendar, add
from engine.errors import Invalid, Problem, Sentence, say

MAX_DAYS = 36_525
_MINUTE_MICROSECONDS = 60_000_000
_NUMBER = r"(\d{1,9}(?:[.,]\d{1,6})?)"
_ISO = re.compile(rf"P(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?")
_WITH_MONTHS = re.compile(r"P[\d.,YMWD]*(?:\d+Y|\d+M)[\d.,WD]*(?:T.*)?")


class DurationUnit(StrEnum):
    """Plain units pass always; working units only while a calendar is open."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"

    @property
    def is_working(self) -> bool:
        return self.value.startswith("working_")


_PLAIN_MINUTES = {
    DurationUnit.MINUTES: 1,
    DurationUnit.HOURS: 60,
    DurationUnit.DAYS: 1440,
    DurationUnit.WORKING_MINUTES: 1,
    DurationUnit.WORKING_HOURS: 60,
}


@dataclass(frozen=True)
class Duration:
    """How long: 2 working days are twice the calendar's nominal minutes, 2 days are 48 hours."""

    value: Decimal
    unit: DurationUnit

    def minutes(self, calendar: WorkingCalendar | None = None) -> Decimal:
        """The duration in its own kind of minutes; working durations need the calendar."""
        if self.unit is not DurationUnit.WORKING_DAYS:
            return self.value * _PLAIN_MINUTES[self.unit]
        return self.value * _needed(calendar).nominal_minutes


def parse_duration(text: str, *, working: bool = False) -> Duration:
    """Read an ISO 8601 duration: PT4H, P2D, P1DT12H, P1W. `working` reads the same numbers as working time.

    Raises `Invalid` for years and months (their length varies), for weeks and for days with hours in working time
    (a working day has no fixed length), for more than 100 years, and for anything else.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise invalid_timer(_why_not(text))
    weeks, days, hours, minutes, seconds = (Decimal((part or "0").replace(",", ".")) for part in match.groups())
    small = hours * 60 + minutes + seconds / 60
    if (weeks + days) * 1440 + small > MAX_DAYS * 1440:
        raise invalid_timer(say("“%(text)s” is longer than 100 years.", text=_shown(text)))
    if working:
        return _working(text, weeks, days, small)
    return _in_largest_unit(weeks * 7 * 1440 + days * 1440 + small)


def from_timedelta(value: timedelta, *, working: bool = False) -> Duration:
    """A FEEL days-and-time duration. In working time each of its days (24 hours) is one working day."""
    if value < timedelta(0):
        raise invalid_timer(say("A duration cannot be negative."))
    seconds = Decimal(value // timedelta(microseconds=1) - value.days * 86_400_000_000) / 1_000_000
    return parse_duration(f"P{value.days}DT{format(seconds, 'f')}S", working=working)


def due_at(
    start: datetime, duration: Duration, calendar: WorkingCalendar | None = None, *, percent: int | Decimal = 100
) -> datetime:
    """When `percent` of `duration` have passed since `start` (aware), in UTC. Percentages apply to working minutes."""
    minutes = duration.minutes(calendar) * percent / 100
    if duration.unit.is_working:
        return add(_needed(calendar), start, minutes)
    return add_plain(start, minutes)


def add_plain(start: datetime, minutes: Decimal) -> datetime:
    """`start` (aware) and so many elapsed minutes, in UTC; refused beyond the year 9999."""
    try:
        return start.astimezone(UTC) + timedelta(microseconds=round(minutes * _MINUTE_MICROSECONDS))
    except OverflowError as error:
        raise invalid_timer(say("The due date lies too far away.")) from error


def invalid_timer(sentence: Sentence) -> Invalid:
    """The refusal of a timer's text."""
    return Invalid([Problem("", sentence, "timer")])


def _working(text: str, weeks: Decimal, days: Decimal, small: Decimal) -> Duration:
    if weeks:
        raise invalid_timer(
            say("In working time a week has no fixed length: write days instead of “%(text)s”.", text=text)
        )
    if days and small:
        raise invalid_timer(say("In working time write either days or hours, not both: “%(text)s”.", text=text))
    if days:
        return Duration(days, DurationUnit.WORKING_DAYS)
    if small % 60 == 0:
        return Duration(small / 60, DurationUnit.WORKING_HOURS)
    return Duration(small, DurationUnit.WORKING_MINUTES)


def _in_largest_unit(minutes: Decimal) -> Duration:
    for unit in (DurationUnit.DAYS, DurationUnit.HOURS):
        if minutes and minutes % _PLAIN_MINUTES[unit] == 0:
            return Duration(minutes / _PLAIN_MINUTES[unit], unit)
    return Duration(minutes, DurationUnit.MINUTES)


def _needed(calendar: WorkingCalendar | None) -> WorkingCalendar:
    if calendar is None:
        raise ValueError("a working duration needs a calendar")
    return calendar


def _why_not(text: str) -> Sentence:
    if _WITH_MONTHS.fullmatch(text.strip()):
        return say("“%(text)s”: years and months have no fixed length; write days.", text=_shown(text))
    return say("“%(text)s” is not a duration such as PT4H or P2D.", text=_shown(text))


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
