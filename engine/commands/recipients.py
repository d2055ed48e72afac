"""Reading whom a stage of a ladder means: the people around many seats at once, and who acts for those away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from engine.commands.reporting_lines import PERSON, Colleague, ReportingLines, Unit, heads_above, pool_units
from engine.errors import Wording
from engine.people.absences import substitute_of
from engine.people.models import Absence, OrgUnit, Person, RoleHolder
from engine.tasks.assignment import FALLBACK_ROLE
from engine.tasks.models import Seat


def reporting_lines(
    session: Session, seats: Collection[Seat], to: Collection[str], at: datetime, *, case_units: Collection[UUID]
) -> ReportingLines:
    """What is needed to know whom `to` means for these seats, of cases of `case_units`, at an instant: a statement per
    level of the hierarchy, however many seats there are."""
    pools = {pool for seat in seats for pool in seat.pools}
    holders = _holders(session, pools, _after("role:", to) | {FALLBACK_ROLE})
    logins = _logins(session, {login.lower() for login in _after("user:", to)})
    asked = {UUID(person) for person in _after(PERSON, pools)}
    asked |= {person for seat in seats for person in (seat.person_id, seat.taken_by, seat.delegated_to) if person}
    asked |= {person for held in holders.values() for _, person in held}
    people = _people(session, asked | set(logins.values()))
    units_of_pools = {unit for seat in seats for unit in pool_units(seat)}
    units_of_people = {people[person].org_unit_id for person in asked if person in people}
    units = _units(session, units_of_pools | units_of_people | set(case_units))
    heads = {head for unit in units_of_pools | units_of_people for head in heads_above(units, unit)}
    _add_managers(session, people, heads)
    return ReportingLines(people, units, holders, logins, _away(session, people, at))


def with_substitutes(
    session: Session, lines: ReportingLines, people: Iterable[UUID], at: datetime, process_id: str
) -> list[UUID]:
    """These people, and after each who is away at `at` whoever acts for them in this process."""
    found: list[UUID] = []
    for person in people:
        found.append(person)
        if person in lines.away:
            key = person, process_id
            if key not in lines.acting:
                lines.acting[key] = substitute_of(session, person, at, process_id)
            found.append(lines.acting[key] or person)
    return list(dict.fromkeys(found))


def _away(session: Session, people: Iterable[UUID], at: datetime) -> frozenset[UUID]:
    """Those of these people who are away from some process or all."""
    holding = (
        select(Absence.person_id)
        .where(Absence.person_id.in_(people), Absence.starts_at <= at, Absence.ends_at > at)
        .where(or_(Absence.ended_at.is_(None), Absence.ended_at > at))
    )
    return frozenset(session.scalars(holding))


def _after(prefix: str, names: Iterable[str]) -> set[str]:
    return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}


def _units(session: Session, unit_ids: Collection[UUID]) -> dict[UUID, Unit]:
    """These units and those above them: a company has hundreds, and a ladder needs few."""
    reached = select(OrgUnit.id, OrgUnit.parent_id).where(OrgUnit.id.in_(unit_ids)).cte("reached", recursive=True)
    # UNION, not UNION ALL: units below the same one meet there once.
    reached = reached.union(select(OrgUnit.id, OrgUnit.parent_id).join(reached, OrgUnit.id == reached.c.parent_id))
    rows = session.execute(
        select(OrgUnit.id, OrgUnit.head_id, OrgUnit.lineage).join(reached, reached.c.id == OrgUnit.id)
    )
    return {unit: Unit(head, lineage) for unit, head, lineage in rows}


def _holders(session: Session, pools: set[str], roles: set[str]) -> dict[str, list[tuple[UUID | None, UUID]]]:
    """The active holders of these roles wherever they hold them, and the members of these pools."""
    of_pools = [_members_of(pool) for pool in sorted(pools) if not pool.startswith(PERSON)]
    found: dict[str, list[tuple[UUID | None, UUID]]] = {}
    rows = session.execute(
        select(RoleHolder.role, RoleHolder.org_unit_id, RoleHolder.person_id)
        .join(Person, Person.id == RoleHolder.person_id)
        .where(or_(RoleHolder.role.in_(roles), *of_pools), Person.is_active)
        .order_by(Person.login)
    )
    for role, unit, person in rows:
        found.setdefault(role, []).append((unit, person))
    return found


def _members_of(pool: str) -> ColumnElement[bool]:
    role, _, unit = pool.partition("@")
    return and_(RoleHolder.role == role, RoleHolder.org_unit_id == (None if unit == "*" else UUID(unit)))


def _logins(session: Session, logins: set[str]) -> dict[str, UUID]:
    if not logins:
        return {}
    return {person.login: person.id for person in session.scalars(select(Person).where(Person.login.in_(logins)))}


def _people(session: Session, person_ids: Collection[UUID]) -> dict[UUID, Colleague]:
    rows = session.execute(
        select(Person.id, Person.manager_id, Person.org_unit_id, Person.is_active, Person.name, Person.name_en).where(
            Person.id.in_(person_ids)
        )
    )
    return {
        person: Colleague(manager, unit, is_active, Wording({"zh_CN": name, "en": name_en or name}))
        for person, manager, unit, is_active, name, name_en in rows
    }


def _add_managers(session: Session, people: dict[UUID, Colleague], others: Collection[UUID]) -> None:
    """Add `others`, and the managers of everybody up to the top."""
    managers = {person.manager_id for person in people.values() if person.manager_id}
    missing = (managers | set(others)) - people.keys()
    while missing:
        found = _people(session, missing)
        people |= found
        missing = {person.manager_id for person in found.values() if person.manager_id} - people.keys()
