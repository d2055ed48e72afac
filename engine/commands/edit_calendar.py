"""Working calendars are made, edited and given to units and people. Timers that wait keep their instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.calendars import operations
from engine.calendars.models import Calendar, CalendarDay
from engine.calendars.operations import DayRule
from engine.calendars.queries import find_calendar
from engine.calendars.seed import adopt_official_days
from engine.errors import NotFound, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import find_person, forget_calendars, require_permission
from engine.timers.models import Timer


def create_calendar(
    session: Session,
    actor: Actor,
    code: str,
    name: str,
    *,
    timezone: str,
    hours: Mapping[str, Any],
    nominal_minutes: int,
    name_en: str = "",
) -> Calendar:
    """A new working calendar: see `engine.calendars.operations.create_calendar`. Refused: also `NotAllowed`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = operations.create_calendar(
        session, code, name, timezone=timezone, hours=hours, nominal_minutes=nominal_minutes, name_en=name_en
    )
    _record(session, actor, calendar, "calendar_created", _hours(calendar))
    return calendar


def rename_calendar(session: Session, actor: Actor, code: str, name: str, *, name_en: str) -> None:
    """Call a calendar something else; its code stays. Refused: `NotAllowed`, `NotFound`, `Invalid`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = find_calendar(session, code)
    before = _names(calendar)
    operations.rename_calendar(session, calendar.id, name, name_en=name_en)
    if before != _names(calendar):
        _record(session, actor, calendar, "calendar_renamed", {"before": before, "after": _names(calendar)})


def duplicate_calendar(
    session: Session, actor: Actor, source: str, code: str, name: str, *, name_en: str = ""
) -> Calendar:
    """A new calendar that begins as a copy of the one with the code `source`; nobody works by it yet.

    Refused: `NotAllowed`, `NotFound`, `Invalid`, `Conflict` (known code).
    """
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    original = find_calendar(session, source)
    calendar = operations.duplicate_calendar(session, original.id, code, name, name_en=name_en)
    _record(session, actor, calendar, "calendar_created", {**_hours(calendar), "copy_of": original.code})
    return calendar


def set_calendar_hours(
    session: Session, actor: Actor, code: str, hours: Mapping[str, Any], *, nominal_minutes: int
) -> None:
    """Replace a calendar's weekly hours. Refused: `NotAllowed`, `NotFound`, `Invalid`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = find_calendar(session, code)
    before = _hours(calendar)
    operations.set_hours(session, calendar.id, hours, nominal_minutes=nominal_minutes)
    _record(session, actor, calendar, "calendar_hours_changed", {"before": before, "after": _hours(calendar)})


def set_calendar_day(session: Session, actor: Actor, code: str, rule: DayRule) -> None:
    """Say of one day that it differs from the week. Refused: `NotAllowed`, `NotFound`, `Invalid`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = find_calendar(session, code)
    before = _day(session, calendar, rule.day)
    operations.set_days(session, calendar.id, [rule])
    after = _day(session, calendar, rule.day)
    _record(session, actor, calendar, "calendar_day_changed", {"day": rule.day, "before": before, "after": after})


def clear_calendar_day(session: Session, actor: Actor, code: str, day: date) -> None:
    """Let the week's rule hold again on a day. Refused: `NotAllowed`, `NotFound`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = find_calendar(session, code)
    before = _day(session, calendar, day)
    if before is None:
        raise NotFound(say("The calendar says nothing of its own about %(day)s.", day=day.isoformat()))
    operations.remove_days(session, calendar.id, [day])
    _record(session, actor, calendar, "calendar_day_changed", {"day": day, "before": before, "after": None})


def adopt_official_year(session: Session, actor: Actor, code: str) -> list[int]:
    """Take over the official arrangement of years that had none so far; gives those years, none where none is known.

    Refused: `NotAllowed`, `NotFound`.
    """
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = find_calendar(session, code)
    years = adopt_official_days(session, calendar.id)
    if years:
        _record(session, actor, calendar, "calendar_days_adopted", {"years": years})
    return years


def give_unit_calendar(session: Session, actor: Actor, org_unit_id: UUID, code: str | None) -> None:
    """Let a unit and those below it without one of their own work by this calendar; None: by that of the unit above.

    Refused: `NotAllowed`, `NotFound`.
    """
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    unit = session.get(OrgUnit, org_unit_id)
    if unit is None:
        raise NotFound(say("There is no such organisation unit."))
    _give(session, actor, unit, "org_unit", code)


def give_person_calendar(session: Session, actor: Actor, person_id: UUID, code: str | None) -> None:
    """Let a person work by this calendar; None: by that of their unit. Refused: `NotAllowed`, `NotFound`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    _give(session, actor, find_person(session, person_id), "person", code)


def waiting_in(session: Session, actor: Actor, code: str) -> int:
    """How many timers wait for an instant that was worked out in this calendar."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    waiting = Timer.fired_at.is_(None) & Timer.cancelled_at.is_(None) & Timer.is_working_time
    return session.scalars(select(func.count()).select_from(Timer).where(waiting, Timer.calendar_code == code)).one()


def _give(session: Session, actor: Actor, to: OrgUnit | Person, kind: str, code: str | None) -> None:
    if code is not None:
        find_calendar(session, code)
    before, to.calendar_code = to.calendar_code, code
    forget_calendars(session)
    record_master_event(session, actor, to.id, kind, "calendar_given", {"before": before, "after": code})


def _names(calendar: Calendar) -> dict[str, str]:
    return {"name": calendar.name, "name_en": calendar.name_en}


def _hours(calendar: Calendar) -> dict[str, Any]:
    return {"hours": calendar.hours, "nominal_minutes": calendar.nominal_minutes, "timezone": calendar.timezone}


def _day(session: Session, calendar: Calendar, day: date) -> dict[str, Any] | None:
    row = session.get(CalendarDay, (calendar.id, day), populate_existing=True)
    return None if row is None else {"kind": row.kind, "hours": row.hours, "name": row.name}


def _record(session: Session, actor: Actor, calendar: Calendar, kind: str, data: Mapping[str, Any]) -> None:
    record_master_event(session, actor, calendar.id, "calendar", kind, data)
