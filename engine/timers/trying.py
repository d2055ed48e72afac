"""Timers that failed, to be tried at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock
from engine.timers.models import Timer


def try_timers_now(session: Session, instance_id: UUID, engine_task_id: UUID) -> None:
    """What could not be fired at this place of the case is due now, not only when its turn would come again."""
    session.execute(
        update(Timer)
        .where(
            Timer.instance_id == instance_id,
            Timer.engine_task_id == engine_task_id,
            Timer.attempts > 0,
            Timer.fired_at.is_(None),
            Timer.cancelled_at.is_(None),
        )
        .values(due_at=clock.now())
    )
