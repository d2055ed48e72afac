"""What will happen by itself, and when: the timers of the cases an actor may see."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.instances.models import ProcessInstance
from engine.people.queries import visible_to
from engine.timers.models import Timer


def timetable(
    session: Session, actor: Actor, *, after: tuple[datetime, UUID] | None = None, limit: int = 25
) -> list[tuple[Timer, ProcessInstance]]:
    """Waiting timers with their cases, earliest first, after the (due instant, timer) `after`: one keyset page."""
    waiting = (
        select(Timer, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Timer.instance_id)
        .where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None), Timer.due_at.is_not(None))
        .where(
            or_(
                visible_to(session, actor, ProcessInstance.org_unit_id),
                ProcessInstance.initiator_id == actor.person_id,
            )
        )
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
    )
    if after is not None:
        due_at, timer_id = after
        waiting = waiting.where(or_(Timer.due_at > due_at, and_(Timer.due_at == due_at, Timer.id > timer_id)))
    return [(timer, case) for timer, case in session.execute(waiting)]
