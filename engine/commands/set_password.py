"""A person gets a new password."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.history.operations import record_master_event
from engine.people.models import Person
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.people.reset_links import end_links


def set_password(session: Session, actor: Actor, person: Person, password_hash: str) -> None:
    """Keep the hash (`engine.people.credentials.hash_password`) and end every session begun before, and every link to
    a new password.

    Refused: `NotAllowed` for somebody else's password without the permission to edit people.
    """
    if actor.person_id != person.id:
        require_permission(session, actor, Permission.EDIT_PEOPLE)
    person.password_hash = password_hash
    person.session_epoch += 1
    end_links(session, person.id)
    record_master_event(session, actor, person.id, "person", "password_set", {})
