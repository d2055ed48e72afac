"""Who may see a case: their units', their own, one that they act or acted in, one that was copied to them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Text, and_, or_, select, type_coerce, union
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.history.models import Event
from engine.instances.queries import find_case
from engine.people.absences import standing_for
from engine.people.queries import memberships
from engine.tasks.models import CaseCopy, Seat, Task
from engine.tasks.pools import person_recipient


def require_sight(session: Session, actor: Actor, instance_id: UUID) -> None:
    """Refuse with `NotFound` a case that does not exist or is not for this actor to see."""
    if not _takes_part(session, actor, instance_id):
        find_case(session, actor, instance_id)


def has_acted(session: Session, actor: Actor, instance_id: UUID) -> bool:
    """Whether the actor has done something in this case."""
    act = select(Event.number).where(Event.chain_id == instance_id, Event.actor_id == actor.person_id).limit(1)
    return session.scalars(act).first() is not None


def participants(session: Session, instance_id: UUID) -> list[UUID]:
    """Everybody who has acted in the case, sits or sat in one of its seats, or got a copy, in the order of their ids;
    one statement."""
    seats = select(Seat).join(Task, Task.id == Seat.task_id).where(Task.instance_id == instance_id)
    places = (Seat.person_id, Seat.taken_by, Seat.delegated_to)
    people: CompoundSelect[UUID | None] = union(
        select(Event.actor_id).where(Event.chain_id == instance_id),
        select(CaseCopy.person_id).where(CaseCopy.instance_id == instance_id),
        *(seats.with_only_columns(place) for place in places),
    )
    return sorted(person for person in session.scalars(people) if person is not None)


def _takes_part(session: Session, actor: Actor, instance_id: UUID) -> bool:
    """Whether the actor is, was or may be asked in this case, themselves or for somebody away, did something in it, or
    got a copy; one statement."""
    if actor.person_id is None:
        return False
    places = [_sits(session, actor.person_id)]
    for principal in standing_for(session, actor):
        scope = principal.scope
        named = Task.process_id.in_(scope.process_ids)
        places.append(and_(_sits(session, principal.person_id), ~named if scope.is_all_but else named))
    seat = select(Seat.id).join(Task, Task.id == Seat.task_id).where(Task.instance_id == instance_id, or_(*places))
    copy = select(CaseCopy.id).where(CaseCopy.instance_id == instance_id, CaseCopy.person_id == actor.person_id)
    act = select(Event.number).where(Event.chain_id == instance_id, Event.actor_id == actor.person_id)
    return bool(session.scalar(select(or_(seat.exists(), copy.exists(), act.exists()))))


def _sits(session: Session, person_id: UUID) -> ColumnElement[bool]:
    """The seats in which this person sits, sat or may sit."""
    own = [column == person_id for column in (Seat.person_id, Seat.taken_by, Seat.decided_by, Seat.delegated_to)]
    keys = [*(held.pool for held in memberships(session, Actor(person_id))), person_recipient(person_id)]
    return or_(*own, *(type_coerce(Seat.pools, Text).contains(f'"{key}"', autoescape=True) for key in keys))
