"""Reading calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from engine.calendars.hours import Day, Week, parse_day, parse_week
from engine.calendars.models import Calendar, CalendarDay, DayKind
from engine.calendars.working_time import WorkingCalendar
from engine.errors import NotFound, say

_loaded: dict[str, WorkingCalendar] = {}
MAX_LOADED = 64


def load_calendar(session: Session, id_or_code: UUID | str) -> WorkingCalendar:
    """The calendar as a value: one statement when this revision is known to the process, two when not. `NotFound`."""
    by = Calendar.id if isinstance(id_or_code, UUID) else Calendar.code
    revision = session.scalar(select(Calendar.revision).where(by == id_or_code))
    if revision is None:
        raise NotFound(say("There is no calendar “%(code)s”.", code=id_or_code))
    known = _loaded.get(revision)
    return known if known is not None else _load(session, id_or_code)


def years_without_official_data(session: Session, calendar_id: UUID, years: Iterable[int]) -> list[int]:
    """Those of `years` for which no official holidays are known: due dates in them may still change."""
    official = session.scalars(
        select(CalendarDay.day).where(CalendarDay.calendar_id == calendar_id, CalendarDay.is_official)
    )
    known = {day.year for day in official}
    return [year for year in years if year not in known]


def calendars(session: Session) -> Sequence[Calendar]:
    """Every calendar, by name."""
    return session.scalars(select(Calendar).order_by(Calendar.name, Calendar.code)).all()


def find_calendar(session: Session, code: str) -> Calendar:
    """The row of the calendar with this code, or `NotFound`."""
    calendar = session.scalar(select(Calendar).where(Calendar.code == code))
    if calendar is None:
        raise NotFound(say("There is no calendar “%(code)s”.", code=code))
    return calendar


def special_days(session: Session, calendar_id: UUID, year: int) -> Sequence[CalendarDay]:
    """The days of `year` that differ from the week, in order."""
    return session.scalars(
        select(CalendarDay)
        .where(CalendarDay.calendar_id == calendar_id, CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.day)
    ).all()


def _load(session: Session, id_or_code: UUID | str) -> WorkingCalendar:
    # Calendar and days in one statement: read in two, an edit between them would be kept under the wrong revision.
    by = Calendar.id if isinstance(id_or_code, UUID) else Calendar.code
    rows = session.execute(
        select(
            Calendar.code,
            Calendar.name,
            Calendar.timezone,
            Calendar.nominal_minutes,
            Calendar.hours,
            Calendar.revision,
            CalendarDay.day,
            CalendarDay.kind,
            CalendarDay.hours.label("day_hours"),
        )
        .outerjoin(CalendarDay, CalendarDay.calendar_id == Calendar.id)
        .where(by == id_or_code)
    ).all()
    first = rows[0]
    week = parse_week(first.hours)
    value = WorkingCalendar(
        first.code, first.name, first.timezone, week, _days(rows, week), nominal_minutes=first.nominal_minutes
    )
    while len(_loaded) >= MAX_LOADED:
        _loaded.pop(next(iter(_loaded)), None)
    _loaded[first.revision] = value
    return value


def _days(rows: Sequence[Row[tuple[object, ...]]], week: Week) -> Mapping[date, Day]:
    return {row.day: _day(row.kind, row.day_hours, row.day, week) for row in rows if row.day is not None}


def _day(kind: str, hours: Sequence[object] | None, day: date, week: Week) -> Day:
    if kind == DayKind.HOLIDAY:
        return ()
    if hours is not None:
        return parse_day(hours)
    usual = week[day.weekday()]
    # A make-up workday on a closed weekday keeps the hours of the week's first open day.
    return usual or next(open_day for open_day in week if open_day)
