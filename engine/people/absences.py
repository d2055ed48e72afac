"""Who is away, and who acts for them: substitutes, chains of them, and circles, which end nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Uuid, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.people.models import Absence, Person
from engine.types import UtcInstant

_KEPT = "absences_standing_for"


def _holding(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The absences that hold at an instant."""
    return and_(Absence.starts_at <= at, Absence.ends_at > at, or_(Absence.ended_at.is_(None), Absence.ended_at > at))


def _chains_to_person() -> Select[UUID, bool, Absence | None]:
    """A person and all whose chains may end there, with whether they are active and each absence that holds."""
    holding = _holding(bindparam("at", type_=UtcInstant))
    reached = select(bindparam("person_id", type_=Uuid).label("id")).cte("reached", recursive=True)
    # UNION, not UNION ALL: in a circle nobody is reached twice.
    reached = reached.union(
        select(Absence.person_id).join(reached, Absence.substitute_id == reached.c.id).where(holding)
    )
    return (
        select(Person.id, Person.is_active, Absence)
        .join(reached, reached.c.id == Person.id)
        .outerjoin(Absence, and_(Absence.person_id == Person.id, holding))
    )


_CHAINS_TO = _chains_to_person()  # built once: every inbox executes it


@dataclass(frozen=True)
class Scope:
    """Processes: those named, or, with `is_all_but`, every other one."""

    process_ids: frozenset[str] = frozenset()
    is_all_but: bool = True

    def covers(self, process_id: str | None) -> bool:
        return (process_id in self.process_ids) != self.is_all_but

    @property
    def is_everything(self) -> bool:
        return self.is_all_but and not self.process_ids


@dataclass(frozen=True)
class Principal:
    """Somebody away for whom another acts, in which processes, and when they are back."""

    person_id: UUID
    scope: Scope
    until: datetime


def substitute_of(session: Session, person_id: UUID, at: datetime, process_id: str | None = None) -> UUID | None:
    """Who acts for a person in a process at an instant, None where nobody does: they are there themselves, named
    nobody, or those they named are all away, have left, or stand in a circle.

    An absence for the process goes before one for all. A statement per link of the chain.
    """
    seen = {person_id}
    while True:
        absences = _absences_of(session, [person_id], at).get(person_id, ())
        chosen = _chosen(absences, process_id)
        if chosen is None:
            return person_id if len(seen) > 1 and _is_active(session, person_id) else None
        if chosen.substitute_id is None or chosen.substitute_id in seen:
            return None
        person_id = chosen.substitute_id
        seen.add(person_id)


def absent_until(session: Session, person_ids: Iterable[UUID], at: datetime) -> dict[UUID, datetime]:
    """Those of these persons who are away from every process at `at`, with the instant they are back. One statement."""
    found = _absences_of(session, list(person_ids), at)
    return {
        person: chosen.ends_at for person, absences in found.items() if (chosen := _chosen(absences, None)) is not None
    }


def principals_of(session: Session, person_id: UUID, at: datetime) -> Sequence[Principal]:
    """For whom this person acts at `at`: those away whose chain of substitutes ends here, unless they have left for
    good. One statement."""
    absences: dict[UUID, list[Absence]] = {}
    active = set()
    for reached_id, is_active, absence in session.execute(_CHAINS_TO, {"person_id": person_id, "at": at}):
        absences.setdefault(reached_id, []).extend([absence] if absence else [])
        active |= {reached_id} if is_active else set()
    if len(absences) <= 1 or person_id not in active:
        return ()
    named = {process for each in absences.values() for absence in each for process in absence.process_ids}
    principals = []
    for absent in sorted(active - {person_id}):
        mine = {process for process in (*named, None) if _end_of_chain(absences, absent, process) == person_id}
        if mine:
            scope = Scope(frozenset(named - mine)) if None in mine else Scope(frozenset(filter(None, mine)), False)
            principals.append(Principal(absent, scope, min(absence.ends_at for absence in absences[absent])))
    return principals


def standing_for(session: Session, actor: Actor) -> Sequence[Principal]:
    """For whom the actor acts now; read once per session."""
    if actor.person_id is None:
        return ()
    kept: dict[UUID, Sequence[Principal]] = session.info.setdefault(_KEPT, {})
    if actor.person_id not in kept:
        kept[actor.person_id] = principals_of(session, actor.person_id, clock.now())
    return kept[actor.person_id]


def acting_for(session: Session, actor: Actor, process_id: str | None) -> Sequence[Actor]:
    """The actor as the substitute of each person they act for in this process now; both names are recorded."""
    return [
        Actor(actor.person_id, on_behalf_of=principal.person_id, channel=actor.channel)
        for principal in standing_for(session, actor)
        if principal.scope.covers(process_id)
    ]


def forget_standing(session: Session) -> None:
    """Read anew who stands for whom: after a change of absences in this session."""
    session.info.pop(_KEPT, None)


def _end_of_chain(absences: Mapping[UUID, Sequence[Absence]], person_id: UUID, process_id: str | None) -> UUID | None:
    """Where the chain leads that begins at somebody away; None for a circle or one that leads out of `absences`."""
    seen = {person_id}
    while (chosen := _chosen(absences.get(person_id, ()), process_id)) is not None:
        if chosen.substitute_id is None or chosen.substitute_id in seen:
            return None
        person_id = chosen.substitute_id
        seen.add(person_id)
    return person_id if len(seen) > 1 else None


def _chosen(absences: Iterable[Absence], process_id: str | None) -> Absence | None:
    """The absence that counts in a process: one that names it before one for all, the latest made of several."""
    fitting = [absence for absence in absences if not absence.process_ids or process_id in absence.process_ids]
    return max(fitting, key=lambda absence: (bool(absence.process_ids), absence.id), default=None)


def _absences_of(session: Session, person_ids: Sequence[UUID], at: datetime) -> dict[UUID, list[Absence]]:
    found: dict[UUID, list[Absence]] = {}
    if person_ids:
        holding = select(Absence).where(Absence.person_id.in_(person_ids), _holding(at))
        for absence in session.scalars(holding):
            found.setdefault(absence.person_id, []).append(absence)
    return found


def _is_active(session: Session, person_id: UUID) -> bool:
    return session.scalars(select(Person.id).where(Person.id == person_id, Person.is_active)).first() is not None


def absences_of(session: Session, person_id: UUID) -> Sequence[Absence]:
    """The person's absences that are not over, the earliest first."""
    mine = select(Absence).where(Absence.person_id == person_id, _lasting(clock.now()))
    return session.scalars(mine.order_by(Absence.starts_at, Absence.id)).all()


def absences_naming(session: Session, person_id: UUID) -> Sequence[Absence]:
    """The absences of others, not over, in which the person is named as substitute; the earliest first."""
    naming = select(Absence).where(Absence.substitute_id == person_id, _lasting(clock.now()))
    return session.scalars(naming.order_by(Absence.starts_at, Absence.id)).all()


def _lasting(at: datetime) -> ColumnElement[bool]:
    return and_(Absence.ends_at > at, Absence.ended_at.is_(None))
