"""Arming, disarming and firing timers: SQL alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from engine import clock
from engine.db import table_of
from engine.timers.models import Timer
from engine.types import new_id, storable

_TIMERS = table_of(Timer)


@dataclass(frozen=True)
class NewTimer:
    """A timer event, or a stage of a seat's ladder, that has begun to wait; `armed_at` null: now."""

    instance_id: UUID
    task_id: UUID | None
    engine_task_id: UUID
    element_id: str
    event: str
    kind: str
    literal: str
    is_working_time: bool
    due_at: datetime | None
    repetitions_left: int
    process_id: str = ""
    base_literal: str = ""
    is_base_working_time: bool = False
    calendar_code: str = ""
    policy_id: UUID | None = None
    seat_id: UUID | None = None
    stage: int | None = None
    action: str | None = None
    recipients: Sequence[str] = ()
    repetition: int = 0
    repeat_every: str = ""
    armed_at: datetime | None = None


_NEW_FIELDS = tuple(field.name for field in fields(NewTimer))


def as_new(timer: Timer) -> NewTimer:
    """A timer as it would be armed anew."""
    return NewTimer(**{name: getattr(timer, name) for name in _NEW_FIELDS})


def arm(session: Session, new_timers: Iterable[NewTimer]) -> None:
    """Write the rows of timers that have begun to wait: one statement however many they are."""
    now = clock.now()
    rows = [{"id": new_id(), **vars(new), "armed_at": new.armed_at or now} for new in new_timers]
    if rows:
        session.execute(insert(_TIMERS), rows)


def disarm(session: Session, instance_id: UUID, engine_task_ids: Iterable[UUID]) -> None:
    """Cancel what still waits of these."""
    ids = list(engine_task_ids)
    if ids:
        session.execute(
            update(_TIMERS)
            .where(
                _TIMERS.c.instance_id == instance_id,
                _TIMERS.c.engine_task_id.in_(ids),
                _TIMERS.c.fired_at.is_(None),
                _TIMERS.c.cancelled_at.is_(None),
            )
            .values(cancelled_at=clock.now())
        )


def disarm_seats(session: Session, task_ids: Collection[UUID], seat_ids: Collection[UUID]) -> None:
    """Cancel the stages that still wait of these seats, which are of these tasks."""
    session.execute(
        update(_TIMERS)
        .where(
            _TIMERS.c.task_id.in_(task_ids),
            _TIMERS.c.seat_id.in_(seat_ids),
            _TIMERS.c.fired_at.is_(None),
            _TIMERS.c.cancelled_at.is_(None),
        )
        .values(cancelled_at=clock.now())
    )


def claim(session: Session, timer_id: UUID, now: datetime) -> bool:
    """Mark a due timer as fired; False where it was fired, cancelled or moved meanwhile. The instance is locked."""
    result = session.execute(
        update(Timer)
        .where(Timer.id == timer_id, Timer.fired_at.is_(None), Timer.cancelled_at.is_(None), Timer.due_at <= now)
        .values(fired_at=now)
    )
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult: SQLAlchemy types execute() wider


def claim_all(session: Session, timer_ids: Collection[UUID], now: datetime) -> list[UUID]:
    """As `claim` for many in one statement: those that are now fired. Their instances are locked."""
    if not timer_ids:
        return []
    claiming = (
        update(_TIMERS)
        .where(
            _TIMERS.c.id.in_(timer_ids),
            _TIMERS.c.fired_at.is_(None),
            _TIMERS.c.cancelled_at.is_(None),
            _TIMERS.c.due_at <= now,
        )
        .values(fired_at=now)
        .returning(_TIMERS.c.id)
    )
    return list(session.scalars(claiming))


def postpone_failed(session: Session, timer: Timer, reason: str) -> None:
    """A timer that could not be fired is tried again later, each time after twice as long: it never stops the clock."""
    timer.attempts += 1
    timer.last_error = storable(reason)
    timer.due_at = clock.retry_at(timer.attempts)
