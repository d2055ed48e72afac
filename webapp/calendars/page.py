"""What the page of one calendar shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from flask_babel import get_locale
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.calendars.models import Calendar, CalendarDay
from engine.calendars.queries import (
    find_calendar,
    load_calendar,
    special_days,
    years_without_official_data,
)
from engine.commands.edit_calendar import waiting_in
from engine.people.directory import org_units, people_of_calendar
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import has_permission
from webapp.calendars.entries import PIECES, Trial, try_limit
from webapp.calendars.year import FIRST_YEAR, LAST_YEAR, Month, year_of

DEFAULT_CODE = "cn"


@dataclass(frozen=True)
class CalendarPage:
    """A calendar with one of its years, who works by it, and a limit tried out. `waiting` is None for who only reads.

    `chosen` is the day whose entry the form edits; `week` are the pieces of each weekday, Monday first.
    """

    calendar: Calendar
    year: int
    today: date
    months: Sequence[Month]
    without_data: Sequence[int]
    week: Sequence[Sequence[Sequence[str]]]
    chosen: date | None
    chosen_row: CalendarDay | None
    trial: Trial
    units: Sequence[OrgUnit]
    other_units: Sequence[OrgUnit]
    people: Sequence[Person]
    waiting: int | None
    is_default: bool


def read_calendar(
    session: Session,
    actor: Actor,
    code: str,
    *,
    year: int | None,
    chosen: date | None,
    number: str,
    unit: str,
    start: datetime | None,
) -> CalendarPage:
    """The page of the calendar `code`; `year` is this year where it is none that can be shown. Raises `NotFound`."""
    calendar, working = find_calendar(session, code), load_calendar(session, code)
    today = clock.now().astimezone(ZoneInfo(calendar.timezone)).date()
    shown = year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else today.year
    special = special_days(session, calendar.id, shown)
    may_edit = has_permission(session, actor, Permission.EDIT_CALENDARS)
    units = org_units(session)
    return CalendarPage(
        calendar=calendar,
        year=shown,
        today=today,
        months=year_of(working, special, shown),
        without_data=years_without_official_data(session, calendar.id, sorted({today.year, today.year + 1, shown})),
        week=[calendar.hours.get(weekday, []) for weekday in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")],
        chosen=chosen,
        chosen_row=next((row for row in special if row.day == chosen), None),
        trial=try_limit(working, start or clock.now(), number, unit),
        units=[each for each in units if each.calendar_code == code],
        other_units=[each for each in units if each.calendar_code != code],
        people=people_of_calendar(session, code),
        waiting=waiting_in(session, actor, code) if may_edit else None,
        is_default=code == DEFAULT_CODE,
    )


def month_names() -> list[str]:
    """January to December in the reader's language."""
    names = get_month_names("wide", "stand-alone", locale=get_locale())
    return [str(names[month]) for month in range(1, 13)]


def weekday_names(width: str) -> list[str]:
    """Monday to Sunday in the reader's language; `width` is narrow or wide."""
    names = get_day_names(width, "stand-alone", locale=get_locale())  # type: ignore[arg-type]
    return [str(names[weekday]) for weekday in range(7)]


def pieces_shown(pieces: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The pieces of a day for its form: with an empty one to fill, two at least."""
    shown = [*pieces, *([("", "")] * max(1, 2 - len(pieces)))]
    return shown[:PIECES]
