"""The details of a person are corrected: names, mail, unit and manager."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.commands.change_person import require_other_person
from engine.errors import Invalid, Problem, Wording, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit, Person, PersonChange
from engine.people.permissions import Permission
from engine.people.queries import find_person, forget_calendars, require_permission
from engine.people.reset_links import end_links
from engine.types import new_id

LONGEST_NAME = 100
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)


@dataclass(frozen=True)
class PersonDetails:
    """What can be corrected of a person; texts without blanks around them, `email` may be empty."""

    name: str
    name_en: str
    email: str
    org_unit_id: UUID
    manager_id: UUID | None


def edit_person(session: Session, actor: Actor, person_id: UUID, details: PersonDetails) -> int:
    """Give a person these details; gives how many have changed. Roles and tasks stay as they are: whom a person answers
    to counts from the next question on.

    Refused: `NotAllowed`, also for oneself, `NotFound`, `Invalid` details, among them a manager who answers to them.
    """
    person = require_other_person(session, actor, person_id)
    _lock_lines(session, person, details.manager_id)
    if problems := [*_problems(session, person, details)]:
        raise Invalid(problems)
    changes = {
        detail: (_text(getattr(person, column)), _text(getattr(details, column)))
        for detail, column in _COLUMNS.items()
        if getattr(person, column) != getattr(details, column)
    }
    if not changes:
        return 0
    for column in _COLUMNS.values():
        setattr(person, column, getattr(details, column))
    forget_calendars(session)
    if "email" in changes:
        end_links(session, person_id)  # they may lie in the box of whoever has the address now
    _record(session, actor, person_id, changes)
    return len(changes)


def set_manager(session: Session, actor: Actor, person_id: UUID, manager_id: UUID | None) -> None:
    """Say whom somebody answers to, themselves included where who edits people hands a whole team on.

    Refused: `NotAllowed`, `NotFound`, `Invalid` as by `edit_person`.
    """
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    person = find_person(session, person_id)
    _lock_lines(session, person, manager_id)
    if manager_id == person.manager_id:
        return
    if manager_id is not None and (problems := [*_problems_of_manager(session, person, manager_id)]):
        raise Invalid(problems)
    changes = {"manager": (_text(person.manager_id), _text(manager_id))}
    person.manager_id = manager_id
    _record(session, actor, person_id, changes)


_COLUMNS = {
    "name": "name",
    "name_en": "name_en",
    "email": "email",
    "org_unit": "org_unit_id",
    "manager": "manager_id",
}
_IDS = ("org_unit", "manager")


def _record(session: Session, actor: Actor, person_id: UUID, changes: dict[str, tuple[str, str]]) -> None:
    """Events name ids alone: what somebody was called stands in `person_changes`."""
    now = clock.now()
    session.add_all(
        PersonChange(
            id=new_id(),
            person_id=person_id,
            detail=detail,
            before=before,
            after=after,
            changed_by=actor.person_id,
            changed_at=now,
        )
        for detail, (before, after) in changes.items()
    )
    ids = {detail: {"before": changes[detail][0], "after": changes[detail][1]} for detail in _IDS if detail in changes}
    data = {"details": sorted(changes), **ids}
    record_master_event(session, actor, person_id, "person", "person_edited", data)


def is_mail_address(text: str) -> bool:
    """Whether mail can go there, as far as its form tells."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def _text(value: str | UUID | None) -> str:
    return "" if value is None else str(value)


def problems_of_details(session: Session, details: PersonDetails) -> Iterator[Problem]:
    """What is wrong with these details of anybody; whom they answer to is another matter."""
    if not 1 <= len(details.name) <= LONGEST_NAME or not details.name.isprintable():
        yield Problem("name", say("A name has 1 to %(limit)s characters.", limit=LONGEST_NAME))
    if len(details.name_en) > LONGEST_NAME or not details.name_en.isprintable():
        yield Problem("name_en", say("At most %(limit)s characters.", limit=LONGEST_NAME))
    if details.email and not is_mail_address(details.email):
        yield Problem("email", say("A mail address looks like this: %(example)s", example="name@example.com"))
    if session.get(OrgUnit, details.org_unit_id) is None:
        yield Problem("org_unit_id", say("There is no such organisation unit."))


def _problems(session: Session, person: Person, details: PersonDetails) -> Iterator[Problem]:
    yield from problems_of_details(session, details)
    if details.manager_id is not None and details.manager_id != person.manager_id:
        yield from _problems_of_manager(session, person, details.manager_id)


def _problems_of_manager(session: Session, person: Person, manager_id: UUID) -> Iterator[Problem]:
    manager = session.get(Person, manager_id)
    if manager is None or not manager.is_active:
        yield Problem("manager_id", say("Choose somebody who works here."))
    elif manager.id == person.id:
        yield Problem("manager_id", say("Nobody is their own manager."))
    elif person.id in _line_above(session, manager):
        circle = say(
            "%(manager)s answers to %(person)s already: that would be a circle.",
            manager=_name(manager),
            person=_name(person),
        )
        yield Problem("manager_id", circle)


def _line_above(session: Session, person: Person) -> set[UUID]:
    """Everybody above a person by the managers named; ends where a circle that is there already closes."""
    above: set[UUID] = set()
    next_id = person.manager_id
    while next_id is not None and next_id not in above:
        above.add(next_id)
        next_id = session.scalar(select(Person.manager_id).where(Person.id == next_id))
    return above


def _lock_lines(session: Session, person: Person, manager_id: UUID | None) -> None:
    """Two who are made each other's manager at the same time wait for one another: the second one sees the circle."""
    concerned = {person.id, manager_id} - {None}
    rows = select(Person).where(Person.id.in_(concerned)).order_by(Person.id)
    session.scalars(rows.with_for_update().execution_options(populate_existing=True)).all()


def _name(person: Person) -> Wording:
    return Wording({"zh_CN": person.name, "en": person.name_en or person.name})
