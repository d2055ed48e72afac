"""Whether somebody holds a role for a department: in it, in one above it, or everywhere."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.queries import memberships, units_below


def holds_role_for(session: Session, person_id: UUID | None, role: str, org_unit_id: UUID) -> bool:
    """Whether this active person holds `role` for the department."""
    held_in = {held.org_unit_id for held in memberships(session, Actor(person_id)) if held.role == role}
    return None in held_in or org_unit_id in units_below(session, filter(None, held_in))
