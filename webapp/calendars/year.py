"""A year of a calendar as twelve small months."""

from __future__ import annotations

import calendar as months_of
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.calendars.models import CalendarDay, DayKind
from engine.calendars.working_time import WorkingCalendar

FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayLook(StrEnum):
    """How a day is shown."""

    OPEN = "open"
    CLOSED = "closed"  # by the week: a weekend
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"  # worked although the week says closed
    OWN_HOURS = "own-hours"  # a half day, or one with other hours than the week's


@dataclass(frozen=True)
class YearDay:
    """One day of the year. `special` says what the calendar notes of it, None where the week's rule holds."""

    day: date
    look: DayLook
    minutes: int
    special: CalendarDay | None


Month = Sequence[Sequence[YearDay | None]]
"""Weeks from Monday to Sunday; None for days of the months beside it."""


def year_of(calendar: WorkingCalendar, special: Sequence[CalendarDay], year: int) -> list[Month]:
    """The twelve months of a year; `special` are the calendar's days of that year that differ."""
    by_day = {row.day: row for row in special}
    return [_month(calendar, by_day, year, month) for month in range(1, 13)]


def _month(calendar: WorkingCalendar, special: Mapping[date, CalendarDay], year: int, month: int) -> Month:
    weeks = months_of.Calendar().monthdatescalendar(year, month)
    return [[_day(calendar, special.get(day), day) if day.month == month else None for day in week] for week in weeks]


def _day(calendar: WorkingCalendar, special: CalendarDay | None, day: date) -> YearDay:
    minutes = sum(end - start for start, end in calendar.hours_of(day))
    return YearDay(day, _look(calendar, special, day), minutes, special)


def _look(calendar: WorkingCalendar, special: CalendarDay | None, day: date) -> DayLook:
    usual = calendar.week[day.weekday()]
    if special is None:
        return DayLook.OPEN if usual else DayLook.CLOSED
    if special.kind == DayKind.HOLIDAY:
        return DayLook.HOLIDAY
    if not usual:
        return DayLook.MAKE_UP
    return DayLook.OPEN if special.hours is None else DayLook.OWN_HOURS
