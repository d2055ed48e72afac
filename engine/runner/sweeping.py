"""Rows that nobody needs any more go: what has left the house, was read long ago, rang, or was done. The history of
cases keeps what happened; it is never swept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, select

from engine import clock
from engine.db import Base, Database
from engine.jobs.models import Job, JobStatus
from engine.outbox.kinds import MessageStatus
from engine.outbox.models import Notice, OutboxMessage
from engine.people.models import LoginAttempt, ResetLink
from engine.tasks.models import Task, TaskStatus
from engine.timers.models import Timer

SETTLED_AGE = timedelta(days=90)
"""Of messages that have left or were given up, of timers of tasks that are closed, of jobs that are done, of tries to
sign in, of links for passwords."""
NOTICE_AGE = timedelta(days=365)
CHUNK = 500
"""Rows in one transaction: few enough that no writer waits 300 ms for it (law 1)."""

Old = Select[UUID]


def sweep_rows(db: Database) -> int:
    """Remove what is old enough, in chunks; gives how many rows there were. Stopped, it goes on the next time."""
    now = clock.now()
    return sum(_sweep(db, model, old) for model, old in _rules(now - SETTLED_AGE, now - NOTICE_AGE))


def _rules(settled_before: datetime, told_before: datetime) -> Iterator[tuple[type[Base], Old]]:
    has_left = OutboxMessage.status.in_((MessageStatus.DELIVERED, MessageStatus.DROPPED))
    yield OutboxMessage, select(OutboxMessage.id).where(has_left, OutboxMessage.deliver_at < settled_before)
    yield Notice, select(Notice.id).where(Notice.created_at < told_before)
    # What an open task's clock did before still says who is spoken for: `engine.commands.escalate_task`.
    is_waited_for = exists().where(Task.id == Timer.task_id, Task.status == TaskStatus.OPEN)
    over = func.coalesce(Timer.fired_at, Timer.cancelled_at)
    yield Timer, select(Timer.id).where(over < settled_before, ~is_waited_for)
    yield LoginAttempt, select(LoginAttempt.id).where(LoginAttempt.at < settled_before)
    yield ResetLink, select(ResetLink.id).where(ResetLink.expires_at < settled_before)
    yield Job, select(Job.id).where(Job.status == JobStatus.DONE, Job.finished_at < settled_before)


def _sweep(db: Database, model: Any, old: Old) -> int:
    """Looked for without a lock, for the tables are long; what is settled stays so."""
    count = 0
    while True:
        with db.reading() as session:
            ids = session.scalars(old.order_by(model.id).limit(CHUNK)).all()
        if not ids:
            return count
        with db.transaction() as session:
            session.execute(delete(model).where(model.id.in_(ids)))
        count += len(ids)
