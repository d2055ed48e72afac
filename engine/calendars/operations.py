"""Making and editing calendars. Commands check permissions and write the history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.calendars.hours import DAY_MINUTES, parse_day, parse_week
from engine.calendars.models import Calendar, CalendarDay, DayKind
from engine.calendars.working_time import NOMINAL_MINUTES
from engine.errors import Conflict, Invalid, NotFound, Problem, Sentence, say
from engine.types import canonical_json, new_id

LONGEST_NAME = 200
_CODE = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class DayRule:
    """A day that differs: `hours` as [["09:00", "12:00"]] for a half day, None for the usual hours of a workday."""

    day: date
    kind: DayKind
    name: str = ""
    hours: Sequence[Sequence[str]] | None = None
    is_official: bool = False
    name_en: str = ""


def create_calendar(
    session: Session,
    code: str,
    name: str,
    *,
    timezone: str,
    hours: Mapping[str, Any],
    nominal_minutes: int = NOMINAL_MINUTES,
    name_en: str = "",
) -> Calendar:
    """A new calendar; `nominal_minutes` is what one working day counts. Raises `Invalid`, `Conflict` (known code)."""
    _check_code(code)
    _check_names(name, name_en)
    _check(timezone, hours, nominal_minutes)
    if session.scalar(select(Calendar.id).where(Calendar.code == code)) is not None:
        raise Conflict(say("There is already a calendar “%(code)s”.", code=code))
    calendar = Calendar(
        id=new_id(),
        code=code,
        name=name,
        name_en=name_en,
        timezone=timezone,
        nominal_minutes=nominal_minutes,
        hours=dict(hours),
    )
    calendar.revision = _revision(calendar, [])
    session.add(calendar)
    session.flush()  # days refer to it by id
    return calendar


def rename_calendar(session: Session, calendar_id: UUID, name: str, *, name_en: str) -> None:
    """Call a calendar something else; its code stays. Raises `Invalid`, `NotFound`."""
    calendar = _lock(session, calendar_id)
    _check_names(name, name_en)
    calendar.name, calendar.name_en = name, name_en
    _renew_revision(session, calendar)


def duplicate_calendar(session: Session, source_id: UUID, code: str, name: str, *, name_en: str = "") -> Calendar:
    """A new calendar with the hours, the zone and the days of another. Raises as `create_calendar`, `NotFound`."""
    source = _lock(session, source_id)
    copy = create_calendar(
        session,
        code,
        name,
        timezone=source.timezone,
        hours=source.hours,
        nominal_minutes=source.nominal_minutes,
        name_en=name_en,
    )
    days = session.scalars(select(CalendarDay).where(CalendarDay.calendar_id == source_id)).all()
    session.add_all(_row(copy.id, _rule(day)) for day in days)
    _renew_revision(session, copy)
    return copy


def set_hours(session: Session, calendar_id: UUID, hours: Mapping[str, Any], *, nominal_minutes: int) -> None:
    """Replace the weekly hours and the minutes of a working day. Raises `Invalid`, `NotFound`."""
    calendar = _lock(session, calendar_id)
    _check(calendar.timezone, hours, nominal_minutes)
    calendar.hours, calendar.nominal_minutes = dict(hours), nominal_minutes
    _renew_revision(session, calendar)


def set_days(session: Session, calendar_id: UUID, rules: Iterable[DayRule]) -> None:
    """Write the days of `rules`, each replacing what was said of it before. Raises `Invalid`, `NotFound`."""
    calendar = _lock(session, calendar_id)
    by_day = {rule.day: rule for rule in rules}
    for rule in by_day.values():
        if rule.kind is DayKind.HOLIDAY and rule.hours is not None:
            raise Invalid(
                [_problem("hours", say("A holiday has no hours: make %(day)s a half workday.", day=rule.day))]
            )
        parse_day(rule.hours or [])
    _forget(session, calendar_id, by_day)
    session.add_all(_row(calendar_id, rule) for rule in by_day.values())
    _renew_revision(session, calendar)


def remove_days(session: Session, calendar_id: UUID, days: Iterable[date]) -> None:
    """Let the week's rule hold again on `days`. Raises `NotFound`."""
    calendar = _lock(session, calendar_id)
    _forget(session, calendar_id, days)
    _renew_revision(session, calendar)


def _rule(day: CalendarDay) -> DayRule:
    return DayRule(day.day, DayKind(day.kind), day.name, day.hours, is_official=day.is_official, name_en=day.name_en)


def _row(calendar_id: UUID, rule: DayRule) -> CalendarDay:
    return CalendarDay(
        calendar_id=calendar_id,
        day=rule.day,
        kind=rule.kind,
        hours=None if rule.hours is None else [list(piece) for piece in rule.hours],
        name=rule.name,
        name_en=rule.name_en,
        is_official=rule.is_official,
    )


def _forget(session: Session, calendar_id: UUID, days: Iterable[date]) -> None:
    wanted = list(days)
    for start in range(0, len(wanted), 500):
        among = CalendarDay.day.in_(wanted[start : start + 500])
        session.execute(delete(CalendarDay).where(CalendarDay.calendar_id == calendar_id, among))


def _lock(session: Session, calendar_id: UUID) -> Calendar:
    calendar = session.scalar(select(Calendar).where(Calendar.id == calendar_id).with_for_update())
    if calendar is None:
        raise NotFound(say("There is no such calendar."))
    return calendar


def _renew_revision(session: Session, calendar: Calendar) -> None:
    session.flush()  # the revision is computed from the rows as they now are
    days = session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.hours)
        .where(CalendarDay.calendar_id == calendar.id)
        .order_by(CalendarDay.day)
    )
    calendar.revision = _revision(calendar, [list(row) for row in days])


def _revision(calendar: Calendar, days: list[list[Any]]) -> str:
    content = [calendar.code, calendar.name, calendar.timezone, calendar.nominal_minutes, calendar.hours, days]
    return sha256(canonical_json(content).encode()).hexdigest()


def _check_code(code: str) -> None:
    if _CODE.fullmatch(code) is None:
        raise Invalid([_problem("code", say("A code has letters a to z, digits and hyphens, 40 at most."))])


def _check_names(name: str, name_en: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid([_problem("name", say("Give the calendar a name of at most 200 characters."))])
    if len(name_en) > LONGEST_NAME:
        raise Invalid([_problem("name_en", say("At most %(limit)s characters.", limit=LONGEST_NAME))])


def _check(timezone: str, hours: Mapping[str, Any], nominal_minutes: int) -> None:
    week = parse_week(hours)
    if not any(week):
        raise Invalid([_problem("hours", say("A calendar without any working time would never let a timer fire."))])
    if not 0 < nominal_minutes <= DAY_MINUTES:
        raise Invalid([_problem("nominal_minutes", say("A working day has between 1 and 1440 minutes."))])
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid([_problem("timezone", say("“%(zone)s” is not a time zone.", zone=timezone))]) from error


def _problem(where: str, sentence: Sentence) -> Problem:
    return Problem(where, sentence, "calendar")
