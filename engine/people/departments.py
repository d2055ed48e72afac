"""The departments of the companies that somebody may see, each with its head."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.models import LegalEntity, OrgUnit, Person
from engine.people.queries import companies_of


@dataclass(frozen=True)
class Department:
    """A department: its company, its head, and how many active people are in it itself. `depth` counts those above."""

    unit: OrgUnit
    company: LegalEntity
    head: Person | None
    people: int

    @property
    def depth(self) -> int:
        return len(self.unit.lineage) - 1


def departments(session: Session, actor: Actor) -> list[Department]:
    """Every department of the actor's companies, those below one right after it; two statements."""
    counted = select(Person.org_unit_id, func.count()).where(Person.is_active).group_by(Person.org_unit_id)
    people = {row[0]: row[1] for row in session.execute(counted)}
    rows = session.execute(
        select(OrgUnit, LegalEntity, Person)
        .join(LegalEntity, LegalEntity.id == OrgUnit.legal_entity_id)
        .outerjoin(Person, Person.id == OrgUnit.head_id)
        .where(companies_of(session, actor))
    ).all()
    codes = {str(unit.id): unit.code for unit, _, _ in rows}
    rows = sorted(rows, key=lambda row: [codes.get(above, "") for above in row[0].lineage])
    return [Department(unit, company, head, people.get(unit.id, 0)) for unit, company, head in rows]


def find_department(session: Session, actor: Actor, unit_id: UUID) -> OrgUnit:
    """The department, or `NotFound`, also where it is of no company of the actor."""
    unit = session.scalars(select(OrgUnit).where(OrgUnit.id == unit_id, companies_of(session, actor))).one_or_none()
    if unit is None:
        raise NotFound(say("There is no such organisation unit."))
    return unit
