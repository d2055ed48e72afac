"""Who works here: lists of people to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import LegalEntity, OrgUnit, Person, Role, RoleHolder
from engine.people.queries import in_companies_of


@dataclass(frozen=True)
class DirectoryEntry:
    """An active person with their unit and the roles they hold anywhere, each once."""

    person: Person
    unit: OrgUnit
    roles: tuple[Role, ...]


def directory(session: Session, actor: Actor) -> list[DirectoryEntry]:
    """Every active person whom the actor may name, by unit and name."""
    roles: dict[object, dict[str, Role]] = {}
    for person_id, role in session.execute(
        select(RoleHolder.person_id, Role).join(Role, Role.code == RoleHolder.role).order_by(Role.code)
    ):
        roles.setdefault(person_id, {})[role.code] = role
    people = session.execute(
        select(Person, OrgUnit)
        .join(OrgUnit, OrgUnit.id == Person.org_unit_id)
        .where(Person.is_active, in_companies_of(session, actor))
        .order_by(OrgUnit.code, Person.login)
    )
    return [DirectoryEntry(person, unit, tuple(roles.get(person.id, {}).values())) for person, unit in people]


def search_people(
    session: Session, actor: Actor, search: str, *, after: str = "", limit: int = 25
) -> list[tuple[Person, OrgUnit]]:
    """Active persons whom the actor may name, with `search` in a name or the sign-in name, by sign-in name after
    `after`: one keyset page."""
    found = (
        select(Person, OrgUnit)
        .join(OrgUnit, OrgUnit.id == Person.org_unit_id)
        .where(Person.is_active, Person.login > after, in_companies_of(session, actor))
        .order_by(Person.login)
        .limit(limit)
    )
    if search := search.strip():
        columns = (Person.login, Person.name, Person.name_en)
        found = found.where(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    return [(person, unit) for person, unit in session.execute(found)]


def legal_entities(session: Session) -> list[LegalEntity]:
    """Every legal entity, by code."""
    return list(session.scalars(select(LegalEntity).order_by(LegalEntity.code)))


def org_units(session: Session) -> list[OrgUnit]:
    """Every organisation unit, by code."""
    return list(session.scalars(select(OrgUnit).order_by(OrgUnit.code)))


def people_of_calendar(session: Session, code: str) -> list[Person]:
    """The active persons who have the working calendar `code` of their own, by sign-in name."""
    return list(
        session.scalars(select(Person).where(Person.calendar_code == code, Person.is_active).order_by(Person.login))
    )
