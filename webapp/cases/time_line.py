"""What happened in a case, told from its history: one entry per act that a person wants to know of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.errors import Sentence, say
from engine.history.queries import RecordedEvent
from engine.people.models import Person
from webapp.i18n import named

SHOWN_ELEMENTS = {"serviceTask", "sendTask", "scriptTask", "endEvent"}
DECIDED = {
    "approve": say("approved"),
    "reject": say("rejected"),
    "send_back": say("sent back"),
}


@dataclass(frozen=True)
class Entry:
    """One act. `who` is empty where the system acted; `comment` is what a person wrote; `waited` how long it lay."""

    at: datetime
    what: Sentence
    who: str
    comment: str
    waited: timedelta | None
    is_trouble: bool


def time_line(
    events: Iterable[RecordedEvent], people: Mapping[UUID, Person], name_of: Callable[[str], str]
) -> list[Entry]:
    """The entries, newest first. `name_of` gives an element's name in the reader's language."""
    entries = [entry for event in events if (entry := _entry(event, people, name_of))]
    return entries[::-1]


def _entry(event: RecordedEvent, people: Mapping[UUID, Person], name_of: Callable[[str], str]) -> Entry | None:
    what = _sentence(event, name_of(event.element_id) if event.element_id else "")
    if what is None:
        return None
    waited = event.data.get("waited_seconds")
    is_personal = event.kind.startswith(("task_", "case_")) and event.kind not in ("task_escalated", "case_completed")
    return Entry(
        at=event.at,
        what=what,
        who=_who(event, people) if is_personal or event.kind == "incident_retried" else "",
        comment=str(event.data.get("comment") or event.data.get("reason") or ""),
        waited=timedelta(seconds=waited) if isinstance(waited, int) else None,
        is_trouble=event.kind == "incident_opened",
    )


def _who(event: RecordedEvent, people: Mapping[UUID, Person]) -> str:
    return named(people.get(event.actor_id)) if event.actor_id else ""


def _sentence(event: RecordedEvent, name: str) -> Sentence | None:
    data: Mapping[str, Any] = event.data
    match event.kind:
        case "task_completed" if data.get("decision") in DECIDED:
            return say("%(task)s: %(decision)s", task=name, decision=DECIDED[data["decision"]])
        case "task_completed":
            return say("%(task)s: done", task=name)
        case "task_taken":
            return say("%(task)s: taken", task=name)
        case "task_put_back":
            return say("%(task)s: put back", task=name)
        case "task_escalated":
            return say("%(task)s: escalated", task=name)
        case "element_completed":
            return say("%(element)s", element=name) if data.get("type") in SHOWN_ELEMENTS else None
        case "decision_made":
            level = level_of(data.get("value"))
            return (
                say("%(element)s: level %(level)s", element=name, level=level)
                if level
                else say("%(element)s", element=name)
            )
        case "timer_fired":
            return say("Time limit reached: %(element)s", element=name)
        case "message_received":
            return say("Message received: %(element)s", element=name)
        case "incident_opened":
            return say("Stopped by a fault: %(element)s", element=name)
        case "incident_retried":
            return say("Tried again: %(element)s", element=name)
        case _:
            return CASE_EVENTS.get(event.kind)


def level_of(value: Any) -> str:
    """The approval level in what a decision gave; empty where it gave none."""
    return str(value.get("level") or "") if isinstance(value, Mapping) else ""


CASE_EVENTS = {
    "case_started": say("Case started"),
    "case_completed": say("Case ended"),
    "case_cancelled": say("Case cancelled"),
}
