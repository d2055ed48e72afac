"""Calendars that several tests use."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.calendars.hours import WEEKDAYS, Day, parse_week
from engine.calendars.seed import WORKDAY_HOURS
from engine.calendars.working_time import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def office(days: dict[date, Day] | None = None, *, timezone: str = "Asia/Shanghai") -> WorkingCalendar:
    """Monday to Friday, 09:00-12:00 and 13:00-18:00."""
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), WORKDAY_HOURS)
    return WorkingCalendar("office", "Office", timezone, parse_week(hours), days or {})


def every_day(start: str, end: str, timezone: str) -> WorkingCalendar:
    """The same hours on all seven days."""
    hours = {weekday: [[start, end]] for weekday in WEEKDAYS}
    return WorkingCalendar("daily", "Daily", timezone, parse_week(hours), {})


def shanghai(text: str) -> datetime:
    """`2026-09-30 17:30` on the clock of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
