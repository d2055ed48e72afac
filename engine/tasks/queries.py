"""Single tasks and their seats as their readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound, say
from engine.tasks.models import Seat, Task, TaskStatus


def find_task(session: Session, task_id: UUID) -> Task:
    """The task, or `NotFound`."""
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound(say("There is no such task."))
    return task


def seats_of(session: Session, task_ids: Sequence[UUID]) -> list[Seat]:
    """The seats of these tasks, in order."""
    return list(session.scalars(select(Seat).where(Seat.task_id.in_(task_ids)).order_by(Seat.task_id, Seat.position)))


def open_tasks_of(session: Session, instance_ids: Sequence[UUID]) -> list[Task]:
    """The open tasks of these instances, oldest first."""
    return list(
        session.scalars(
            select(Task)
            .where(Task.instance_id.in_(instance_ids), Task.status == TaskStatus.OPEN)
            .order_by(Task.opened_at)
        )
    )


def revisions_of(session: Session, task_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The present revisions of these tasks."""
    return {
        row.id: row.revision for row in session.execute(select(Task.id, Task.revision).where(Task.id.in_(task_ids)))
    }
