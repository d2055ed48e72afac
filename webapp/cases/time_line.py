"""What happened in a case, told from its history: one entry per act that a person wants to know of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.errors import Sentence, say
from engine.history.queries import RecordedEvent
from webapp.cases.event_words import Names, words_of
from webapp.i18n import translate

BY_THE_SYSTEM = {"task_escalated", "case_completed", "task_passed"}
SAID = ("text", "why", "comment", "reason", "note")
"""Where an event keeps what somebody wrote, or why the system did something."""


@dataclass(frozen=True)
class Entry:
    """One act. `who` is empty where the system acted; `comment` is what a person wrote; `waited` how long it lay."""

    at: datetime
    what: Sentence
    who: str
    comment: str
    waited: timedelta | None
    is_trouble: bool


def time_line(events: Iterable[RecordedEvent], names: Names) -> list[Entry]:
    """The entries, newest first. Of ends only the one that ended the case is told: others end a way beside it, such as
    that of a time limit."""
    told = list(events)
    last = {event.number - 1 for event in told if event.kind == "case_completed"}
    entries = [
        entry
        for event in told
        if (event.data.get("type") != "endEvent" or event.number in last) and (entry := _entry(event, names))
    ]
    return entries[::-1]


def _entry(event: RecordedEvent, names: Names) -> Entry | None:
    what = words_of(event, names)
    if what is None:
        return None
    waited = event.data.get("waited_seconds")
    return Entry(
        at=event.at,
        what=what,
        who=_who(event, names),
        comment=_said(event),
        waited=timedelta(seconds=waited) if isinstance(waited, int) else None,
        is_trouble=event.kind == "incident_opened",
    )


def _who(event: RecordedEvent, names: Names) -> str:
    """Who acted; what the system does in the wake of an act is nobody's."""
    is_personal = event.kind.startswith(("task_", "case_", "delegation_", "signer_", "withdraw_"))
    if event.actor_id is None or event.kind in BY_THE_SYSTEM or not (is_personal or event.kind == "incident_retried"):
        return ""
    name = names.person(event.actor_id)
    if event.on_behalf_of is None:
        return name
    return translate(say("%(name)s for %(absent)s", name=name, absent=names.person(event.on_behalf_of)))


def _said(event: RecordedEvent) -> str:
    said = next((event.data[key] for key in SAID if event.data.get(key)), "")
    if isinstance(said, Mapping) and "template" in said:
        return translate(Sentence.from_data(said))
    return str(said)
