"""Which limit holds from now on for what waits: by the policies as they will be, or in a calendar that has changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.advance.limits import DEFAULT_CALENDAR, place_of
from engine.people.calendar_codes import calendar_codes_of
from engine.people.models import OrgUnit
from engine.rescheduling.planning import NewLimit
from engine.rescheduling.waiting import WaitingRow, WaitingTask
from engine.timers.ladder import Limit
from engine.timers.models import TimerPolicy
from engine.timers.policies import Subject, limit_of, narrowest


class Rule(Protocol):
    """Says of each task that waits what holds for it from now on; None where the change leaves it alone."""

    def new_limit(self, task: WaitingTask) -> NewLimit | None: ...


@dataclass
class PolicyRule:
    """The policies of one timer event as they will be. `changed` is the one whose cases move, `removed` the one whose
    cases go back to what holds without it; `calendars` and `units` are what `policy_rule` has read."""

    policies: Sequence[TimerPolicy]
    element_id: str
    changed: UUID | None
    removed: UUID | None
    units: Mapping[UUID, Sequence[UUID]]
    calendars: Mapping[UUID, str | None]
    _known: dict[tuple[UUID, object, str], TimerPolicy | None] = field(default_factory=dict)

    def new_limit(self, task: WaitingTask) -> NewLimit | None:
        policy = self._policy(task)
        is_touched = policy is not None and policy.id == self.changed
        if not is_touched and (self.removed is None or all(row.policy_id != self.removed for row in task.rows)):
            return None
        row = task.rows[0]
        limit = limit_of(policy) if policy else Limit(row.base_literal, row.is_base_working_time)
        limits: dict[UUID | None, Limit] = {
            seat.id: self._counted(limit, *place_of(seat, task.org_unit_id)) for seat in task.seats
        }
        limits[None] = self._counted(limit, None, task.org_unit_id)
        return NewLimit(limits, limit.ladder, policy.id if policy else None)

    def _policy(self, task: WaitingTask) -> TimerPolicy | None:
        key = task.org_unit_id, task.amount, task.currency
        if key not in self._known:
            subject = Subject(self.units.get(task.org_unit_id, ()), task.amount, task.currency)
            self._known[key] = narrowest(self.policies, self.element_id, subject)
        return self._known[key]

    def _counted(self, limit: Limit, person: UUID | None, unit: UUID) -> Limit:
        if limit.calendar_code or not limit.is_working_time:
            return limit
        return replace(limit, calendar_code=self.calendars.get(person or unit) or DEFAULT_CALENDAR)


@dataclass(frozen=True)
class CalendarRule:
    """A calendar has changed: what is counted in it is counted anew."""

    code: str

    def new_limit(self, task: WaitingTask) -> NewLimit | None:
        if not any(row.is_working_time and row.calendar_code == self.code for row in task.rows):
            return None
        own = {row.seat_id: _limit_of_row(row) for row in task.rows}
        usual = own.get(None) or next(iter(own.values()))
        return NewLimit({None: usual, **{seat.id: own.get(seat.id, usual) for seat in task.seats}})


def policy_rule(
    session: Session,
    policies: Collection[TimerPolicy],
    element_id: str,
    tasks: Sequence[WaitingTask],
    *,
    changed: UUID | None,
    removed: UUID | None,
) -> PolicyRule:
    """The rule for these tasks: reads the units they are of and whose calendar each seat has."""
    places = [place_of(seat, task.org_unit_id) for task in tasks for seat in task.seats]
    units = {task.org_unit_id for task in tasks}
    calendars = calendar_codes_of(
        session,
        person_ids={person for person, _ in places if person},
        org_unit_ids=units | {unit for person, unit in places if not person},
    )
    lineages = session.execute(select(OrgUnit.id, OrgUnit.lineage).where(OrgUnit.id.in_(units)))
    return PolicyRule(
        policies=[policy for policy in policies if policy.element_id == element_id],
        element_id=element_id,
        changed=changed,
        removed=removed,
        units={unit: [UUID(above) for above in lineage] for unit, lineage in lineages},
        calendars=calendars,
    )


def _limit_of_row(row: WaitingRow) -> Limit:
    return Limit(row.literal, row.is_working_time, row.calendar_code)
