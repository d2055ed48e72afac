"""How long somebody has: the diagram's time limit or the policy that overrides it, in the calendar of who is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.calendars.queries import load_calendar
from engine.calendars.working_time import WorkingCalendar
from engine.errors import NotFound
from engine.instances.models import ProcessInstance
from engine.people.calendar_codes import calendar_codes_of
from engine.people.models import OrgUnit
from engine.tasks.models import Seat
from engine.timers.ladder import Limit
from engine.timers.models import TimerPolicy
from engine.timers.policies import Subject, active_policies, narrowest

DEFAULT_CALENDAR = "cn"
_PERSON = "person:"


def policy_for(session: Session, case: ProcessInstance, process_id: str, element_id: str) -> TimerPolicy | None:
    """The policy that holds now at a timer event for a case."""
    policies = [policy for policy in active_policies(session, process_id) if policy.element_id == element_id]
    if not policies:
        return None
    units: list[UUID] = []
    if any(policy.org_unit_id for policy in policies):
        lineage = session.scalars(select(OrgUnit.lineage).where(OrgUnit.id == case.org_unit_id)).one()
        units = [UUID(unit) for unit in lineage]
    return narrowest(policies, element_id, Subject(units, case.amount, case.currency))


def limits_of_seats(session: Session, limit: Limit, seats: Iterable[Seat], case_unit_id: UUID) -> Mapping[UUID, Limit]:
    """The limit for each seat: working time is counted in the calendar the limit names, else in that of whoever is
    asked: a person's, the one of a pool's unit, the one of the case's unit."""
    if limit.calendar_code or not limit.is_working_time:
        return {seat.id: limit for seat in seats}
    places = {seat.id: place_of(seat, case_unit_id) for seat in seats}
    codes = calendar_codes_of(
        session,
        person_ids=[person for person, _ in places.values() if person],
        org_unit_ids=[unit for person, unit in places.values() if not person],
    )
    return {
        seat_id: replace(limit, calendar_code=codes.get(person or unit) or DEFAULT_CALENDAR)
        for seat_id, (person, unit) in places.items()
    }


def calendar_of(session: Session, limit: Limit) -> WorkingCalendar | None:
    """The calendar a limit is counted in; None for plain time."""
    return calendar_named(session, limit.calendar_code) if limit.is_working_time else None


def calendar_named(session: Session, code: str) -> WorkingCalendar:
    """The calendar with this code, read once per session; the house's where there is none (any more)."""
    kept: dict[str, WorkingCalendar] = session.info.setdefault("calendars", {})
    if code not in kept:
        try:
            kept[code] = load_calendar(session, code or DEFAULT_CALENDAR)
        except NotFound:
            kept[code] = load_calendar(session, DEFAULT_CALENDAR)
    return kept[code]


def place_of(seat: Seat, case_unit_id: UUID) -> tuple[UUID | None, UUID]:
    """Whose calendar counts for a seat: a person's, else a unit's. Gives (person or None, unit)."""
    person = seat.person_id or seat.taken_by
    return (person, case_unit_id) if person else place_of_pools(seat.pools, case_unit_id)


def place_of_pools(pools: Sequence[str], case_unit_id: UUID) -> tuple[UUID | None, UUID]:
    """As `place_of` for a seat that nobody has taken: one pool's unit, else the case's."""
    if len(pools) != 1:
        return None, case_unit_id
    [pool] = pools
    if pool.startswith(_PERSON):
        return UUID(pool.removeprefix(_PERSON)), case_unit_id
    unit = pool.partition("@")[2]
    return None, case_unit_id if unit in ("", "*") else UUID(unit)
