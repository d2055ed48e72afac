"""Time limits and their ladders are tuned without touching the diagram: looked at first, then saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.calendars.durations import DurationUnit
from engine.commands.move_timers import Change, micros_now, move_waiting, plan_change
from engine.commands.policy_rules import PolicyDraft, require_valid
from engine.errors import AlreadyDone, NotFound, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.rescheduling.preview import Preview, preview_of
from engine.rescheduling.waiting import Place
from engine.timers.ladder import DEFAULT_LADDER
from engine.timers.models import TimerPolicy
from engine.timers.policies import active_policies, forget_policies, limit_of
from engine.types import new_id


def draft_with_limit(
    session: Session, process_id: str, element_id: str, limit_value: Decimal, limit_unit: DurationUnit
) -> PolicyDraft:
    """What holds for everybody at a timer event, with another limit; the default ladder where nothing was set."""
    draft = PolicyDraft(
        process_id,
        element_id,
        limit_value,
        limit_unit,
        DEFAULT_LADDER.stages,
        DEFAULT_LADDER.repeat_every,
        DEFAULT_LADDER.max_repeat,
    )
    present = _in_same_scope(session, draft)
    if present is None:
        return draft
    ladder = limit_of(present).ladder
    calendar_code = present.calendar_code if limit_unit.is_working else ""
    return replace(
        draft,
        stages=ladder.stages,
        repeat_every=ladder.repeat_every,
        max_repeat=ladder.max_repeat,
        calendar_code=calendar_code,
    )


def preview_policy(session: Session, actor: Actor, draft: PolicyDraft) -> Preview:
    """What saving the draft and moving what waits would mean. Changes nothing.

    Refused: `NotAllowed`, `Invalid` with a problem per field.
    """
    require_permission(session, actor, Permission.EDIT_TIMERS)
    require_valid(session, draft)
    current = _in_same_scope(session, draft)
    new = _row(actor, draft, moves_waiting=True)
    policies = [policy for policy in active_policies(session, draft.process_id) if policy is not current]
    change = Change(_place(draft), changed=new.id, removed=current.id if current else None)
    return _preview(session, change, [*policies, new])


def save_policy(session: Session, actor: Actor, draft: PolicyDraft, *, moves_waiting: bool) -> TimerPolicy:
    """Let the draft hold for every seat whose clock starts from now on, and, with `moves_waiting`, for what waits
    already: a job moves it. The policy of the same scope, if any, is superseded.

    Refused: as `preview_policy`.
    """
    require_permission(session, actor, Permission.EDIT_TIMERS)
    require_valid(session, draft)
    before = _in_same_scope(session, draft)
    if before is not None:
        _supersede(actor, before)
    policy = _row(actor, draft, moves_waiting=moves_waiting)
    session.add(policy)
    session.flush()  # timers refer to it
    forget_policies(session)
    if moves_waiting:
        move_waiting(session, Change(_place(draft), changed=policy.id, removed=before.id if before else None))
    _record(session, actor, _place(draft), before, policy, moves_waiting=moves_waiting)
    return policy


def preview_removal(session: Session, actor: Actor, policy_id: UUID) -> Preview:
    """What removing a policy and moving what waits under it would mean. Refused: `NotAllowed`, `NotFound`."""
    policy = _active_policy(session, actor, policy_id)
    rest = [other for other in active_policies(session, policy.process_id) if other.id != policy_id]
    return _preview(session, Change(Place(policy.process_id, policy.element_id), removed=policy_id), rest)


def remove_policy(session: Session, actor: Actor, policy_id: UUID, *, moves_waiting: bool) -> None:
    """Let hold again what holds without this policy. Refused: `NotAllowed`, `NotFound`, `AlreadyDone`."""
    policy = _active_policy(session, actor, policy_id)
    _supersede(actor, policy)
    session.flush()  # the policies that hold are read anew
    forget_policies(session)
    place = Place(policy.process_id, policy.element_id)
    if moves_waiting:
        move_waiting(session, Change(place, removed=policy_id))
    _record(session, actor, place, policy, None, moves_waiting=moves_waiting)


def policy_chain(place: Place) -> UUID:
    """The chain of events of a timer event's policies."""
    return uuid5(NAMESPACE_URL, f"zhangshi:timer-policy:{place.process_id}:{place.element_id}")


def policy_data(policy: TimerPolicy) -> dict[str, Any]:
    """A policy as its history keeps it."""
    return {
        "policy": policy.id,
        "limit": f"{policy.limit_value.normalize():f}",
        "unit": policy.limit_unit,
        "calendar": policy.calendar_code,
        "stages": policy.stages,
        "repeat_every": policy.repeat_every,
        "max_repeat": policy.max_repeat,
        "org_unit": policy.org_unit_id,
        "amount_from": policy.amount_from,
        "amount_to": policy.amount_to,
        "currency": policy.currency,
    }


def _place(draft: PolicyDraft) -> Place:
    return Place(draft.process_id, draft.element_id)


def _preview(session: Session, change: Change, policies: Sequence[TimerPolicy]) -> Preview:
    return preview_of(plan_change(session, change, policies), micros_now())


def _in_same_scope(session: Session, draft: PolicyDraft) -> TimerPolicy | None:
    scope = ("element_id", "org_unit_id", "amount_from", "amount_to", "currency")
    wanted = [getattr(draft, name) for name in scope]
    policies = active_policies(session, draft.process_id)
    return next((policy for policy in policies if [getattr(policy, name) for name in scope] == wanted), None)


def _active_policy(session: Session, actor: Actor, policy_id: UUID) -> TimerPolicy:
    require_permission(session, actor, Permission.EDIT_TIMERS)
    policy = session.get(TimerPolicy, policy_id)
    if policy is None:
        raise NotFound(say("There is no such time limit."))
    if not policy.is_active:
        raise AlreadyDone(say("This time limit has been changed or removed meanwhile."))
    return policy


def _supersede(actor: Actor, policy: TimerPolicy) -> None:
    policy.is_active = False
    policy.superseded_at, policy.superseded_by = clock.now(), actor.person_id


def _row(actor: Actor, draft: PolicyDraft, *, moves_waiting: bool) -> TimerPolicy:
    values = vars(draft) | {"stages": [stage.to_data() for stage in draft.stages]}
    return TimerPolicy(
        id=new_id(),
        is_active=True,
        moves_waiting=moves_waiting,
        created_at=clock.now(),
        created_by=actor.person_id,
        **values,
    )


def _record(
    session: Session,
    actor: Actor,
    place: Place,
    before: TimerPolicy | None,
    after: TimerPolicy | None,
    *,
    moves_waiting: bool,
) -> None:
    data = {
        "process": place.process_id,
        "element": place.element_id,
        "before": policy_data(before) if before else None,
        "after": policy_data(after) if after else None,
        "moves_waiting": moves_waiting,
    }
    record_master_event(session, actor, policy_chain(place), "timer_policy", "timer_policy_changed", data)
