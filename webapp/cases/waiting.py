"""Whom a task asks, in words: a person, or the holders of roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.people.models import OrgUnit, Person, Role
from engine.tasks.models import Seat
from webapp.i18n import named


@dataclass(frozen=True)
class Asked:
    """`roles` are names of roles with their units; `person` is who has it, by name or because they took it."""

    roles: tuple[str, ...]
    person: str

    @property
    def who(self) -> str:
        return self.person or ", ".join(self.roles)


def asked(session: Session, seat: Seat, people: Mapping[UUID, Person]) -> Asked:
    """Whom the seat asks. Roles and units are few: they are read by key and stay in the session."""
    holder = seat.taken_by or seat.person_id
    return Asked(
        tuple(_pool_name(session, pool) for pool in seat.pools if "@" in pool),
        named(people.get(holder)) if holder else "",
    )


def _pool_name(session: Session, pool: str) -> str:
    role, _, unit = pool.partition("@")
    found = named(session.get(Role, role)) or role
    return found if unit == "*" else f"{found} · {named(session.get(OrgUnit, UUID(unit)))}"
