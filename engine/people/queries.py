"""Who is who, who holds which role where, and what an actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.actors import Actor
from engine.errors import NotAllowed, NotFound, Wording, say
from engine.people.models import OrgUnit, Person, Role, RoleHolder
from engine.people.permissions import Permission

# Built once: every request and every new task executes them.
_MEMBERSHIPS = (
    select(RoleHolder.role, RoleHolder.org_unit_id, Role.permissions)
    .join(Role, Role.code == RoleHolder.role)
    .join(Person, Person.id == RoleHolder.person_id)
    .where(RoleHolder.person_id == bindparam("person_id"), Person.is_active)
    .order_by(RoleHolder.role, RoleHolder.org_unit_id)
)
_LINEAGE = select(OrgUnit.lineage).where(OrgUnit.id == bindparam("unit_id"))
_CALENDAR_OF_PERSON = (
    select(Person.calendar_code, OrgUnit.lineage)
    .join(OrgUnit, OrgUnit.id == Person.org_unit_id)
    .where(Person.id == bindparam("person_id"))
)
_CALENDARS_OF_UNITS = select(OrgUnit.id, OrgUnit.calendar_code).where(OrgUnit.calendar_code.is_not(None))
_UNITS_WITH_ROLE = (
    select(RoleHolder.org_unit_id)
    .join(Person, Person.id == RoleHolder.person_id)
    .where(
        RoleHolder.role == bindparam("role"),
        Person.is_active,
        Person.id.not_in(bindparam("excluding", expanding=True)),
        or_(RoleHolder.org_unit_id.is_(None), RoleHolder.org_unit_id.in_(bindparam("units", expanding=True))),
    )
)


@dataclass(frozen=True)
class Membership:
    """One role held: the unit it is held in (None: everywhere) and the permissions it gives."""

    role: str
    org_unit_id: UUID | None
    permissions: frozenset[str]

    @property
    def pool(self) -> str:
        return pool_key(self.role, self.org_unit_id)


def pool_key(role: str, org_unit_id: UUID | None) -> str:
    """The name of a pool: `role@unit id`, or `role@*` for holders everywhere."""
    return f"{role}@{org_unit_id or '*'}"


def find_person(session: Session, person_id: UUID) -> Person:
    """The person, or `NotFound`."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(say("There is no such person."))
    return person


def name_of(session: Session, person_id: UUID) -> Wording:
    """The person's name as each language writes it, for sentences."""
    person = find_person(session, person_id)
    return Wording({"zh_CN": person.name, "en": person.name_en or person.name})


def names_of(session: Session, person_ids: Iterable[UUID]) -> Wording:
    """These persons' names in a row as each language writes them, for sentences."""
    names = [name_of(session, person_id) for person_id in person_ids]
    commas = {"zh_CN": "、", "en": ", "}
    return Wording({code: comma.join(name.in_language(code) for name in names) for code, comma in commas.items()})


def find_person_by_login(session: Session, login: str) -> Person | None:
    """The person with this sign-in name (case does not matter), or None."""
    return session.scalars(select(Person).where(Person.login == login.strip().lower())).one_or_none()


def people_by_id(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, Person]:
    """The persons with these ids, in one statement."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    return {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(wanted)))}


def memberships(session: Session, actor: Actor) -> tuple[Membership, ...]:
    """The roles the actor holds now, none once they have left; read once per session."""
    if actor.person_id is None:
        return ()
    cache: dict[UUID, tuple[Membership, ...]] = session.info.setdefault("memberships", {})
    if actor.person_id not in cache:
        rows = session.execute(_MEMBERSHIPS, {"person_id": actor.person_id})
        cache[actor.person_id] = tuple(
            Membership(role, unit, frozenset(permissions)) for role, unit, permissions in rows
        )
    return cache[actor.person_id]


def pools_of(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The pools each of these persons belongs to now, by their keys; one statement, none for nobody."""
    found: dict[UUID, list[str]] = {}
    if person_ids:
        held = select(RoleHolder.person_id, RoleHolder.role, RoleHolder.org_unit_id).where(
            RoleHolder.person_id.in_(person_ids), Person.is_active
        )
        for person_id, role, unit in session.execute(held.join(Person, Person.id == RoleHolder.person_id)):
            found.setdefault(person_id, []).append(pool_key(role, unit))
    return found


def has_permission(session: Session, actor: Actor, permission: Permission) -> bool:
    """Whether one of the actor's roles gives `permission`. The system may do everything."""
    return actor.is_system or any(permission in held.permissions for held in memberships(session, actor))


def require_permission(session: Session, actor: Actor, permission: Permission) -> None:
    """Refuse with `NotAllowed` unless `has_permission`."""
    if not has_permission(session, actor, permission):
        raise NotAllowed(say("Your roles do not include the permission “%(permission)s”.", permission=permission.value))


def has_business_in(session: Session, person: Person, org_unit_id: UUID) -> bool:
    """Whether cases of this unit may be somebody's business: they work in its legal entity, or hold a role there, in a
    unit above it, or everywhere."""
    unit = session.get_one(OrgUnit, org_unit_id)
    if session.get_one(OrgUnit, person.org_unit_id).legal_entity_id == unit.legal_entity_id:
        return True
    held = (
        select(RoleHolder.role)
        .outerjoin(OrgUnit, OrgUnit.id == RoleHolder.org_unit_id)
        .where(
            RoleHolder.person_id == person.id,
            or_(
                RoleHolder.org_unit_id.is_(None),
                RoleHolder.org_unit_id.in_([UUID(above) for above in unit.lineage]),
                OrgUnit.legal_entity_id == unit.legal_entity_id,
            ),
        )
    )
    return session.scalars(held.limit(1)).first() is not None


def in_companies_of(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition every list of people carries: those with business (`has_business_in`) in a company of which the
    actor may see a unit (`visible_to`); all people for the system, for `view_all` and for a role held everywhere.

    The statement joins the unit of each person.
    """
    found = _companies_of(session, actor)
    if found is None:
        return true()
    companies, places = found
    guests = select(RoleHolder.person_id).where(
        or_(RoleHolder.org_unit_id.is_(None), RoleHolder.org_unit_id.in_(places))
    )
    return or_(OrgUnit.legal_entity_id.in_(companies), Person.id.in_(guests))


def companies_of(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on departments: those of the companies that `in_companies_of` means."""
    found = _companies_of(session, actor)
    return true() if found is None else OrgUnit.legal_entity_id.in_(found[0])


def _companies_of(session: Session, actor: Actor) -> tuple[set[UUID], set[UUID]] | None:
    """The companies of which the actor may see a unit, and their units with those above them; None: all there are."""
    held = memberships(session, actor)
    if has_permission(session, actor, Permission.VIEW_ALL) or any(each.org_unit_id is None for each in held):
        return None
    seen = {str(find_person(session, actor.person_id).org_unit_id)} if actor.person_id else set()
    seen |= {str(membership.org_unit_id) for membership in held}
    units = session.execute(select(OrgUnit.legal_entity_id, OrgUnit.lineage)).all()
    companies = {company for company, lineage in units if seen & set(lineage)}
    return companies, {UUID(above) for company, lineage in units if company in companies for above in lineage}


def find_known_person(session: Session, actor: Actor, person_id: UUID) -> Person:
    """The person, or `NotFound`, also where they have no business in a company of the actor."""
    known = select(Person).join(OrgUnit, OrgUnit.id == Person.org_unit_id).where(Person.id == person_id)
    person = session.scalars(known.where(in_companies_of(session, actor))).one_or_none()
    if person is None:
        raise NotFound(say("There is no such person."))
    return person


def holders(session: Session, role: str, org_unit_id: UUID | None) -> list[Person]:
    """The active persons in one pool, by login."""
    return list(
        session.scalars(
            select(Person)
            .join(RoleHolder, RoleHolder.person_id == Person.id)
            .where(RoleHolder.role == role, RoleHolder.org_unit_id == org_unit_id, Person.is_active)
            .order_by(Person.login)
        )
    )


def nearest_pool(
    session: Session, role: str, org_unit_id: UUID, *, excluding: Iterable[UUID] = ()
) -> tuple[str, UUID | None] | None:
    """The unit whose holders of `role` are asked for a case of `org_unit_id`: that unit, else the nearest one above
    that has an active holder, else the holders everywhere (unit None). None: nobody holds the role. A unit where
    nobody but `excluding` holds it counts as one without a holder."""
    lineage = session.scalars(_LINEAGE, {"unit_id": org_unit_id}).one_or_none()
    if lineage is None:
        raise NotFound(say("There is no such organisation unit."))
    units = [UUID(unit) for unit in lineage]
    held_in = set(session.scalars(_UNITS_WITH_ROLE, {"role": role, "units": units, "excluding": list(excluding)}))
    for unit in reversed(units):
        if unit in held_in:
            return role, unit
    return (role, None) if None in held_in else None


def calendar_code_of(session: Session, *, person_id: UUID | None = None, org_unit_id: UUID | None = None) -> str | None:
    """The code of the working calendar that holds for a person, else for a unit: the person's own, else that of their
    unit, else that of the nearest unit above it; None where the house's calendar holds. At most two statements, and
    none for what this session has asked before."""
    kept: dict[UUID, str | None] = session.info.setdefault("calendar_codes", {})
    of = person_id or org_unit_id
    if of is None:
        return None
    if of not in kept:
        if person_id is not None:
            code, lineage = session.execute(_CALENDAR_OF_PERSON, {"person_id": person_id}).one_or_none() or (None, ())
        else:
            code, lineage = None, session.scalars(_LINEAGE, {"unit_id": org_unit_id}).one_or_none() or ()
        kept[of] = code or _nearest_calendar(session, lineage)
    return kept[of]


def forget_calendars(session: Session) -> None:
    """Read anew who works by which calendar: after a change in this session."""
    session.info.pop("calendar_codes", None)
    session.info.pop("unit_calendars", None)


def _nearest_calendar(session: Session, lineage: Sequence[str]) -> str | None:
    if "unit_calendars" not in session.info:
        session.info["unit_calendars"] = {str(unit): code for unit, code in session.execute(_CALENDARS_OF_UNITS)}
    codes = session.info["unit_calendars"]
    return next((codes[unit] for unit in reversed(lineage) if unit in codes), None)


def units_below(session: Session, unit_ids: Iterable[UUID]) -> set[UUID]:
    """These units and every unit below them."""
    roots = {str(unit) for unit in unit_ids}
    if not roots:
        return set()
    rows = session.execute(select(OrgUnit.id, OrgUnit.lineage))
    return {unit_id for unit_id, lineage in rows if roots & set(lineage)}


def visible_to(session: Session, actor: Actor, org_unit_column: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """The condition every list carries: rows of the actor's own unit and of the units where the actor holds a role,
    with those below; all rows for the system and for `view_all`."""
    if has_permission(session, actor, Permission.VIEW_ALL):
        return true()
    held = memberships(session, actor)
    if any(membership.org_unit_id is None for membership in held):
        return true()
    person = find_person(session, actor.person_id) if actor.person_id else None
    units = {membership.org_unit_id for membership in held if membership.org_unit_id}
    if person is not None:
        units.add(person.org_unit_id)
    return org_unit_column.in_(units_below(session, units))


def managers_up(session: Session, person_id: UUID, levels: int) -> list[Person]:
    """The person's active managers, nearest first, at most `levels`; a circle in the reporting line ends it."""
    found: list[Person] = []
    seen = {person_id}
    current = find_person(session, person_id)
    while len(found) < levels and current.manager_id and current.manager_id not in seen:
        current = find_person(session, current.manager_id)
        seen.add(current.id)
        if current.is_active:
            found.append(current)
    return found
