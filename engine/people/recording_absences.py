"""Writing absences down. Commands check permissions and write the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import AlreadyDone, Invalid, NotFound, Problem, say
from engine.people.absences import forget_standing
from engine.people.models import Absence, Person
from engine.people.queries import find_person, name_of
from engine.types import new_id

LONGEST = timedelta(days=3 * 366)
LONGEST_NOTE = 500


def record_absence(
    session: Session,
    actor: Actor,
    person_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    substitute_id: UUID | None,
    process_ids: Collection[str] = (),
    note: str = "",
) -> Absence:
    """Write down that a person is away from `starts_at` until just before `ends_at` (aware instants).

    Refused with `Invalid`: a period that is over, turned round or longer than three years, a substitute who is the
    person or has left, and one that overlaps another of the person for the same processes.
    """
    # Of two at once the second waits here, and then sees what it overlaps with.
    session.scalars(select(Person.id).where(Person.id == person_id).with_for_update()).one()
    problems = [
        *_problems_of_period(starts_at, ends_at),
        *_problems_of_substitute(session, person_id, substitute_id),
        *_overlaps(session, person_id, starts_at, ends_at, set(process_ids)),
    ]
    if len(note) > LONGEST_NOTE:
        problems.append(Problem("note", say("Keep the note to %(most)s characters.", most=LONGEST_NOTE)))
    if problems:
        raise Invalid(problems)
    absence = Absence(
        id=new_id(),
        person_id=person_id,
        substitute_id=substitute_id,
        starts_at=starts_at,
        ends_at=ends_at,
        process_ids=sorted(set(process_ids)),
        note=note.strip(),
        created_by=actor.person_id,
        created_at=clock.now(),
    )
    session.add(absence)
    forget_standing(session)
    return absence


def end_absence_row(session: Session, absence_id: UUID) -> Absence:
    """End an absence at once, or take it back before it began. Refused: `NotFound`, `AlreadyDone`."""
    absence = session.scalars(select(Absence).where(Absence.id == absence_id).with_for_update()).one_or_none()
    if absence is None:
        raise NotFound(say("There is no such absence."))
    now = clock.now()
    if absence.ended_at is not None or absence.ends_at <= now:
        raise AlreadyDone(say("This absence is over already."))
    absence.ended_at = now
    forget_standing(session)
    return absence


def _problems_of_period(starts_at: datetime, ends_at: datetime) -> Iterator[Problem]:
    if ends_at <= starts_at:
        yield Problem("ends_at", say("The end has to come after the beginning."))
    elif ends_at <= clock.now():
        yield Problem("ends_at", say("This period is over already."))
    elif ends_at - starts_at > LONGEST:
        yield Problem("ends_at", say("An absence lasts three years at most."))


def _problems_of_substitute(session: Session, person_id: UUID, substitute_id: UUID | None) -> Iterator[Problem]:
    if substitute_id is None:
        return
    if substitute_id == person_id:
        yield Problem("substitute", say("Nobody can stand in for themselves: choose somebody else, or nobody."))
    elif not find_person(session, substitute_id).is_active:
        name = name_of(session, substitute_id)
        yield Problem("substitute", say("%(name)s no longer works here: choose somebody else.", name=name))


def _overlaps(
    session: Session, person_id: UUID, starts_at: datetime, ends_at: datetime, process_ids: set[str]
) -> Iterator[Problem]:
    """One for all processes and one for some may overlap: the narrower one counts there."""
    others = session.scalars(
        select(Absence).where(
            Absence.person_id == person_id,
            Absence.starts_at < ends_at,
            Absence.ends_at > starts_at,
            or_(Absence.ended_at.is_(None), Absence.ended_at > clock.now()),
        )
    )
    for other in others:
        if set(other.process_ids) & process_ids or not (other.process_ids or process_ids):
            yield Problem(
                "starts_at",
                say(
                    "There is another absence from %(start)s to %(end)s already: end that one first.",
                    start=other.starts_at,
                    end=other.ends_at,
                ),
            )
            return
