"""Which limit holds from now on for what waits: by the policies as they will be, or in a calendar that has changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.advance.limits import DEFAULT_CALENDAR, place_of_pools
from engine.people.calendar_codes import calendar_codes_of
from engine.people.models import OrgUnit
from engine.rescheduling.planning import NewLimit
from engine.rescheduling.waiting import WaitingRow, WaitingSeat, WaitingTask
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
    _known: dict[tuple[str, object, str], TimerPolicy | None] = field(default_factory=dict)
    _limits: dict[UUID, Limit] = field(default_factory=dict)
    _counted_in: dict[tuple[str, str], Limit] = field(default_factory=dict)

    def new_limit(self, task: WaitingTask) -> NewLimit | None:
        policy = self._policy(task)
        is_touched = policy is not None and policy.id == self.changed
        if not is_touched and not self._is_removed_from(task):
            return None
        row = task.rows[0]
        limit = self._limit(policy) if policy else Limit(row.base_literal, row.is_base_working_time)
        limits: dict[str | None, Limit] = {
            seat.id: self._counted(limit, *place_of(seat, task.org_unit_id)) for seat in task.seats
        }
        limits[None] = self._counted(limit, None, task.org_unit_id)
        return NewLimit(limits, limit.ladder, policy.id if policy else None)

    def _is_removed_from(self, task: WaitingTask) -> bool:
        return self.removed is not None and any(
            row.policy_id and _uuid(row.policy_id) == self.removed for row in task.rows
        )

    def _policy(self, task: WaitingTask) -> TimerPolicy | None:
        key = task.org_unit_id, task.amount, task.currency
        if key not in self._known:
            subject = Subject(self.units.get(_uuid(task.org_unit_id), ()), task.amount, task.currency)
            self._known[key] = narrowest(self.policies, self.element_id, subject)
        return self._known[key]

    def _limit(self, policy: TimerPolicy) -> Limit:
        if policy.id not in self._limits:
            self._limits[policy.id] = limit_of(policy)
        return self._limits[policy.id]

    def _counted(self, limit: Limit, person: str | None, unit: str) -> Limit:
        if limit.calendar_code or not limit.is_working_time:
            return limit
        code = self.calendars.get(_uuid(person or unit)) or DEFAULT_CALENDAR
        key = limit.literal, code
        if key not in self._counted_in:
            self._counted_in[key] = replace(limit, calendar_code=code)
        return self._counted_in[key]


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
    people: Collection[UUID],
    *,
    changed: UUID | None,
    removed: UUID | None,
) -> PolicyRule:
    """The rule for tasks in which these `people` sit: reads the units and whose calendar each person and unit has."""
    units = {
        unit: [UUID(above) for above in lineage]
        for unit, lineage in session.execute(select(OrgUnit.id, OrgUnit.lineage))
    }
    return PolicyRule(
        policies=[policy for policy in policies if policy.element_id == element_id],
        element_id=element_id,
        changed=changed,
        removed=removed,
        units=units,
        calendars=calendar_codes_of(session, person_ids=people, org_unit_ids=units),
    )


def place_of(seat: WaitingSeat, case_unit: str) -> tuple[str | None, str]:
    """Whose calendar counts for a seat, as `engine.advance.limits` says it: a person's, else a unit's."""
    person = seat.person_id or seat.taken_by
    return (person, case_unit) if person else _place_of_pools(seat.pools, case_unit)


@lru_cache(maxsize=8192)
def _place_of_pools(pools: str, case_unit: str) -> tuple[str | None, str]:
    person, unit = place_of_pools(json.loads(pools), UUID(case_unit))
    return str(person) if person else None, str(unit)


@lru_cache(maxsize=65_536)
def _uuid(text: str) -> UUID:
    return UUID(text)


def _limit_of_row(row: WaitingRow) -> Limit:
    return Limit(row.literal, row.is_working_time, row.calendar_code)
