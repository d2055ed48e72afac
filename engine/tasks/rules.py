"""Who may decide a task, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, Problem, say
from engine.people.queries import find_person, memberships
from engine.tasks.assignment import person_recipient
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus

INITIATOR = "initiator"


def require_open(session: Session, task: Task, seats: Iterable[Seat]) -> None:
    """Refuse with `AlreadyDone` a task that no longer waits, naming who decided it where somebody did."""
    if task.status == TaskStatus.OPEN:
        return
    decided = next((seat for seat in seats if seat.decided_by), None)
    if task.status == TaskStatus.COMPLETED and decided and decided.decided_by:
        name = find_person(session, decided.decided_by).name
        raise AlreadyDone(say("This task has been decided already, by %(name)s.", name=name))
    raise AlreadyDone(say("This task is no longer open: the case has moved on."))


def seat_of(session: Session, actor: Actor, seats: Iterable[Seat]) -> Seat:
    """The open seat the actor may act in: their own, one they took, or one of a pool they belong to.

    `Conflict` where somebody else took it; `NotAllowed` where none is for this actor.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can decide a task."))
    mine = {person_recipient(actor.person_id), *(held.pool for held in memberships(session, actor))}
    taken_by: UUID | None = None
    for seat in seats:
        if seat.status != SeatStatus.OPEN:
            continue
        if actor.person_id in (seat.person_id, seat.taken_by):
            return seat
        if mine & set(seat.pools):
            if seat.taken_by is None:
                return seat
            taken_by = seat.taken_by
    if taken_by is not None:
        name = find_person(session, taken_by).name
        raise Conflict(say("%(name)s has taken this task. It can be put back by %(name)s.", name=name))
    raise NotAllowed(say("This task is not for you: you hold none of the roles it asks for."))


def require_segregation(
    session: Session, actor: Actor, task: Task, *, initiator_id: UUID | None, properties: Mapping[str, str]
) -> None:
    """Segregation of duties (domain.md B1): `notSamePersonAs` lists `initiator` and earlier user tasks.

    The person and the one acted for are both tested.
    """
    excluded = [part.strip() for part in properties.get("notSamePersonAs", "").split(",") if part.strip()]
    people = {actor.person_id, actor.on_behalf_of} - {None}
    if INITIATOR in excluded and initiator_id in people:
        raise NotAllowed(say("You started this case, so somebody else has to decide here."))
    elements = [element for element in excluded if element != INITIATOR]
    if elements and people & _deciders(session, task.instance_id, elements):
        raise NotAllowed(say("You decided an earlier step of this case, so somebody else has to do this one."))


def _deciders(session: Session, instance_id: UUID, element_ids: list[str]) -> set[UUID | None]:
    """Who decided the latest passage of each of these tasks."""
    rows = session.execute(
        select(Task.element_id, Seat.decided_by)
        .join(Seat, Seat.task_id == Task.id)
        .where(Task.instance_id == instance_id, Task.element_id.in_(element_ids), Seat.decided_by.is_not(None))
    )
    return {decided_by for _, decided_by in rows}


def require_decision(decision: str | None, comment: str, properties: Mapping[str, str]) -> None:
    """Refuse a decision the task does not offer, a missing one, and a missing comment where one is demanded."""
    offered = [part.strip() for part in properties.get("decisions", "").split(",") if part.strip()]
    if not offered and decision is None:
        return
    if decision not in offered:
        raise Invalid([Problem("decision", say("Choose one of the decisions offered."))])
    demanding = [part.strip() for part in properties.get("commentRequiredOn", "").split(",")]
    if decision in demanding and not comment.strip():
        raise Invalid([Problem("comment", say("Please say why: a comment is needed for this decision."))])
