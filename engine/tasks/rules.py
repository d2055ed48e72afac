"""Who may decide a task, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, Problem, say
from engine.people.queries import find_person, memberships, name_of
from engine.tasks.assignment import person_recipient
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus

INITIATOR = "initiator"


def require_open(session: Session, task: Task, seats: Iterable[Seat]) -> None:
    """Refuse with `AlreadyDone` a task that no longer waits, naming who decided it where somebody did."""
    if task.status == TaskStatus.OPEN:
        return
    decided = next((seat for seat in seats if seat.decided_by), None)
    if task.status == TaskStatus.COMPLETED and decided and decided.decided_by:
        name = name_of(session, decided.decided_by)
        raise AlreadyDone(say("This task has been decided already, by %(name)s.", name=name))
    raise AlreadyDone(say("This task is no longer open: the case has moved on."))


def seat_of(session: Session, actor: Actor, seats: Iterable[Seat]) -> Seat:
    """The open seat the actor may act in: their own, or one of a pool they belong to that nobody else has taken who
    still belongs to it.

    `Conflict` where somebody else took it; `NotAllowed` where none is for this actor (any more).
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can decide a task."))
    taken_by: UUID | None = None
    for seat in seats:
        if seat.status != SeatStatus.OPEN or not _is_asked(session, actor.person_id, seat):
            continue
        if seat.taken_by in (None, actor.person_id) or not _is_asked(session, seat.taken_by, seat):
            return seat
        taken_by = seat.taken_by
    if taken_by is not None:
        name = name_of(session, taken_by)
        raise Conflict(say("%(name)s has taken this task. It can be put back by %(name)s.", name=name))
    raise NotAllowed(say("This task is not for you: you hold none of the roles it asks for."))


def _is_asked(session: Session, person_id: UUID, seat: Seat) -> bool:
    """Whether the seat is the person's or of one of their pools, as things stand now."""
    if {held.pool for held in memberships(session, Actor(person_id))} & set(seat.pools):
        return True
    is_named = person_id == seat.person_id or person_recipient(person_id) in seat.pools
    return is_named and find_person(session, person_id).is_active


def require_segregation(
    session: Session, actor: Actor, task: Task, *, initiator_id: UUID | None, properties: Mapping[str, str]
) -> None:
    """Segregation of duties (domain.md B1): `notSamePersonAs` lists `initiator` and earlier user tasks.

    The person and the one acted for are both tested.
    """
    people = {actor.person_id, actor.on_behalf_of} - {None}
    barred = people & barred_people(session, task.instance_id, initiator_id=initiator_id, properties=properties)
    if barred and initiator_id in barred:
        raise NotAllowed(say("You started this case, so somebody else has to decide here."))
    if barred:
        raise NotAllowed(say("You decided an earlier step of this case, so somebody else has to do this one."))


def barred_people(
    session: Session, instance_id: UUID, *, initiator_id: UUID | None, properties: Mapping[str, str]
) -> set[UUID]:
    """Whom a task with these properties must not be decided by: see `require_segregation`."""
    excluded = [part.strip() for part in properties.get("notSamePersonAs", "").split(",") if part.strip()]
    elements = [element for element in excluded if element != INITIATOR]
    barred = _deciders(session, instance_id, elements) if elements else set()
    return barred | {initiator_id} if INITIATOR in excluded and initiator_id is not None else barred


def _deciders(session: Session, instance_id: UUID, element_ids: list[str]) -> set[UUID]:
    """Who decided these tasks, in any round of a send-back, and whom they acted for."""
    rows = session.execute(
        select(Seat.decided_by, Seat.on_behalf_of)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id == instance_id, Task.element_id.in_(element_ids), Seat.decided_by.is_not(None))
    )
    return {person_id for row in rows for person_id in row if person_id is not None}


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
