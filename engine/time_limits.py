"""Which time limits the published processes draw, and what has been set instead of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition, process_list
from engine.errors import NotAllowed, NotFound, say
from engine.instances.models import ProcessInstance
from engine.people.permissions import Permission
from engine.people.queries import has_permission
from engine.spiff import TimerDescription, TimerKind
from engine.timers.ladder import Limit
from engine.timers.models import TimerPolicy
from engine.timers.policies import active_policies

_READERS = (Permission.EDIT_TIMERS, Permission.PUBLISH, Permission.VIEW_ALL)


@dataclass(frozen=True)
class TimeLimit:
    """A duration that a process draws. `limit` is the diagram's own, None where an expression computes it; `task_id` is
    the element whose time limit it is, else the timer itself; `policies` hold instead, the widest first."""

    process_id: str
    element_id: str
    task_id: str
    limit: Limit | None
    has_ladder: bool
    policies: Sequence[TimerPolicy]


@dataclass(frozen=True)
class LimitsOfProcess:
    """The time limits of the latest version of a process, in the order of the diagram."""

    process_id: str
    definition: Definition
    limits: Sequence[TimeLimit]


def time_limits(session: Session, actor: Actor) -> list[LimitsOfProcess]:
    """Every process that draws a time limit, by name. Refused: `NotAllowed` for who neither edits nor oversees them."""
    _require_reader(session, actor)
    found = []
    for row in process_list(session):
        definition = load_definition(session, row.bundle_version_id)
        if limits := _limits(session, definition, row.process_id):
            found.append(LimitsOfProcess(row.process_id, definition, limits))
    return found


def find_time_limit(session: Session, actor: Actor, process_id: str, element_id: str) -> tuple[Definition, TimeLimit]:
    """One time limit with the definition that draws it. Refused: `NotAllowed`, `NotFound`."""
    for process in time_limits(session, actor):
        if process.process_id == process_id:
            for limit in process.limits:
                if limit.element_id == element_id:
                    return process.definition, limit
    raise NotFound(say("There is no such time limit."))


def past_policies(session: Session, actor: Actor, process_id: str, element_id: str) -> Sequence[TimerPolicy]:
    """Everything that was ever set at this timer event, the latest first. Refused: `NotAllowed`."""
    _require_reader(session, actor)
    of_element = select(TimerPolicy).where(TimerPolicy.process_id == process_id, TimerPolicy.element_id == element_id)
    return session.scalars(of_element.order_by(TimerPolicy.id.desc()).limit(100)).all()


def find_policy(session: Session, actor: Actor, policy_id: UUID) -> TimerPolicy:
    """One policy, past or present. Refused: `NotAllowed`, `NotFound`."""
    _require_reader(session, actor)
    policy = session.get(TimerPolicy, policy_id)
    if policy is None:
        raise NotFound(say("There is no such time limit."))
    return policy


def cases_by_id(session: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, ProcessInstance]:
    """The cases that a change would move, for those who may look at time limits. Refused: `NotAllowed`."""
    _require_reader(session, actor)
    found = session.scalars(select(ProcessInstance).where(ProcessInstance.id.in_(set(ids))))
    return {case.id: case for case in found}


def _require_reader(session: Session, actor: Actor) -> None:
    if not any(has_permission(session, actor, permission) for permission in _READERS):
        raise NotAllowed(say("Time limits are shown to those who edit them and to the owners of processes."))


def _limits(session: Session, definition: Definition, process_id: str) -> list[TimeLimit]:
    process = definition.process(process_id)
    timers = [timer for timer in process.timers if timer.kind is TimerKind.DURATION and not timer.is_start]
    return [
        TimeLimit(
            process_id=process_id,
            element_id=timer.element_id,
            task_id=timer.attached_to or timer.element_id,
            limit=_drawn(timer),
            has_ladder=not timer.is_interrupting and timer.attached_to in process.user_tasks,
            policies=sorted(
                (policy for policy in active_policies(session, process_id) if policy.element_id == timer.element_id),
                key=_narrowness,
            ),
        )
        for timer in timers
    ]


def _drawn(timer: TimerDescription) -> Limit | None:
    if timer.literal.startswith("="):
        return None
    return Limit(timer.literal, timer.properties.get("time") == "working")


def _narrowness(policy: TimerPolicy) -> tuple[bool, bool, UUID]:
    return policy.org_unit_id is not None, policy.amount_from is not None or policy.amount_to is not None, policy.id
