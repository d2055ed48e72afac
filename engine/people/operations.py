"""Adding persons, units and roles. Commands check permissions and write the history."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Invalid, NotFound, Problem, say
from engine.people.models import LegalEntity, OrgUnit, Person, Role, RoleHolder
from engine.types import new_id


def add_legal_entity(
    session: Session, code: str, name: str, *, name_en: str = "", currency: str = "CNY"
) -> LegalEntity:
    """A new legal entity. Currencies whose smallest part is not a hundredth are refused."""
    if currency in {
        "JPY",
        "KRW",
        "VND",
        "CLP",
        "KWD",
        "BHD",
        "JOD",
        "OMR",
        "TND",
        "IQD",
        "LYD",
        "ISK",
        "UGX",
        "XAF",
        "XOF",
        "PYG",
    }:
        raise Invalid([Problem("currency", say("%(currency)s does not count in hundredths.", currency=currency))])
    entity = LegalEntity(id=new_id(), code=code, name=name, name_en=name_en, currency=currency)
    session.add(entity)
    session.flush()  # units refer to it by id
    return entity


def add_org_unit(
    session: Session, entity: LegalEntity, code: str, name: str, *, name_en: str = "", parent: OrgUnit | None = None
) -> OrgUnit:
    """A new unit of `entity`, below `parent` if given."""
    unit_id = new_id()
    lineage = [*(parent.lineage if parent else []), str(unit_id)]
    unit = OrgUnit(
        id=unit_id,
        legal_entity_id=entity.id,
        parent_id=parent.id if parent else None,
        code=code,
        name=name,
        name_en=name_en,
        lineage=lineage,
    )
    session.add(unit)
    session.flush()  # persons and units below refer to it by id
    return unit


def add_person(
    session: Session,
    login: str,
    name: str,
    unit: OrgUnit,
    *,
    name_en: str = "",
    email: str = "",
    manager: Person | None = None,
    language: str = "zh_CN",
) -> Person:
    """A new person, who cannot sign in until a password is set. `login` is kept in lower case."""
    login = login.strip().lower()
    if session.scalars(select(Person.id).where(Person.login == login)).one_or_none():
        raise Invalid(
            [Problem("login", say("There is already a person with the sign-in name “%(login)s”.", login=login))]
        )
    person = Person(
        id=new_id(),
        login=login,
        name=name,
        name_en=name_en,
        email=email,
        org_unit_id=unit.id,
        manager_id=manager.id if manager else None,
        language=language,
    )
    session.add(person)
    session.flush()  # roles and heads refer to it by id
    return person


def add_role(session: Session, code: str, name: str, *, name_en: str = "", permissions: tuple[str, ...] = ()) -> Role:
    """A new role, or the one with this code brought up to date."""
    role = session.get(Role, code) or Role(code=code)
    role.name, role.name_en, role.permissions = name, name_en, sorted(permissions)
    session.add(role)
    session.flush()  # holders refer to it by code
    return role


def grant_role(session: Session, person_id: UUID, role: str, *, org_unit_id: UUID | None = None) -> None:
    """Let the person hold `role` in the unit, or everywhere. Granting twice changes nothing."""
    if session.get(Role, role) is None:
        raise NotFound(say("There is no role “%(role)s”.", role=role))
    held = select(RoleHolder.id).where(
        RoleHolder.person_id == person_id, RoleHolder.role == role, RoleHolder.org_unit_id == org_unit_id
    )
    if session.scalars(held).first() is None:
        session.add(RoleHolder(id=new_id(), person_id=person_id, role=role, org_unit_id=org_unit_id))
    forget_memberships(session)


def revoke_role(session: Session, person_id: UUID, role: str, *, org_unit_id: UUID | None = None) -> None:
    """The person no longer holds `role` in the unit, or everywhere where None. Refused: `NotFound` if they did not."""
    held = select(RoleHolder).where(
        RoleHolder.person_id == person_id, RoleHolder.role == role, RoleHolder.org_unit_id == org_unit_id
    )
    found = session.scalars(held).all()
    if not found:
        raise NotFound(say("This person does not hold the role “%(role)s” there.", role=role))
    for holder in found:
        session.delete(holder)
    forget_memberships(session)


def forget_memberships(session: Session) -> None:
    """Read anew who holds which role: after a change in this session."""
    session.info.pop("memberships", None)
