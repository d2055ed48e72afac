"""Which timers are due, and which wait for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.timers.models import Timer


@dataclass(frozen=True)
class DueTimer:
    """A timer that is due: a stage of a ladder, or an event that moves its process."""

    id: UUID
    instance_id: UUID
    is_stage: bool


def due(session: Session, now: datetime, limit: int = 500) -> list[DueTimer]:
    """What is due, earliest first; reads without a lock."""
    return _due(session, now, limit)


def due_stages(session: Session, now: datetime, limit: int = 500) -> list[DueTimer]:
    """As `due`, stages alone."""
    return _due(session, now, limit, Timer.action.is_not(None))


def _due(session: Session, now: datetime, limit: int, *conditions: ColumnElement[bool]) -> list[DueTimer]:
    rows = session.execute(
        select(Timer.id, Timer.instance_id, Timer.action)
        .where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None), Timer.due_at <= now, *conditions)
        .order_by(Timer.due_at)
        .limit(limit)
    )
    return [DueTimer(timer, instance, action is not None) for timer, instance, action in rows]


def next_due_at(session: Session, after: datetime, until: datetime) -> datetime | None:
    """The first instant after `after`, and not after `until`, at which a timer is due."""
    waiting = select(func.min(Timer.due_at)).where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))
    return session.scalar(waiting.where(Timer.due_at > after, Timer.due_at <= until))


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
