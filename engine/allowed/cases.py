"""What a person may do with a case as a whole."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import AlreadyDone, NotAllowed, say
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.visibility import require_sight


def may_cancel(session: Session, actor: Actor, instance: ProcessInstance) -> None:
    """Refuse with `NotAllowed` without the permission, with `AlreadyDone` where the case has ended."""
    require_permission(session, actor, Permission.CANCEL_CASES)
    if instance.status != InstanceStatus.ACTIVE:
        raise AlreadyDone(say("This case has ended already."))


def may_copy(session: Session, actor: Actor, instance: ProcessInstance) -> None:
    """Refuse with `NotFound` a case that the actor may not see. One that has ended may be copied."""
    require_sight(session, actor, instance.id)


def may_comment(session: Session, actor: Actor, instance: ProcessInstance) -> None:
    """Refuse with `NotFound` a case that the actor may not see, with `NotAllowed` what is no person."""
    require_sight(session, actor, instance.id)
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can comment."))
