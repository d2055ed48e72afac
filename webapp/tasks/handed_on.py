"""How a task has come to its reader: handed over, given because it was late, or for advice; by whom, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.errors import Sentence, say
from engine.history.queries import RecordedEvent, events_among
from engine.inbox import InboxItem
from engine.people.queries import people_by_id
from webapp.cases.event_words import people_in
from webapp.i18n import named

HANDED_OVER, DELEGATED, STAGE_FIRED = "task_handed_over", "task_delegated", "ladder_stage_fired"
KINDS = (HANDED_OVER, DELEGATED, STAGE_FIRED)


@dataclass(frozen=True)
class HandedOn:
    """What was done, and what whoever did it wrote."""

    what: Sentence
    reason: str


def handed_on(
    events: Iterable[RecordedEvent], task_id: UUID, to: Collection[UUID | None], name: Callable[[Any], str]
) -> HandedOn | None:
    """How the task came to one of `to`, the last time that it did; None where they were asked from the beginning."""
    readers = {str(person_id) for person_id in to if person_id is not None}
    came = [event for event in events if event.data.get("task") == str(task_id) and readers & _given_to(event)]
    return HandedOn(_words(came[-1], name), str(came[-1].data.get("reason") or "")) if came else None


def handed_on_in(session: Session, items: Sequence[InboxItem], reader_id: UUID | None) -> dict[UUID, HandedOn]:
    """The same for the tasks of an inbox, by their ids: two statements where there is one for the reader by name."""
    by_name = [item for item in items if item.is_advice or (item.is_by_name and item.taken_by is None)]
    if not by_name:
        return {}
    events = events_among(session, {item.instance_id for item in by_name}, KINDS)
    people = people_by_id(session, people_in(events))

    def name(person_id: Any) -> str:
        return named(people.get(UUID(str(person_id)))) if person_id else ""

    found = {item.task_id: handed_on(events, item.task_id, [reader_id, item.on_behalf_of], name) for item in by_name}
    return {task_id: one for task_id, one in found.items() if one is not None}


def _given_to(event: RecordedEvent) -> set[str]:
    """To whom the event gave a seat, or whom it asked for advice."""
    if event.kind == STAGE_FIRED and event.data.get("action") != "reassign":
        return set()
    to = event.data.get("to") if event.kind in KINDS else None
    return set(to) if isinstance(to, list) else {to} if to else set()


def _words(event: RecordedEvent, name: Callable[[Any], str]) -> Sentence:
    before = name(event.data.get("from"))
    if event.kind == DELEGATED:
        return say("%(name)s asks for your advice.", name=name(event.actor_id))
    if event.kind == STAGE_FIRED:
        if before:
            return say("This was with %(name)s and has come to you, because it was late.", name=before)
        return say("This has come to you, because it was late.")
    if "reason" not in event.data:
        return say("This was with %(name)s, who has left.", name=before)
    return say("%(name)s has handed this over to you.", name=name(event.actor_id))
