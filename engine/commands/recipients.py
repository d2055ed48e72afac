"""Reading whom a stage of a ladder means: the people around many seats at once, and who acts for those away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.commands.reporting_lines import PERSON, Colleague, ReportingLines, Unit
from engine.errors import Wording
from engine.people.absences import substitute_of
from engine.people.models import Absence, OrgUnit, Person, RoleHolder
from engine.tasks.assignment import FALLBACK_ROLE
from engine.tasks.models import Seat


def reporting_lines(session: Session, seats: Collection[Seat], to: Collection[str], at: datetime) -> ReportingLines:
    """What is needed to know whom `to` means for these seats at an instant: a statement per level of the hierarchy,
    however many seats there are."""
    pools = {pool for seat in seats for pool in seat.pools}
    roles = {pool.partition("@")[0] for pool in pools if not pool.startswith(PERSON)}
    units, holders = _units(session), _holders(session, roles | _after("role:", to) | {FALLBACK_ROLE})
    logins = _logins(session, {login.lower() for login in _after("user:", to)})
    wanted = {UUID(person) for person in _after(PERSON, pools)}
    wanted |= {person for seat in seats for person in (seat.person_id, seat.taken_by, seat.delegated_to) if person}
    wanted |= {person for held in holders.values() for _, person in held}
    wanted |= {unit.head_id for unit in units.values() if unit.head_id} | set(logins.values())
    people = _people(session, wanted)
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


def _units(session: Session) -> dict[UUID, Unit]:
    rows = session.execute(select(OrgUnit.id, OrgUnit.head_id, OrgUnit.lineage))
    return {unit: Unit(head, tuple(UUID(above) for above in lineage)) for unit, head, lineage in rows}


def _holders(session: Session, roles: set[str]) -> dict[str, list[tuple[UUID | None, UUID]]]:
    found: dict[str, list[tuple[UUID | None, UUID]]] = {}
    rows = session.execute(
        select(RoleHolder.role, RoleHolder.org_unit_id, RoleHolder.person_id)
        .join(Person, Person.id == RoleHolder.person_id)
        .where(RoleHolder.role.in_(roles), Person.is_active)
        .order_by(Person.login)
    )
    for role, unit, person in rows:
        found.setdefault(role, []).append((unit, person))
    return found


def _logins(session: Session, logins: set[str]) -> dict[str, UUID]:
    if not logins:
        return {}
    return {person.login: person.id for person in session.scalars(select(Person).where(Person.login.in_(logins)))}


def _people(session: Session, wanted: set[UUID]) -> dict[UUID, Colleague]:
    """These people and everybody above them."""
    found: dict[UUID, Colleague] = {}
    missing = wanted
    while missing:
        rows = session.execute(
            select(
                Person.id, Person.manager_id, Person.org_unit_id, Person.is_active, Person.name, Person.name_en
            ).where(Person.id.in_(missing))
        )
        for person, manager, unit, is_active, name, name_en in rows:
            found[person] = Colleague(manager, unit, is_active, Wording({"zh_CN": name, "en": name_en or name}))
        missing = {person.manager_id for person in found.values() if person.manager_id} - found.keys()
    return found
