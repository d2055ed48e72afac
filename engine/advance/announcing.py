"""What a run means for people and programs: they are told in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definitions.queries import load_definition
from engine.errors import Sentence, Wording, say
from engine.history.operations import EventDraft
from engine.instances.models import ProcessInstance
from engine.outbox.kinds import FactKind, MessageKind
from engine.outbox.operations import Fact, Telling, tell_all
from engine.people.queries import name_of
from engine.tasks.models import Seat, SeatStatus, Task
from engine.tasks.operations import NewTask

FACT_OF_EVENT = {
    "task_completed": FactKind.TASK_DECIDED,
    "task_passed": FactKind.TASK_DECIDED,
    "task_sent_back": FactKind.TASK_DECIDED,
    "case_completed": FactKind.CASE_ENDED,
    "case_cancelled": FactKind.CASE_ENDED,
}
SENT_BACK = "send_back"


def announce(
    session: Session, instance: ProcessInstance, opened: Iterable[NewTask], events: Iterable[EventDraft]
) -> None:
    """Tell whoever is asked by the tasks that have opened, the initiator of a case that has ended, and the webhooks.

    One statement where nobody is named and nobody asked for more; whoever acted is not told what they know.
    """
    opened, events = list(opened), list(events)
    tellings = [telling for task in opened for telling in _of_task(session, instance, task, events)]
    tellings += _of_end(instance, events)
    facts = [_opened(instance, task) for task in opened if task.outcome is None]
    facts += [_fact(instance, event) for event in events if event.kind in FACT_OF_EVENT]
    tell_all(session, tellings, facts)


def announce_seats(
    session: Session, instance: ProcessInstance, bundle_version_id: UUID, element_id: str, seats: Sequence[Seat]
) -> None:
    """Tell whoever is asked by seats that have opened later than their task; added signers by whom."""
    name = load_definition(session, bundle_version_id).wording(element_id)
    asked = [seat for seat in seats if seat.added_by is None]
    tellings = [_telling(instance, name, asked, MessageKind.TASK_OPENED, instance.initiator_id)] if asked else []
    for seat in seats:
        if seat.added_by is not None:
            telling = _telling(instance, name, [seat], MessageKind.SIGNER_ADDED, seat.added_by)
            tellings.append(replace(telling, sentence=_added(session, seat.added_by, name, _case(instance))))
    tell_all(session, tellings)


def announce_events(session: Session, instance: ProcessInstance, events: Iterable[EventDraft]) -> None:
    """Tell the initiator and the webhooks what an act that ran nothing has done, such as cancelling the case."""
    announce(session, instance, (), events)


def _of_task(session: Session, instance: ProcessInstance, task: NewTask, events: Sequence[EventDraft]) -> list[Telling]:
    seats = task.open_seats if task.outcome is None else []
    if not seats:
        return []
    back = next((e for e in events if e.kind == "task_sent_back" or e.data.get("decision") == SENT_BACK), None)
    kind = MessageKind.RETURNED if back else MessageKind.TASK_OPENED
    asked_by = back.actor.person_id if back else instance.initiator_id
    actors = {event.actor.person_id for event in events}
    name = load_definition(session, task.bundle_version_id).wording(task.element_id)
    telling = _telling(instance, name, [seat for seat in seats if seat.person_id not in actors], kind, asked_by)
    return [telling] if telling.people or telling.pools else []


def _telling(
    instance: ProcessInstance, task: Wording, seats: Sequence[Seat], kind: MessageKind, asked_by: UUID | None
) -> Telling:
    open_seats = [seat for seat in seats if seat.status == SeatStatus.OPEN]
    people = [seat.person_id for seat in open_seats if seat.person_id is not None]
    pools = [pool for seat in open_seats for pool in seat.pools if seat.person_id is None]
    return Telling(
        people=people,
        sentence=_sentence(kind, task, _case(instance)),
        path=f"/tasks/{open_seats[0].task_id}" if open_seats else "",
        kind=kind if people else MessageKind.POOL_TASK_OPENED,
        due_at=min((seat.due_at for seat in open_seats if seat.due_at), default=None),
        asked_by=asked_by,
        pools=pools,
    )


def _sentence(kind: MessageKind, task: Wording, case: str) -> Sentence:
    if kind == MessageKind.RETURNED:
        return say("Sent back: “%(task)s” of %(case)s", task=task, case=case)
    return say("“%(task)s” of %(case)s waits for you", task=task, case=case)


def _added(session: Session, added_by: UUID, task: Wording, case: str) -> Sentence:
    return say(
        "%(name)s asks you to sign “%(task)s” of %(case)s as well.",
        name=name_of(session, added_by),
        task=task,
        case=case,
    )


def _of_end(instance: ProcessInstance, events: Sequence[EventDraft]) -> list[Telling]:
    end = next((event for event in events if FACT_OF_EVENT.get(event.kind) == FactKind.CASE_ENDED), None)
    if end is None or instance.initiator_id in (None, end.actor.person_id):
        return []
    sentence = {
        "case_cancelled": say("Cancelled: %(case)s", case=_case(instance)),
    }.get(end.kind, say("Completed: %(case)s", case=_case(instance)))
    return [Telling([instance.initiator_id], sentence, f"/cases/{instance.id}", MessageKind.CASE_ENDED)]


def _opened(instance: ProcessInstance, task: NewTask) -> Fact:
    due_at = min((seat.due_at for seat in task.open_seats if seat.due_at), default=None)
    data = {"task": {"id": task.id, "element": task.element_id, "due_at": due_at}, **_case_data(instance)}
    return Fact(FactKind.TASK_OPENED, f"/tasks/{task.id}", data)


def _fact(instance: ProcessInstance, event: EventDraft) -> Fact:
    kind = FACT_OF_EVENT[event.kind]
    if kind == FactKind.CASE_ENDED:
        data = {**_case_data(instance), "outcome": event.kind.removeprefix("case_")}
        return Fact(kind, f"/cases/{instance.id}", data)
    decision = SENT_BACK if event.kind == "task_sent_back" else event.data.get("decision")
    task = {
        "id": event.data.get("task"),
        "element": event.element_id,
        "decision": decision,
        "decided_by": event.actor.person_id,
    }
    return Fact(kind, f"/tasks/{task['id']}", {"task": task, **_case_data(instance)})


def escalation(instance: ProcessInstance, task: Task, percent: int | None, told: Sequence[UUID]) -> Fact:
    """What webhooks are told when a task has used up `percent` of its time limit and these people have been told."""
    data = {"task": {"id": task.id, "element": task.element_id}, "percent": percent, "to": list(told)}
    return Fact(FactKind.TASK_ESCALATED, f"/tasks/{task.id}", {**data, **_case_data(instance)})


def _case_data(instance: ProcessInstance) -> dict[str, Any]:
    return {
        "case": {
            "id": instance.id,
            "business_key": instance.business_key,
            "title": instance.title,
            "process": instance.process_id,
            "version": instance.version,
        }
    }


def _case(instance: ProcessInstance) -> str:
    return " ".join(filter(None, (instance.business_key, instance.title)))
