"""What the operations on tasks write down and tell: the event of the case, the words for case and task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.tasks import TaskAtHand
from engine.errors import Invalid, Problem, Sentence, Wording, say
from engine.history.operations import EventDraft
from engine.instances.models import ProcessInstance
from engine.outbox.kinds import MessageKind
from engine.outbox.operations import tell
from engine.people.queries import name_of
from engine.tasks.models import Seat

MAX_TEXT = 4000
"""Characters of a comment or reason."""


def task_event(kind: str, actor: Actor, at: TaskAtHand, seat: Seat | None = None, **data: Any) -> EventDraft:
    """The event of an act on a task, with the ids of the task and, if one is concerned, the seat."""
    about = {"task": at.task.id, **({"seat": seat.id} if seat is not None else {})}
    return EventDraft(kind, actor, element_id=at.task.element_id, version=at.instance.version, data={**about, **data})


def case_name(instance: ProcessInstance) -> str:
    """How sentences name a case."""
    return " ".join(filter(None, (instance.business_key, instance.title)))


def task_name(at: TaskAtHand) -> Wording:
    """How sentences name a task."""
    return at.definition.wording(at.task.element_id)


def actor_name(session: Session, actor: Actor) -> Wording | str:
    """How sentences name whoever acts."""
    return name_of(session, actor.person_id) if actor.person_id else ""


def tell_others(
    session: Session,
    actor: Actor,
    people: Iterable[UUID | None],
    sentence: Sentence,
    path: str,
    *,
    kind: MessageKind,
) -> list[UUID]:
    """Tell these people, but for the actor; gives who was told."""
    told = [person for person in dict.fromkeys(people) if person is not None and person != actor.person_id]
    tell(session, told, sentence, path, kind=kind, asked_by=actor.person_id)
    return told


def checked_text(where: str, text: str, *, demanded: Sentence | None = None) -> str:
    """A comment or reason without blanks around it. Refused: `Invalid` on the field `where` if it is too long, or
    empty and `demanded`."""
    text = text.strip()
    if not text and demanded is not None:
        raise Invalid([Problem(where, demanded)])
    if len(text) > MAX_TEXT:
        raise Invalid([Problem(where, say("At most %(limit)s characters.", limit=MAX_TEXT))])
    return text
