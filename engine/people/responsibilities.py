"""What hangs on a person besides their tasks: roles that nobody else holds, people, departments, and whom they stand in
for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.people.absences import absences_naming
from engine.people.models import Absence, OrgUnit, Person
from engine.people.roster import HeldRole, roles_held


@dataclass(frozen=True)
class Responsibilities:
    """`lonely_roles`: held by no other active person there. `reports`: the active people who answer to them. `units`
    are those they head; `substituting` the absences of others, not over, in which they are named."""

    lonely_roles: Sequence[HeldRole]
    reports: Sequence[Person]
    units: Sequence[OrgUnit]
    substituting: Sequence[Absence]

    def __bool__(self) -> bool:
        return any((self.lonely_roles, self.reports, self.units, self.substituting))


def responsibilities_of(session: Session, person_id: UUID) -> Responsibilities:
    """What hangs on this person, who may have left; five statements."""
    reports = select(Person).where(Person.manager_id == person_id, Person.is_active).order_by(Person.login)
    units = select(OrgUnit).where(OrgUnit.head_id == person_id).order_by(OrgUnit.code)
    return Responsibilities(
        lonely_roles=[held for held in roles_held(session, person_id) if held.is_only_holder],
        reports=session.scalars(reports).all(),
        units=session.scalars(units).all(),
        substituting=absences_naming(session, person_id),
    )
