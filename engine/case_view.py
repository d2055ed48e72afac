"""One task or case as a person looks at it: whether they may see it, and whether they may act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session, undefer

from engine import spiff
from engine.actors import Actor
from engine.advance import load_run
from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition
from engine.errors import EngineError, NotFound, Sentence, say
from engine.forms import Form
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.instances.queries import find_case
from engine.people.queries import memberships
from engine.spiff import UserTaskDescription
from engine.tasks.assignment import person_recipient
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.tasks.queries import find_task, seats_of
from engine.tasks.rules import require_open, require_segregation, seat_of

# Built once: every posted form sends it.
_PLACE_OF_TASK = select(Task.bundle_version_id, Task.process_id, Task.element_id).where(Task.id == bindparam("task_id"))


@dataclass(frozen=True)
class TaskView:
    """A human task with what the diagram says of it.

    `context` holds the FEEL values its form sees, empty once it no longer waits. `refusal` says why this actor may not
    decide it, None where they may; `is_taken` whether they have taken it out of a pool.
    """

    task: Task
    seats: Sequence[Seat]
    instance: ProcessInstance
    definition: Definition
    description: UserTaskDescription
    context: Mapping[str, Any]
    refusal: Sentence | None
    is_taken: bool

    @property
    def decisions(self) -> Sequence[str]:
        """What the task offers to decide; nothing where it is simply completed."""
        offered = self.description.properties.get("decisions", "")
        return [part.strip() for part in offered.split(",") if part.strip()]

    @property
    def comment_required_on(self) -> Sequence[str]:
        demanding = self.description.properties.get("commentRequiredOn", "")
        return [part.strip() for part in demanding.split(",") if part.strip()]

    @property
    def seat(self) -> Seat | None:
        """The open seat, or the one last decided."""
        ranked = sorted(self.seats, key=lambda seat: seat.status != SeatStatus.OPEN)
        return ranked[0] if ranked else None


def view_case(session: Session, actor: Actor, instance_id: UUID) -> ProcessInstance:
    """The case if the actor may see it: of their units, started by them, or with a task that is or was theirs.

    Refused: `NotFound`.
    """
    _require_visible(session, actor, instance_id)
    return session.get_one(ProcessInstance, instance_id)


def view_task(session: Session, actor: Actor, task_id: UUID) -> TaskView:
    """The task if the actor may see its case. Refused: `NotFound`."""
    task = find_task(session, task_id)
    instance = view_case(session, actor, task.instance_id)
    seats = seats_of(session, [task_id])
    definition = load_definition(session, task.bundle_version_id)
    description = definition.process(task.process_id).user_tasks[task.element_id]
    return TaskView(
        task=task,
        seats=seats,
        instance=instance,
        definition=definition,
        description=description,
        context=_context(session, actor, task),
        refusal=_refusal(session, actor, task, seats, instance, description),
        is_taken=any(seat.taken_by == actor.person_id for seat in seats if seat.status == SeatStatus.OPEN),
    )


def posted_form(session: Session, task_id: UUID) -> Form | None:
    """The form of a task, for reading what was sent; None where the task has none. Refused: `NotFound`.

    Whoever posts learns nothing of it, so nothing is asked about rights here: the command asks.
    """
    place = session.execute(_PLACE_OF_TASK, {"task_id": task_id}).one_or_none()
    if place is None:
        raise NotFound(say("There is no such task."))
    definition = load_definition(session, place.bundle_version_id)
    form_id = definition.process(place.process_id).user_tasks[place.element_id].form_id
    return definition.form(form_id) if form_id else None


def case_variables(session: Session, actor: Actor, instance_id: UUID) -> Mapping[str, Any]:
    """The variables of a case's process as FEEL values."""
    case = session.scalars(
        select(ProcessInstance).where(ProcessInstance.id == instance_id).options(undefer(ProcessInstance.state))
    ).one_or_none()
    if case is None:
        raise NotFound(say("There is no such case."))
    return spiff.variables(load_run(session, actor, case).engine_instance)


def _refusal(
    session: Session,
    actor: Actor,
    task: Task,
    seats: Sequence[Seat],
    instance: ProcessInstance,
    description: UserTaskDescription,
) -> Sentence | None:
    try:
        require_open(session, task, seats)
        seat_of(session, actor, seats)
        require_segregation(session, actor, task, initiator_id=instance.initiator_id, properties=description.properties)
    except EngineError as error:
        return error.sentence
    return None


def _context(session: Session, actor: Actor, task: Task) -> Mapping[str, Any]:
    if task.status != TaskStatus.OPEN:
        return {}
    instance = session.scalars(
        select(ProcessInstance)
        .where(ProcessInstance.id == task.instance_id, ProcessInstance.status == InstanceStatus.ACTIVE)
        .options(undefer(ProcessInstance.state))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if instance is None:
        raise NotFound(say("There is no such case."))
    return load_run(session, actor, instance).context_of(task.id)


def _require_visible(session: Session, actor: Actor, instance_id: UUID) -> None:
    if not _has_seat_in(session, actor, instance_id):
        find_case(session, actor, instance_id)


def _has_seat_in(session: Session, actor: Actor, instance_id: UUID) -> bool:
    """Whether the actor is, was or may be asked in this case; the database looks, however many seats there were."""
    own = [column == actor.person_id for column in (Seat.person_id, Seat.taken_by, Seat.decided_by)]
    keys = [held.pool for held in memberships(session, actor)]
    if actor.person_id:
        keys.append(person_recipient(actor.person_id))
    in_pool = [type_coerce(Seat.pools, Text).contains(f'"{key}"', autoescape=True) for key in keys]
    seat = (
        select(Seat.id)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id == instance_id, or_(*own, *in_pool))
        .limit(1)
    )
    return session.scalars(seat).first() is not None
