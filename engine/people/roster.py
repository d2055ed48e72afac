"""People as an administrator sees them: also those who have left, with the roles each holds and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import OrgUnit, Person, Role, RoleHolder
from engine.people.queries import in_companies_of


@dataclass(frozen=True)
class HeldRole:
    """A role held in a unit, or everywhere (None). `is_only_holder`: no other active person holds it there."""

    role: Role
    unit: OrgUnit | None
    is_only_holder: bool


@dataclass(frozen=True)
class RosterEntry:
    """A person with their unit and the roles they hold anywhere, each once."""

    person: Person
    unit: OrgUnit
    roles: tuple[Role, ...]


def roster(session: Session, actor: Actor, search: str, *, after: str = "", limit: int = 25) -> list[RosterEntry]:
    """Everybody of the actor's companies with `search` in a name or the sign-in name, by sign-in name after `after`."""
    found = select(Person, OrgUnit).join(OrgUnit, OrgUnit.id == Person.org_unit_id)
    found = found.where(Person.login > after, in_companies_of(session, actor))
    if search := search.strip():
        columns = (Person.login, Person.name, Person.name_en)
        found = found.where(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    people = session.execute(found.order_by(Person.login).limit(limit)).all()
    held: dict[UUID, dict[str, Role]] = {}
    roles = (
        select(RoleHolder.person_id, Role)
        .join(Role, Role.code == RoleHolder.role)
        .where(RoleHolder.person_id.in_([person.id for person, _ in people]))
        .order_by(Role.code)
    )
    for person_id, role in session.execute(roles):
        held.setdefault(person_id, {})[role.code] = role
    return [RosterEntry(person, unit, tuple(held.get(person.id, {}).values())) for person, unit in people]


def roles_held(session: Session, person_id: UUID) -> list[HeldRole]:
    """The roles of one person, by code and unit, in two statements."""
    held = session.execute(
        select(Role, OrgUnit)
        .join(RoleHolder, RoleHolder.role == Role.code)
        .outerjoin(OrgUnit, OrgUnit.id == RoleHolder.org_unit_id)
        .where(RoleHolder.person_id == person_id)
        .order_by(Role.code, OrgUnit.code)
    ).all()
    others = select(RoleHolder.role, RoleHolder.org_unit_id, func.count()).join(
        Person, Person.id == RoleHolder.person_id
    )
    counted = others.where(
        RoleHolder.role.in_([role.code for role, _ in held]), Person.id != person_id, Person.is_active
    ).group_by(RoleHolder.role, RoleHolder.org_unit_id)
    shared = {(role, unit_id) for role, unit_id, _ in session.execute(counted)}
    return [HeldRole(role, unit, (role.code, unit.id if unit else None) not in shared) for role, unit in held]


def all_roles(session: Session) -> Sequence[Role]:
    """Every role, by code."""
    return session.scalars(select(Role).order_by(Role.code)).all()
