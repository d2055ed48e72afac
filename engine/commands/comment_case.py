"""Somebody says something about a case, outside of a decision."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.cases import may_comment
from engine.commands.noting import actor_name, case_name, checked_text, tell_others
from engine.errors import NotFound, say
from engine.history.operations import EventDraft, append_events
from engine.instances.operations import require_instance
from engine.outbox.kinds import MessageKind
from engine.tasks.models import Task
from engine.tasks.queries import find_task
from engine.tasks.reading_copies import add_comment
from engine.visibility import participants


def comment_case(session: Session, actor: Actor, instance_id: UUID, text: str, *, task_id: UUID | None = None) -> None:
    """Keep a comment on a case, or on one of its tasks, and tell everybody who takes part in it.

    Refused: `NotFound` where the actor may not see the case or the task is another's, `Invalid` on `text`.
    """
    text = checked_text("text", text, demanded=say("Please write something."))
    instance = require_instance(session, instance_id)
    may_comment(session, actor, instance)
    assert actor.person_id is not None
    task = _task_of_case(session, instance_id, task_id)
    comment = add_comment(session, instance_id, actor.person_id, text, task_id=task_id)
    said = EventDraft(
        "case_commented",
        actor,
        element_id=task.element_id if task else None,
        version=instance.version,
        data={"comment": comment.id, "task": task_id, "text": text},
    )
    append_events(session, instance_id, [said])
    sentence = say("%(name)s commented on %(case)s.", name=actor_name(session, actor), case=case_name(instance))
    tell_others(
        session,
        actor,
        participants(session, instance_id),
        sentence,
        f"/cases/{instance_id}",
        kind=MessageKind.COMMENTED,
    )


def _task_of_case(session: Session, instance_id: UUID, task_id: UUID | None) -> Task | None:
    if task_id is None:
        return None
    task = find_task(session, task_id)
    if task.instance_id != instance_id:
        raise NotFound(say("There is no such task."))
    return task
