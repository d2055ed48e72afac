"""A case as its page and its tasks show it: facts, where the token stands, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition
from engine.history.queries import RecordedEvent, elements_passed, events_of, latest_events
from engine.instances.models import Incident, ProcessInstance
from engine.instances.queries import open_incidents
from engine.people.models import Person
from engine.people.queries import people_by_id
from engine.tasks.models import Seat, SeatStatus, Task
from engine.tasks.queries import open_tasks_of, seats_of
from engine.visibility import participants
from webapp.cases.diagram import Diagram, diagram_of
from webapp.cases.event_words import Names, level_of, people_in
from webapp.cases.next_steps import next_steps
from webapp.cases.subject import Subject, read_subject
from webapp.cases.telling import told_of
from webapp.cases.time_line import Entry, time_line
from webapp.cases.waiting import Asked, asked
from webapp.i18n import element_name

LATEST = 60
"""Events that a page shows at first: a case that went round hundreds of times opens as fast as a new one."""


@dataclass(frozen=True)
class WaitingTask:
    """A task the case waits for: whom it asks now, until when, how many of those asked have signed, and what may come
    after it."""

    task: Task
    name: str
    asked: Sequence[Asked]
    due_at: datetime | None
    signed: int
    signers: int
    then: Sequence[str]

    @property
    def who(self) -> str:
        return ", ".join(one.who for one in self.asked)


@dataclass(frozen=True)
class CasePage:
    """Everything a page shows of a case."""

    instance: ProcessInstance
    definition: Definition
    initiator: Person | None
    subject: Subject | None
    waiting: Sequence[WaitingTask]
    incidents: Sequence[Incident]
    diagram: Diagram
    events: Sequence[RecordedEvent]
    names: Names
    entries: Sequence[Entry]
    has_earlier: bool
    approval_level: str
    participants: Sequence[Person]


def read_case(session: Session, actor: Actor, instance: ProcessInstance, *, whole_history: bool = False) -> CasePage:
    """Read a case that the actor may see, with the latest of its history or all of it; a fixed number of statements
    however long it has run."""
    definition = load_definition(session, instance.bundle_version_id)
    events = events_of(session, instance.id) if whole_history else latest_events(session, instance.id, LATEST)
    incidents = [incident for incident, _ in open_incidents(session, actor, instance_id=instance.id)]
    taking_part = participants(session, instance.id)
    people = people_by_id(session, [instance.initiator_id, *people_in(events), *taking_part])
    waiting = waiting_tasks(session, instance)
    names = Names(people, partial(element_name, definition, instance.process_id), partial(told_of, definition))
    return CasePage(
        instance=instance,
        definition=definition,
        initiator=people.get(instance.initiator_id) if instance.initiator_id else None,
        subject=read_subject(session, instance),
        waiting=waiting,
        incidents=incidents,
        diagram=diagram_of(
            definition,
            instance.process_id,
            passed=elements_passed(session, instance.id),
            live=[item.task.element_id for item in waiting],
            trouble=[incident.element_id for incident in incidents],
        ),
        events=events,
        names=names,
        entries=time_line(events, names),
        has_earlier=bool(events) and events[0].number > 1,
        approval_level=_approval_level(events),
        participants=[people[person_id] for person_id in taking_part if people[person_id].is_active],
    )


def waiting_tasks(session: Session, instance: ProcessInstance) -> list[WaitingTask]:
    """The open tasks of a case with those they ask now."""
    tasks = open_tasks_of(session, [instance.id])
    seats = seats_of(session, [task.id for task in tasks]) if tasks else []
    asking = [seat for seat in seats if seat.status == SeatStatus.OPEN]
    people = people_by_id(session, (person for seat in asking for person in (seat.person_id, seat.taken_by)))
    definition = load_definition(session, instance.bundle_version_id)
    return [
        _waiting(
            session,
            task,
            definition,
            [seat for seat in seats if seat.task_id == task.id],
            people,
        )
        for task in tasks
    ]


def _waiting(
    session: Session, task: Task, definition: Definition, seats: Sequence[Seat], people: dict[UUID, Person]
) -> WaitingTask:
    asking = [seat for seat in seats if seat.status == SeatStatus.OPEN]
    steps = next_steps(definition, task.process_id, task.element_id)
    return WaitingTask(
        task=task,
        name=element_name(definition, task.process_id, task.element_id),
        asked=[asked(session, seat, people) for seat in asking],
        due_at=min((seat.due_at for seat in asking if seat.due_at), default=None),
        signed=sum(seat.status == SeatStatus.DECIDED for seat in seats),
        signers=sum(seat.status != SeatStatus.NOT_NEEDED for seat in seats),
        then=list(dict.fromkeys(step.name for step in steps)),
    )


def _approval_level(events: Sequence[RecordedEvent]) -> str:
    """The level that the routing last came to; empty before it has run."""
    levels = (level_of(event.data.get("value")) for event in reversed(events) if event.kind == "decision_made")
    return next((level for level in levels if level), "")
