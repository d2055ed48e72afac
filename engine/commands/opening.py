"""Getting at a task under the lock of its case: how every command on a task begins."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, undefer

from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition
from engine.errors import Conflict, NotFound, say
from engine.instances.models import ProcessInstance
from engine.spiff import UserTaskDescription
from engine.tasks.models import Seat, Task
from engine.tasks.operations import read_anew
from engine.tasks.rules import require_open

_LOCKED_INSTANCE_OF_TASK = (
    select(ProcessInstance)
    .where(ProcessInstance.id == select(Task.instance_id).where(Task.id == bindparam("task_id")).scalar_subquery())
    .options(undefer(ProcessInstance.state))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class LockedTask:
    """A task with its seats, its case locked, and what the diagram says of it."""

    instance: ProcessInstance
    task: Task
    seats: list[Seat]
    definition: Definition
    description: UserTaskDescription


def lock_task(session: Session, task_id: UUID, *, revision: int | None = None) -> LockedTask:
    """Lock the case of an open task and read the task.

    Refused: `NotFound`, `AlreadyDone` where it no longer waits, `Conflict` where `revision` is not the present one.
    """
    instance = session.scalars(_LOCKED_INSTANCE_OF_TASK, {"task_id": task_id}).one_or_none()
    if instance is None:
        raise NotFound(say("There is no such task."))
    # A statement of its own: read after the lock was had, so that it is what the one before us left.
    task, seats = read_anew(session, task_id)
    require_open(session, task, seats)
    if revision is not None and revision != task.revision:
        raise Conflict(say("This task has changed since you opened it. Please look at it again, then decide."))
    definition = load_definition(session, task.bundle_version_id)
    description = definition.process(task.process_id).user_tasks[task.element_id]
    return LockedTask(instance, task, seats, definition, description)
