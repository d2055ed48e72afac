"""What a person may do with an open task besides deciding it: each rule gives what the act is about, or refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.definitions.definition import Definition
from engine.definitions.task_words import read_free_send_back
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, Problem, Sentence, say
from engine.instances.models import ProcessInstance
from engine.people.absences import acting_for
from engine.people.models import Person
from engine.people.permissions import Permission
from engine.people.queries import has_business_in, has_permission, name_of
from engine.spiff import UserTaskDescription
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.tasks.outcome import Decision
from engine.tasks.rules import Sitting, barred_people, require_open, require_segregation, sitting_of
from engine.tasks.signing import split
from engine.visibility import has_acted

URGE_INTERVAL = timedelta(hours=4)
"""How often a seat may be urged."""


class TaskAtHand(Protocol):
    """A task with what the diagram says of it: locked by a command, or as a page reads it."""

    @property
    def task(self) -> Task: ...
    @property
    def seats(self) -> Sequence[Seat]: ...
    @property
    def instance(self) -> ProcessInstance: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def description(self) -> UserTaskDescription: ...


Sit = Callable[[Session, Actor, TaskAtHand], Sitting]
"""Finds the seat the actor may act in: `require_sitting`, or what a page has found of it before."""


def require_sitting(session: Session, actor: Actor, at: TaskAtHand) -> Sitting:
    """The open seat the actor may act in, and as whom. Refused: `AlreadyDone`, `Conflict`, `NotAllowed`."""
    require_open(session, at.task, at.seats)
    sitting = sitting_of(session, actor, at.task, at.seats)
    initiator_id, properties = at.instance.initiator_id, at.description.properties
    require_segregation(session, sitting.actor, at.task, initiator_id=initiator_id, properties=properties)
    return sitting


def may_take(session: Session, actor: Actor, at: TaskAtHand, *, sit: Sit = require_sitting) -> Sitting:
    """The pool's seat that the actor may take."""
    sitting = sit(session, actor, at)
    if sitting.seat.person_id is not None or sitting.seat.taken_by is not None:
        raise AlreadyDone(say("This task is yours already; there is nothing to take."))
    return sitting


def may_put_back(session: Session, actor: Actor, at: TaskAtHand) -> Sitting:
    """The taken seat that the actor may put back into its pool."""
    require_open(session, at.task, at.seats)
    sitting = sitting_of(session, actor, at.task, at.seats)
    if sitting.seat.person_id is not None:
        raise NotAllowed(say("This task was given to you by name; there is no pool to put it back into."))
    if sitting.seat.taken_by is None:
        raise AlreadyDone(say("Nobody has taken this task."))
    return sitting


def may_hand_over(session: Session, actor: Actor, at: TaskAtHand, *, sit: Sit = require_sitting) -> Sitting:
    """The seat that the actor may give to somebody else for good (转办); one of a pool by any of its members, while
    nobody has taken it."""
    sitting = sit(session, actor, at)
    _require_no_adviser(session, sitting.seat)
    return sitting


def may_delegate(session: Session, actor: Actor, at: TaskAtHand, *, sit: Sit = require_sitting) -> Sitting:
    """The seat about which the actor may ask somebody's advice (委派)."""
    return may_hand_over(session, actor, at, sit=sit)


def may_recall_delegation(session: Session, actor: Actor, at: TaskAtHand, *, sit: Sit = require_sitting) -> Sitting:
    """The seat that the actor may take back from whom they asked."""
    sitting = sit(session, actor, at)
    if sitting.seat.delegated_to is None:
        raise AlreadyDone(say("Nobody is asked for advice at this task any more."))
    return sitting


def may_answer_delegation(session: Session, actor: Actor, at: TaskAtHand) -> Sitting:
    """The seat about which the actor, or somebody away for whom they act, is asked."""
    require_open(session, at.task, at.seats)
    asked = {seat.delegated_to: seat for seat in at.seats if seat.status == SeatStatus.OPEN and seat.delegated_to}
    if actor.person_id in asked:
        return Sitting(asked[actor.person_id], actor)
    for substitute in acting_for(session, actor, at.task.process_id) if asked else ():
        if substitute.on_behalf_of in asked:
            return Sitting(asked[substitute.on_behalf_of], substitute)
    raise NotAllowed(say("Nobody asks for your advice at this task."))


def may_add_signer(session: Session, actor: Actor, at: TaskAtHand, *, sit: Sit = require_sitting) -> Sitting:
    """The seat before, after or beside which the actor may ask somebody else to sign (加签)."""
    sitting = may_hand_over(session, actor, at, sit=sit)
    if Decision.APPROVE not in split(at.description.properties.get("decisions", "")):
        raise NotAllowed(say("Nothing is approved at this task, so nobody else can be asked to sign it."))
    return sitting


def may_remove_signer(session: Session, actor: Actor, at: TaskAtHand) -> list[Seat]:
    """The seats of added signers that the actor may remove (减签): those they added, for process owners all of them."""
    require_open(session, at.task, at.seats)
    added = [s for s in at.seats if s.added_by is not None and s.status in (SeatStatus.WAITING, SeatStatus.OPEN)]
    if not added:
        raise NotAllowed(say("No added signer is still to sign this task."))
    own = [seat for seat in added if seat.added_by == actor.person_id]
    if has_permission(session, actor, Permission.CANCEL_CASES):
        return added
    if not own:
        raise NotAllowed(say("A signer is removed by whom they were added by, or by the process owner."))
    return own


def may_urge(session: Session, actor: Actor, at: TaskAtHand) -> list[Seat]:
    """The open seats that the actor may urge now (催办): as initiator, as somebody who acted in the case, or as process
    owner, each seat once in four hours, and never one's own."""
    require_open(session, at.task, at.seats)
    if not _is_concerned(session, actor, at):
        raise NotAllowed(say("A task is urged by whoever started the case or acted in it, or by the process owner."))
    waiting = [s for s in at.seats if s.status == SeatStatus.OPEN and actor.person_id not in (s.person_id, s.taken_by)]
    if not waiting:
        raise NotAllowed(say("This task waits for you alone: there is nobody else to urge."))
    now = clock.now()
    due = [seat for seat in waiting if seat.urged_at is None or seat.urged_at + URGE_INTERVAL <= now]
    if not due:
        first = min(seat.urged_at for seat in waiting if seat.urged_at is not None) + URGE_INTERVAL
        raise Conflict(_too_soon(first, now))
    return due


def may_send_back(session: Session, actor: Actor, at: TaskAtHand, *, sit: Sit = require_sitting) -> Sitting:
    """The seat from which the actor may send the case back. Which targets are legal is
    `engine.allowed.going_back.send_back_targets`'s to say."""
    sitting = sit(session, actor, at)
    if read_free_send_back(at.description.properties).bars_leaving:
        raise NotAllowed(say("From this task no case is sent back."))
    decided = select(Task.id).where(
        Task.instance_id == at.instance.id,
        Task.status == TaskStatus.COMPLETED,
        Task.element_id != at.task.element_id,
    )
    if session.scalars(decided.limit(1)).first() is None:
        raise NotAllowed(say("The case has been through no other task yet, so there is nowhere to send it back to."))
    return sitting


def require_newcomer(session: Session, at: TaskAtHand, person_id: UUID) -> Person:
    """Somebody who may be given a part in this task: there, with business in the legal entity of the case
    (architecture.md 9), not barred from it (domain.md B1), without a seat in it.

    Refused: `Invalid` on `person`.
    """
    person = session.get(Person, person_id)
    if person is None or not person.is_active:
        raise _unfit(say("There is no such person."))
    name = name_of(session, person_id)
    if not has_business_in(session, person, at.instance.org_unit_id):
        raise _unfit(say("%(name)s works in another company and has no role in that of this case.", name=name))
    if any(person_id in _sitting(seat) for seat in at.seats if seat.status != SeatStatus.NOT_NEEDED):
        raise _unfit(say("%(name)s has a part in this task already.", name=name))
    initiator_id, properties = at.instance.initiator_id, at.description.properties
    barred = barred_people(session, at.instance.id, initiator_id=initiator_id, properties=properties)
    if person_id in barred:
        raise _unfit(say("%(name)s must not decide here: they started the case or decided an earlier step.", name=name))
    return person


def _sitting(seat: Seat) -> set[UUID | None]:
    return {seat.person_id, seat.taken_by, seat.decided_by, seat.on_behalf_of, seat.delegated_to}


def _unfit(sentence: Sentence) -> Invalid:
    return Invalid([Problem("person", sentence)])


def _require_no_adviser(session: Session, seat: Seat) -> None:
    if seat.delegated_to is not None:
        name = name_of(session, seat.delegated_to)
        raise Conflict(say("%(name)s is asked for advice here. Take that back first.", name=name))


def _is_concerned(session: Session, actor: Actor, at: TaskAtHand) -> bool:
    if actor.person_id is None:
        return False
    return (
        at.instance.initiator_id == actor.person_id
        or has_permission(session, actor, Permission.CANCEL_CASES)
        or has_acted(session, actor, at.instance.id)
    )


def _too_soon(first: datetime, now: datetime) -> Sentence:
    minutes = max(1, -(-int((first - now).total_seconds()) // 60))
    return say("They were urged already. You can urge them again in %(time)s.", time=_in_words(minutes))


def _in_words(minutes: int) -> Sentence:
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return say("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    if hours:
        return say("%(hours)s hours", hours=hours) if hours > 1 else say("1 hour")
    return say("%(minutes)s minutes", minutes=rest) if rest > 1 else say("1 minute")
