"""One task or case as a person looks at it: whether they may see it, and whether they may act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, undefer

from engine import spiff
from engine.actors import Actor
from engine.advance import load_run
from engine.allowed import going_back, withdrawing
from engine.allowed.cases import may_cancel
from engine.allowed.going_back import SendBackTarget
from engine.allowed.tasks import (
    TaskAtHand,
    may_add_signer,
    may_answer_delegation,
    may_delegate,
    may_hand_over,
    may_put_back,
    may_recall_delegation,
    may_remove_signer,
    may_send_back,
    may_take,
    may_urge,
    require_sitting,
)
from engine.allowed.withdrawing import PendingWithdrawal, may_consent, may_withdraw
from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition
from engine.errors import EngineError, NotAllowed, NotFound, Sentence, say
from engine.forms import Form
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.spiff import UserTaskDescription
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.tasks.queries import find_task, seats_of
from engine.tasks.rules import Sitting
from engine.visibility import require_sight

T = TypeVar("T")

# Built once: every posted form sends it.
_PLACE_OF_TASK = select(Task.bundle_version_id, Task.process_id, Task.element_id).where(Task.id == bindparam("task_id"))


@dataclass(frozen=True)
class _Read:
    """A task with what the diagram says of it, as a page reads it."""

    task: Task
    seats: Sequence[Seat]
    instance: ProcessInstance
    definition: Definition
    description: UserTaskDescription


@dataclass(frozen=True)
class TaskView(_Read):
    """A human task as one person sees it.

    `context` holds the FEEL values its form sees, empty once it no longer waits. `refusal` says why this actor may not
    decide it, None where they may: then `sitting` is the seat and as whom they sit there (themselves, or somebody away
    for whom they act); `is_taken` whether they have taken it out of a pool.
    """

    context: Mapping[str, Any]
    refusal: Sentence | None
    sitting: Sitting | None
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
    """The case if the actor may see it (`engine.visibility`). Refused: `NotFound`."""
    require_sight(session, actor, instance_id)
    return session.get_one(ProcessInstance, instance_id)


def view_task(session: Session, actor: Actor, task_id: UUID) -> TaskView:
    """The task if the actor may see its case. Refused: `NotFound`."""
    task = find_task(session, task_id)
    instance = view_case(session, actor, task.instance_id)
    seats = seats_of(session, [task_id])
    definition = load_definition(session, task.bundle_version_id)
    description = definition.process(task.process_id).user_tasks[task.element_id]
    at = _Read(task, seats, instance, definition, description)
    sitting = _sitting(session, actor, at)
    return TaskView(
        **vars(at),
        context=_context(session, actor, task),
        refusal=sitting if isinstance(sitting, Sentence) else None,
        sitting=sitting if isinstance(sitting, Sitting) else None,
        is_taken=_is_taken(actor, seats, sitting),
    )


def _is_taken(actor: Actor, seats: Sequence[Seat], sitting: Sitting | Sentence) -> bool:
    """Whether the actor has taken the task, or somebody away for whom they act."""
    people = {actor.person_id, sitting.actor.on_behalf_of if isinstance(sitting, Sitting) else None} - {None}
    return any(seat.taken_by in people for seat in seats if seat.status == SeatStatus.OPEN)


def send_back_targets(session: Session, actor: Actor, task_id: UUID) -> Sequence[SendBackTarget]:
    """The tasks that the case has been through, for sending it back from this one; those that are not legal with the
    reason. Refused: `NotFound`, and as the act itself."""
    at = view_task(session, actor, task_id)
    may_send_back(session, actor, at)
    run = load_run(session, actor, _with_state(session, at.instance.id))
    return going_back.send_back_targets(going_back.read_way(session, run), task_id)


def pending_withdrawal(session: Session, instance_id: UUID) -> PendingWithdrawal | None:
    """The withdrawal of a case that waits for consent, or None. The caller has asked who may see the case."""
    return withdrawing.pending_withdrawal(session, session.get_one(ProcessInstance, instance_id))


def allowed_operations(session: Session, actor: Actor, view: TaskView) -> dict[str, Sentence | None]:
    """What the actor may do with a task besides looking at it: None where they may, else why not. The commands ask the
    same rules again."""

    def sit(_session: Session, _actor: Actor, _at: TaskAtHand) -> Sitting:
        if view.sitting is None:
            raise NotAllowed(view.refusal or say("This task is no longer open: the case has moved on."))
        return view.sitting

    on_seat = {
        "take": may_take,
        "hand_over": may_hand_over,
        "delegate": may_delegate,
        "recall_delegation": may_recall_delegation,
        "add_signer": may_add_signer,
        "send_back": may_send_back,
    }
    on_task = {
        "put_back": may_put_back,
        "answer_delegation": may_answer_delegation,
        "remove_signer": may_remove_signer,
        "urge": may_urge,
    }
    return {
        "decide": view.refusal,
        **{name: _why_not(partial(rule, sit=sit), session, actor, view) for name, rule in on_seat.items()},
        **{name: _why_not(rule, session, actor, view) for name, rule in on_task.items()},
        **case_operations(session, actor, view.instance),
    }


def case_operations(session: Session, actor: Actor, instance: ProcessInstance) -> dict[str, Sentence | None]:
    """What the actor, who sees it, may do with a case as a whole: None where they may, else why not."""
    consent = _why_not(may_consent, session, actor, instance)
    return {
        "copy": None,
        "comment": None,
        "withdraw": _why_not(may_withdraw, session, actor, instance),
        "consent_to_withdrawal": consent,
        "decline_withdrawal": consent,
        "cancel": _why_not(may_cancel, session, actor, instance),
    }


def removable_signers(session: Session, actor: Actor, view: TaskView) -> Sequence[Seat]:
    """The added signers' seats that the actor may remove; none where they may remove nobody."""
    try:
        return may_remove_signer(session, actor, view)
    except EngineError:
        return ()


def _why_not(rule: Callable[[Session, Actor, T], object], session: Session, actor: Actor, at: T) -> Sentence | None:
    try:
        rule(session, actor, at)
    except EngineError as error:
        return error.sentence
    return None


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
    return spiff.variables(load_run(session, actor, _with_state(session, instance_id)).engine_instance)


def _sitting(session: Session, actor: Actor, at: TaskAtHand) -> Sitting | Sentence:
    try:
        return require_sitting(session, actor, at)
    except EngineError as error:
        return error.sentence


def _context(session: Session, actor: Actor, task: Task) -> Mapping[str, Any]:
    if task.status != TaskStatus.OPEN:
        return {}
    instance = _with_state(session, task.instance_id)
    if instance.status != InstanceStatus.ACTIVE:
        raise NotFound(say("There is no such case."))
    return load_run(session, actor, instance).context_of(task.id)


def _with_state(session: Session, instance_id: UUID) -> ProcessInstance:
    instance = session.scalars(
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(undefer(ProcessInstance.state))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if instance is None:
        raise NotFound(say("There is no such case."))
    return instance
