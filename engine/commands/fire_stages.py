"""Stages of ladders are due: people are reminded, told, or asked instead. The process is neither loaded nor moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM
from engine.advance.ladders import next_repetition
from engine.commands.locking import lock_free_instances
from engine.commands.recipients import reporting_lines
from engine.commands.stage_effects import Effect, Reached, effect_of
from engine.history.many_chains import append_to_chains
from engine.history.operations import EventDraft
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.instances.operations import resolve_incidents
from engine.outbox.operations import tell_all
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.timers.models import Timer
from engine.timers.operations import arm, claim_all
from engine.timers.queries import DueTimer

BATCH = 100
"""Stages in one transaction: few enough that nobody waits long for it."""


def fire_stages(session: Session, due: Sequence[DueTimer], now: datetime) -> int:
    """Fire due stages, each once, and say how many.

    Stages of cases that are busy are left to the next turn of the clock; those fired, cancelled or moved meanwhile are
    passed over.
    """
    free = lock_free_instances(session, {timer.instance_id for timer in due})
    claimed = claim_all(session, [timer.id for timer in due if timer.instance_id in free], now)
    if reached := _reached(session, claimed):
        _act(session, reached, now)
    return len(claimed)


def _reached(session: Session, claimed: Sequence[UUID]) -> list[Reached]:
    """The stages among these whose seat is still open, earliest first."""
    rows = session.execute(
        select(Timer, Seat, Task, ProcessInstance)
        .join(Seat, Seat.id == Timer.seat_id)
        .join(Task, Task.id == Seat.task_id)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(
            Timer.id.in_(claimed),
            Seat.status == SeatStatus.OPEN,
            Task.status == TaskStatus.OPEN,
            ProcessInstance.status == InstanceStatus.ACTIVE,
        )
        .order_by(Timer.due_at, Timer.id)
        .execution_options(populate_existing=True)
    )
    return [Reached(timer, seat, task, case) for timer, seat, task, case in rows]


def _act(session: Session, reached: Sequence[Reached], now: datetime) -> None:
    to = {name for stage in reached for name in stage.timer.recipients}
    case_units = {stage.case.org_unit_id for stage in reached}
    lines = reporting_lines(session, [stage.seat for stage in reached], to, now, case_units=case_units)
    effects = [effect_of(session, stage, lines, now) for stage in reached]
    tell_all(
        session,
        [telling for effect in effects for telling in effect.tellings],
        [fact for effect in effects for fact in effect.facts],
    )
    _record(session, reached, effects)
    arm(session, [following for stage in reached if (following := next_repetition(session, stage.timer, now))])


def _record(session: Session, reached: Sequence[Reached], effects: Sequence[Effect]) -> None:
    events: dict[UUID, list[EventDraft]] = {}
    for stage, effect in zip(reached, effects, strict=True):
        events.setdefault(stage.case.id, []).append(effect.event)
        if stage.timer.attempts:
            resolve_incidents(session, SYSTEM, stage.case.id, engine_task_ids=[stage.timer.engine_task_id])
    append_to_chains(session, events)
