"""Who works here: lists of people to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.people.models import OrgUnit, Person, Role, RoleHolder


@dataclass(frozen=True)
class DirectoryEntry:
    """An active person with their unit and the roles they hold anywhere, each once."""

    person: Person
    unit: OrgUnit
    roles: tuple[Role, ...]


def directory(session: Session) -> list[DirectoryEntry]:
    """Every active person, by unit and name, in two statements."""
    roles: dict[object, dict[str, Role]] = {}
    for person_id, role in session.execute(
        select(RoleHolder.person_id, Role).join(Role, Role.code == RoleHolder.role).order_by(Role.code)
    ):
        roles.setdefault(person_id, {})[role.code] = role
    people = session.execute(
        select(Person, OrgUnit)
        .join(OrgUnit, OrgUnit.id == Person.org_unit_id)
        .where(Person.is_active)
        .order_by(OrgUnit.code, Person.login)
    )
    return [DirectoryEntry(person, unit, tuple(roles.get(person.id, {}).values())) for person, unit in people]
