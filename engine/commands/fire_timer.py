"""A timer is due: the process moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import SYSTEM
from engine.advance import Run, load_run, write_down
from engine.advance.timers import next_due
from engine.history.operations import EventDraft
from engine.instances.models import InstanceStatus
from engine.instances.operations import lock_instance, resolve_incidents
from engine.timers.models import Timer
from engine.timers.operations import NewTimer, arm, as_new, claim


def fire_timer(session: Session, timer_id: UUID, instance_id: UUID, now: datetime) -> bool:
    """Fire a due timer once, in the transaction that moves the process.

    False, with nothing done, where its case is busy (the next tick tries again), or the timer was fired, cancelled or
    moved meanwhile.
    """
    instance = lock_instance(session, instance_id, wait=False)
    if instance is None or instance.status != InstanceStatus.ACTIVE or not claim(session, timer_id, now):
        return False
    timer = session.get_one(Timer, timer_id, populate_existing=True)
    run = load_run(session, SYSTEM, instance)
    fired = EventDraft(
        "timer_fired",
        SYSTEM,
        element_id=timer.element_id,
        version=instance.version,
        at=now,
        data={"timer": timer.id, "due_at": timer.due_at, "literal": timer.literal, "task": timer.task_id},
    )
    following = _next_repetition(session, timer)
    spiff.fire_timer(
        run.engine_instance,
        timer.engine_task_id,
        event=timer.event or None,
        again=following is not None,
        local_variables=_escalated(run, timer),
        stop=run.stops_before,
    )
    if timer.attempts:
        resolve_incidents(session, SYSTEM, instance_id, engine_task_ids=[timer.engine_task_id])
    if following is not None:
        arm(session, [following])
    write_down(run, [fired])
    return True


def _escalated(run: Run, timer: Timer) -> dict[str, object]:
    """What the token on the drawn escalation path knows: whose time limit has passed."""
    if timer.task_id is None:
        return {}
    waiting = next((t for t in spiff.waiting(run.engine_instance).user_tasks if t.task_id == timer.task_id), None)
    element_id = waiting.element_id if waiting else ""
    return {"escalated": {"task_id": str(timer.task_id), "element_id": element_id}}


def _next_repetition(session: Session, timer: Timer) -> NewTimer | None:
    if timer.repetitions_left == 0 or timer.due_at is None:
        return None
    due_at = next_due(session, timer, timer.due_at)
    if due_at is None:
        return None
    left = timer.repetitions_left - 1 if timer.repetitions_left > 0 else -1
    return replace(as_new(timer), due_at=due_at, repetitions_left=left, armed_at=None)
