"""Which timers are due, and which wait for what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timers.models import Timer


def due(session: Session, now: datetime, limit: int = 500) -> list[tuple[UUID, UUID]]:
    """(timer, instance) of what is due, earliest first; reads without a lock."""
    rows = session.execute(
        select(Timer.id, Timer.instance_id)
        .where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None), Timer.due_at <= now)
        .order_by(Timer.due_at)
        .limit(limit)
    )
    return [(timer_id, instance_id) for timer_id, instance_id in rows]


def has_unreadable(session: Session, engine_task_id: UUID) -> bool:
    """Whether a timer waits at this place whose literal gives no time."""
    waiting = select(Timer.id).where(
        Timer.engine_task_id == engine_task_id,
        Timer.due_at.is_(None),
        Timer.fired_at.is_(None),
        Timer.cancelled_at.is_(None),
    )
    return session.scalars(waiting.limit(1)).first() is not None


def waiting_timers(session: Session, instance_ids: Sequence[UUID]) -> list[Timer]:
    """What waits in these instances, earliest first."""
    return list(
        session.scalars(
            select(Timer)
            .where(Timer.instance_id.in_(instance_ids), Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))
            .order_by(Timer.due_at)
        )
    )
