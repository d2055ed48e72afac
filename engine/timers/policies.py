"""Which policy holds for a time limit: the narrowest that is active."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.calendars.durations import DurationUnit
from engine.timers.ladder import Ladder, Limit, Stage
from engine.timers.models import TimerPolicy

_KEPT = "timer_policies"
_ACTIVE = select(TimerPolicy).where(TimerPolicy.process_id == bindparam("process_id"), TimerPolicy.is_active)
_DESIGNATORS = {"minutes": ("PT", "M"), "hours": ("PT", "H"), "days": ("P", "D")}


@dataclass(frozen=True)
class Subject:
    """What of a case a policy looks at: its unit with all units above it, from the root down, and its amount."""

    units: Sequence[UUID]
    amount: Decimal | None
    currency: str


def active_policies(session: Session, process_id: str) -> Sequence[TimerPolicy]:
    """The policies that hold now for a process; read once per session."""
    kept: dict[str, Sequence[TimerPolicy]] = session.info.setdefault(_KEPT, {})
    if process_id not in kept:
        kept[process_id] = session.scalars(_ACTIVE, {"process_id": process_id}).all()
    return kept[process_id]


def forget_policies(session: Session) -> None:
    """Read policies anew: after a change in this session."""
    session.info.pop(_KEPT, None)


def narrowest(policies: Collection[TimerPolicy], element_id: str, subject: Subject) -> TimerPolicy | None:
    """The policy that holds at this timer event for a case: one for its unit goes before one for a unit above and for
    all, then one for its amount before one for all amounts; of equals the latest."""
    fitting = [policy for policy in policies if policy.element_id == element_id and holds_for(policy, subject)]
    return max(fitting, key=lambda policy: (_depth(policy, subject), _has_band(policy), policy.id), default=None)


def holds_for(policy: TimerPolicy, subject: Subject) -> bool:
    """Whether the case is of the policy's unit or below it, and its amount within the policy's band."""
    if policy.org_unit_id is not None and policy.org_unit_id not in subject.units:
        return False
    if not _has_band(policy):
        return True
    if subject.amount is None or subject.currency != policy.currency:
        return False
    reaches = policy.amount_from is None or subject.amount >= policy.amount_from
    return reaches and (policy.amount_to is None or subject.amount < policy.amount_to)


def limit_of(policy: TimerPolicy) -> Limit:
    """The limit and ladder that a policy sets."""
    unit = DurationUnit(policy.limit_unit)
    ladder = Ladder(tuple(Stage.from_data(stage) for stage in policy.stages), policy.repeat_every, policy.max_repeat)
    return Limit(iso_text(policy.limit_value, unit), unit.is_working, policy.calendar_code, ladder)


def iso_text(value: Decimal, unit: DurationUnit) -> str:
    """A duration as ISO 8601 writes it: PT4H, P2D; whether it is working time is said beside it."""
    before, after = _DESIGNATORS[unit.removeprefix("working_")]
    return f"{before}{format(value.normalize(), 'f')}{after}"


def _has_band(policy: TimerPolicy) -> bool:
    return policy.amount_from is not None or policy.amount_to is not None


def _depth(policy: TimerPolicy, subject: Subject) -> int:
    """How near the policy's unit is to the case's; 0 for all units."""
    return 0 if policy.org_unit_id is None else subject.units.index(policy.org_unit_id) + 1
