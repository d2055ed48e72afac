"""Somebody leaves, comes back, is signed out everywhere, gains a role or loses one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.releasing import release_seats
from engine.errors import AlreadyDone, NotAllowed, NotFound, say
from engine.history.operations import record_master_event
from engine.people import operations
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, memberships, pool_key, require_permission


def deactivate_person(session: Session, actor: Actor, person_id: UUID, *, tasks_to: UUID | None = None) -> int:
    """Somebody has left: they can no longer sign in, and within seconds nothing waits for them (`release_seats`, to
    whom `tasks_to` goes).

    Gives the number of tasks that change hands. Refused: `NotAllowed`, also for oneself, `NotFound`, `AlreadyDone`.
    """
    person = require_other_person(session, actor, person_id)
    if not person.is_active:
        raise AlreadyDone(say("This person has been deactivated already."))
    pools = [held.pool for held in memberships(session, Actor(person_id))]
    person.is_active = False
    person.session_epoch += 1
    operations.forget_memberships(session)
    moved = release_seats(session, actor, person_id, pools, to=tasks_to)
    data = {"tasks": moved, "tasks_to": tasks_to}
    record_master_event(session, actor, person_id, "person", "person_deactivated", data)
    return moved


def reactivate_person(session: Session, actor: Actor, person_id: UUID) -> None:
    """Somebody is back, with the roles they had. Refused: `NotAllowed`, `NotFound`, `AlreadyDone`."""
    person = require_other_person(session, actor, person_id)
    if person.is_active:
        raise AlreadyDone(say("This person is active already."))
    person.is_active = True
    operations.forget_memberships(session)
    record_master_event(session, actor, person_id, "person", "person_reactivated", {})


def end_sessions_of(session: Session, actor: Actor, person_id: UUID) -> None:
    """Sign somebody out everywhere. Refused: `NotAllowed`, `NotFound`."""
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    find_known_person(session, actor, person_id).session_epoch += 1
    record_master_event(session, actor, person_id, "person", "sessions_ended", {})


def give_role(session: Session, actor: Actor, person_id: UUID, role: str, *, org_unit_id: UUID | None = None) -> None:
    """Let somebody hold a role in a unit, or everywhere; nobody gives roles to themselves.

    Refused: `NotFound`, `NotAllowed`, also where one person would then edit both people and processes (domain.md B1).
    """
    person = require_other_person(session, actor, person_id)
    if org_unit_id is not None and session.get(OrgUnit, org_unit_id) is None:
        raise NotFound(say("There is no such organisation unit."))
    operations.grant_role(session, person_id, role, org_unit_id=org_unit_id)
    session.flush()  # the roles held are read below
    _require_separation(session, person)
    _record_role(session, actor, person_id, "role_granted", role, org_unit_id)


def take_role(session: Session, actor: Actor, person_id: UUID, role: str, *, org_unit_id: UUID | None = None) -> int:
    """Somebody no longer holds a role there; what they took as its holder goes back to the pool within seconds.

    Gives the number of tasks looked at. Refused: `NotAllowed`, also for oneself, `NotFound` where they do not hold it.
    """
    require_other_person(session, actor, person_id)
    operations.revoke_role(session, person_id, role, org_unit_id=org_unit_id)
    moved = release_seats(session, actor, person_id, [pool_key(role, org_unit_id)])
    _record_role(session, actor, person_id, "role_revoked", role, org_unit_id)
    return moved


def require_other_person(session: Session, actor: Actor, person_id: UUID) -> Person:
    """The person, whom the actor may edit. Refused: `NotAllowed`, also for oneself, `NotFound`."""
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    person = find_known_person(session, actor, person_id)
    if actor.person_id == person_id:
        raise NotAllowed(say("Nobody changes their own roles or account: ask another administrator."))
    return person


def _require_separation(session: Session, person: Person) -> None:
    held = {
        permission for membership in memberships(session, Actor(person.id)) for permission in membership.permissions
    }
    if {Permission.EDIT_PEOPLE, Permission.PUBLISH} <= held:
        raise NotAllowed(say("One person does not edit both people and processes: give this role to somebody else."))


def _record_role(
    session: Session, actor: Actor, person_id: UUID, kind: str, role: str, org_unit_id: UUID | None
) -> None:
    record_master_event(session, actor, person_id, "person", kind, {"role": role, "org_unit_id": org_unit_id})
