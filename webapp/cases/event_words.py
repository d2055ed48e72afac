"""What each kind of event in a case's history is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
OPINIONS = {
    "approve": say("%(task)s: advised to approve"),
    "reject": say("%(task)s: advised to reject"),
}
ADDED = {
    "before": say("%(task)s: %(person)s asked to sign before"),
    "after": say("%(task)s: %(person)s asked to sign after"),
    "beside": say("%(task)s: %(person)s asked to sign as well"),
}
STAGES = {
    "remind": say("%(element)s: reminder to %(people)s"),
    "copy": say("%(element)s: %(people)s told that it is late"),
    "escalate": say("%(element)s: escalated to %(people)s"),
    "reassign": say("%(element)s: given to %(people)s, because it was late"),
}
AT_A_TASK = {
    "task_taken": say("%(task)s: taken"),
    "task_put_back": say("%(task)s: put back"),
    "task_escalated": say("%(task)s: escalated"),
    "task_passed": say("%(task)s: passed by itself"),
    "task_urged": say("%(task)s: urged"),
}
TO_A_PERSON = {
    "task_handed_over": say("%(task)s: handed over to %(person)s"),
    "task_delegated": say("%(task)s: %(person)s asked for advice"),
    "delegation_recalled": say("%(task)s: %(person)s no longer asked for advice"),
    "signer_removed": say("%(task)s: %(person)s no longer asked to sign"),
}
OF_THE_CASE = {
    "case_started": say("Case started"),
    "case_completed": say("Case ended"),
    "case_cancelled": say("Case cancelled"),
    "case_commented": say("Remark"),
    "withdraw_asked": say("Consent asked for, to withdraw the case"),
    "withdraw_consented": say("Consented to the withdrawal"),
    "withdraw_declined": say("Declined the withdrawal"),
    "evidence_brought": say("Evidence added"),
    "plan_set": say("Planned by day"),
    "materials_recorded": say("Recorded where the materials went"),
    "evidence_waived": say("Finance goes without a piece of evidence"),
}
AT_AN_ELEMENT = {
    "timer_fired": say("Time limit reached: %(element)s"),
    "message_received": say("Message received: %(element)s"),
    "incident_opened": say("Stopped by a fault: %(element)s"),
    "incident_retried": say("Tried again: %(element)s"),
    "incident_settled": say("Settled by hand: %(element)s"),
}


@dataclass(frozen=True)
class Names:
    """What ids in events are called: `element` gives an element's name in the reader's language, and `done` the
    sentence that a diagram has for the step once it is done with these values; empty where it has none."""

    people: Mapping[UUID, Person]
    element: Callable[[str], str]
    done: Callable[[str, Mapping[str, Any]], str]

    def person(self, person_id: Any) -> str:
        return named(self.people.get(UUID(str(person_id)))) if person_id else ""

    def several(self, ids: Any) -> str:
        return ", ".join(filter(None, map(self.person, ids if isinstance(ids, list) else [ids])))


def people_in(events: Iterable[RecordedEvent]) -> set[UUID]:
    """Everybody whom these events name: who acted, for whom, and to whom it was done."""
    found: set[UUID] = set()
    for event in events:
        found |= {person for person in (event.actor_id, event.on_behalf_of) if person}
        for key in ("person", "from", "to", "told", "for", "consented"):
            value = event.data.get(key)
            found |= {UUID(text) for text in (value if isinstance(value, list) else [value]) if _is_id(text)}
    return found


def words_of(event: RecordedEvent, names: Names) -> Sentence | None:
    """What happened, in a sentence; None for events that only the machine cares for."""
    element = names.element(event.element_id) if event.element_id else ""
    data = event.data
    if told := _particular(event, names, element):
        return told
    if event.kind in AT_A_TASK:
        return Sentence(AT_A_TASK[event.kind].template, {"task": element})
    if event.kind in TO_A_PERSON:
        person = names.person(data.get("person") or data.get("to"))
        return Sentence(TO_A_PERSON[event.kind].template, {"task": element, "person": person})
    if event.kind in AT_AN_ELEMENT:
        return Sentence(AT_AN_ELEMENT[event.kind].template, {"element": element})
    return OF_THE_CASE.get(event.kind)


def level_of(value: Any) -> str:
    """The approval level in what a decision gave; empty where it gave none."""
    return str(value.get("level") or "") if isinstance(value, Mapping) else ""


def _particular(event: RecordedEvent, names: Names, element: str) -> Sentence | None:
    data = event.data
    match event.kind:
        case "task_completed" if data.get("decision") in DECIDED:
            return _decided(element, data["decision"], _own_vote(data))
        case "task_completed":
            return say("%(task)s: done", task=element)
        case "task_voted":
            decision = DECIDED.get(data.get("decision", ""), say("done"))
            return say("%(task)s: signed, %(decision)s", task=element, decision=decision)
        case "delegation_answered":
            said = OPINIONS.get(data.get("opinion") or "", say("%(task)s: advice given"))
            return Sentence(said.template, {"task": element})
        case "signer_added":
            added = ADDED.get(data.get("how", ""), ADDED["beside"])
            return Sentence(added.template, {"task": element, "person": names.person(data.get("person"))})
        case "task_sent_back":
            return say("%(task)s: sent back to “%(target)s”", task=element, target=names.element(data["target"]))
        case "case_withdrawn" if data.get("consented"):
            return say("Case withdrawn with the consent of %(people)s", people=names.several(data["consented"]))
        case "case_withdrawn":
            return say("Case withdrawn")
        case "case_copied":
            return say("Copied to %(people)s", people=names.several(data.get("to")))
        case "task_escalated" if data.get("to"):
            return Sentence(STAGES["escalate"].template, {"element": element, "people": names.several(data["to"])})
        case "ladder_stage_fired" if data.get("action") in STAGES:
            said = STAGES[data["action"]]
            return Sentence(said.template, {"element": element, "people": names.several(data.get("to"))})
        case "element_completed" if data.get("type") in SHOWN_ELEMENTS:
            return _system_step(event, names, element, data.get("variables") or {})
        case "decision_made":
            value = data.get("value")
            level = level_of(value)
            told = names.done(event.element_id or "", value if isinstance(value, Mapping) else {"value": value})
            return _as_told(told) or (
                say("%(element)s: level %(level)s", element=element, level=level) if level else _done(element)
            )
        case _:
            return None


def _system_step(event: RecordedEvent, names: Names, element: str, variables: Mapping[str, Any]) -> Sentence | None:
    """What the system did; an end is told by its name, a step without a name by nothing."""
    if element == event.element_id:
        return None
    if event.data["type"] == "endEvent":
        return _as_told(element)
    return _as_told(names.done(event.element_id or "", variables)) or _done(element)


def _as_told(text: str) -> Sentence | None:
    return say("%(element)s", element=text) if text else None


def _done(element: str) -> Sentence:
    return say("%(task)s: done", task=element)


def _decided(element: str, outcome: str, own: str) -> Sentence:
    """The last vote and what it made of the step: in a vote the two may differ."""
    if own not in DECIDED or own == outcome:
        return say("%(task)s: %(decision)s", task=element, decision=DECIDED[outcome])
    return say(
        "%(task)s: signed, %(decision)s; the step is thereby %(outcome)s",
        task=element,
        decision=DECIDED[own],
        outcome=DECIDED[outcome],
    )


def _own_vote(data: Mapping[str, Any]) -> str:
    votes = data.get("votes") or ()
    return next((str(vote["decision"]) for vote in votes if vote.get("seat") == data.get("seat")), "")


def _is_id(text: Any) -> bool:
    try:
        return UUID(str(text)) is not None
    except ValueError:
        return False
