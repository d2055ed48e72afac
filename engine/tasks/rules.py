"""Who may decide a task, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.task_words import INITIATOR
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, Problem, say
from engine.people.absences import acting_for, standing_for
from engine.people.queries import find_person, memberships, name_of
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.tasks.pools import person_recipient
from engine.tasks.signing import read_signing, split


def require_open(session: Session, task: Task, seats: Iterable[Seat]) -> None:
    """Refuse with `AlreadyDone` a task that no longer waits, naming who decided it where somebody did."""
    if task.status == TaskStatus.OPEN:
        return
    decided = next((seat for seat in seats if seat.decided_by), None)
    if task.status == TaskStatus.COMPLETED and decided and decided.decided_by:
        name = name_of(session, decided.decided_by)
        raise AlreadyDone(say("This task has been decided already, by %(name)s.", name=name))
    raise AlreadyDone(say("This task is no longer open: the case has moved on."))


@dataclass(frozen=True)
class Sitting:
    """The open seat somebody may act in, and as whom: themselves, or the substitute of its absent holder."""

    seat: Seat
    actor: Actor


def sitting_of(session: Session, actor: Actor, task: Task, seats: Sequence[Seat]) -> Sitting:
    """The open seat the actor may act in: one of their own, else one of a pool they belong to that nobody else has
    taken who still belongs to it, else one of somebody absent for whom they stand in. One vote a person.

    `AlreadyDone` for a second vote; `Conflict` where somebody else took it; `NotAllowed` where none is for this actor
    (any more, or not yet).
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can decide a task."))
    if actor.on_behalf_of is not None:
        return Sitting(seat_of(session, actor, seats), actor)
    try:
        return Sitting(seat_of(session, actor, seats), actor)
    except (Conflict, NotAllowed):
        for substitute in acting_for(session, actor, task.process_id):
            if (seat := _free_seat(session, substitute, seats)) is not None:
                return Sitting(seat, substitute)
        raise


def seat_of(session: Session, actor: Actor, seats: Sequence[Seat]) -> Seat:
    """As `sitting_of`, without standing in for anybody but whom the actor names."""
    seat = _free_seat(session, actor, seats)
    if seat is not None:
        return seat
    holder_id = _holder_id(actor)
    if _voted(actor, seats):
        raise AlreadyDone(say("You have decided here already; everybody has one vote."))
    if any(s.status == SeatStatus.WAITING and _is_asked(session, holder_id, s) for s in seats):
        raise NotAllowed(say("It is not your turn yet: somebody else decides first."))
    taken = (
        s.taken_by for s in seats if s.status == SeatStatus.OPEN and s.taken_by and _is_asked(session, holder_id, s)
    )
    if (taken_by := next(taken, None)) is not None:
        name = name_of(session, taken_by)
        raise Conflict(say("%(name)s has taken this task. It can be put back by %(name)s.", name=name))
    if advised := next((s for s in seats if s.status == SeatStatus.OPEN and s.delegated_to == holder_id), None):
        _refuse_adviser(session, advised)
    raise NotAllowed(say("This task is not for you: it asks others."))


def _refuse_adviser(session: Session, seat: Seat) -> NoReturn:
    holder_id = seat.person_id or seat.taken_by
    if holder_id is None:
        raise NotAllowed(say("You were asked for advice here; others decide."))
    raise NotAllowed(say("You were asked for advice here; %(name)s decides.", name=name_of(session, holder_id)))


def _free_seat(session: Session, actor: Actor, seats: Sequence[Seat]) -> Seat | None:
    """The open seat the actor, or the person acted for, may sit in now; their own first."""
    if _voted(actor, seats):
        return None
    holder_id = _holder_id(actor)
    open_seats = [seat for seat in seats if seat.status == SeatStatus.OPEN]
    for seat in sorted(open_seats, key=lambda seat: holder_id not in (seat.person_id, seat.taken_by)):
        if not _is_asked(session, holder_id, seat):
            continue
        if seat.taken_by in (None, holder_id, actor.person_id) or not _keeps(session, seat.taken_by, seat):
            return seat
    return None


def _voted(actor: Actor, seats: Iterable[Seat]) -> bool:
    """Whether the actor, or the person acted for, has decided a seat of this task."""
    people = {actor.person_id, actor.on_behalf_of} - {None}
    return any(people & {seat.decided_by, seat.on_behalf_of if seat.decided_by else None} for seat in seats)


def _holder_id(actor: Actor) -> UUID:
    holder_id = actor.on_behalf_of or actor.person_id
    assert holder_id is not None
    return holder_id


def _keeps(session: Session, person_id: UUID, seat: Seat) -> bool:
    """Whether who has taken a seat may sit there still: by themselves, or as somebody's substitute."""
    held_by = (person_id, *(principal.person_id for principal in standing_for(session, Actor(person_id))))
    return any(_is_asked(session, each, seat) for each in held_by)


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
    signing = read_signing(properties)
    elements = [element for element in signing.apart_from if element != INITIATOR]
    barred = _deciders(session, instance_id, elements) if elements else set()
    is_initiator_barred = signing.bars_initiator or INITIATOR in signing.apart_from
    return barred | {initiator_id} if is_initiator_barred and initiator_id is not None else barred


def _deciders(session: Session, instance_id: UUID, element_ids: list[str]) -> set[UUID]:
    """Who decided these tasks, in any round of a send-back, whom they acted for, and whose word counted instead."""
    rows = session.execute(
        select(Seat.decided_by, Seat.on_behalf_of)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id == instance_id, Task.element_id.in_(element_ids), Seat.decided_at.is_not(None))
    )
    return {person_id for row in rows for person_id in row if person_id is not None}


def require_decision(decision: str | None, comment: str, properties: Mapping[str, str]) -> None:
    """Refuse a decision the task does not offer, a missing one, and a missing comment where one is demanded."""
    offered = split(properties.get("decisions", ""))
    if not offered and decision is None:
        return
    if decision not in offered:
        raise Invalid([Problem("decision", say("Choose one of the decisions offered."))])
    if decision in split(properties.get("commentRequiredOn", "")) and not comment.strip():
        raise Invalid([Problem("comment", say("Please say why: a comment is needed for this decision."))])
