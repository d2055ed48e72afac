"""Somebody joins."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.history.operations import record_master_event
from engine.people import operations
from engine.people.models import OrgUnit, Person
from engine.people.operations import grant_role
from engine.people.permissions import Permission
from engine.people.queries import find_person_by_login, require_permission


def add_person(
    session: Session,
    actor: Actor,
    login: str,
    name: str,
    unit: OrgUnit,
    *,
    name_en: str = "",
    email: str = "",
    manager: Person | None = None,
    language: str = "zh_CN",
    roles: Iterable[tuple[str, UUID | None]] = (),
) -> Person:
    """Add a person with roles (role, unit id or None for everywhere); one who is there already gets the roles alone.

    Refused: `NotAllowed` without the permission, `NotFound` for an unknown role.
    """
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    person = find_person_by_login(session, login)
    if person is None:
        person = operations.add_person(
            session, login, name, unit, name_en=name_en, email=email, manager=manager, language=language
        )
    granted = list(roles)
    for role, org_unit_id in granted:
        grant_role(session, person.id, role, org_unit_id=org_unit_id)
    data = {"roles": [{"role": role, "org_unit_id": org_unit_id} for role, org_unit_id in granted]}
    record_master_event(session, actor, person.id, "person", "person_added", data)
    return person
