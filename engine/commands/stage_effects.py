"""What each stage of a ladder does: whom it tells, with which words, and to whom it hands a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import SYSTEM
from engine.advance.announcing import escalation
from engine.commands.recipients import with_substitutes
from engine.commands.reporting_lines import ReportingLines
from engine.definitions.queries import load_definition
from engine.errors import Sentence, Wording, say
from engine.history.operations import EventDraft
from engine.instances.models import ProcessInstance
from engine.outbox.kinds import MessageKind
from engine.outbox.operations import Fact, Telling
from engine.tasks.handing_on import hand_over_seat
from engine.tasks.models import Seat, SeatStatus, Task
from engine.tasks.queries import seats_of
from engine.tasks.rules import barred_people
from engine.timers.ladder import StageAction
from engine.timers.models import Timer

_KINDS = {
    StageAction.REMIND: MessageKind.REMINDED,
    StageAction.COPY: MessageKind.COPIED,
    StageAction.ESCALATE: MessageKind.ESCALATED,
}


@dataclass(frozen=True)
class Reached:
    """A stage that has been reached, with the open seat it is of."""

    timer: Timer
    seat: Seat
    task: Task
    case: ProcessInstance


@dataclass(frozen=True)
class Effect:
    """What a stage has done: who is told what, the case's event, and what webhooks learn."""

    tellings: Sequence[Telling]
    event: EventDraft
    facts: Sequence[Fact] = ()


def effect_of(session: Session, reached: Reached, lines: ReportingLines, now: datetime) -> Effect:
    """Do what the stage says. A seat that nobody else may be given is escalated instead of reassigned."""
    meant = lines.meant(reached.seat, reached.timer.recipients, reached.case.org_unit_id)
    if reached.timer.action == StageAction.REASSIGN:
        person = _free_for(session, reached, meant + lines.above(reached.seat))
        if person is not None:
            return _reassigned(session, reached, lines, person, now)
    action = StageAction(reached.timer.action or StageAction.ESCALATE)
    action = StageAction.ESCALATE if action is StageAction.REASSIGN else action
    people = with_substitutes(session, lines, meant, now, reached.task.process_id)
    telling = Telling(
        people,
        _sentence(session, reached, lines, action),
        f"/tasks/{reached.task.id}",
        kind=_KINDS[action],
        due_at=reached.seat.due_at,
        asked_by=reached.case.initiator_id,
    )
    facts = [_fact(reached, people)] if action is StageAction.ESCALATE else []
    return Effect([telling], _event(reached, action, people, now), facts)


def _reassigned(session: Session, reached: Reached, lines: ReportingLines, person: UUID, now: datetime) -> Effect:
    """The seat is this person's from now on; whoever let it wait is told as well."""
    before = lines.sitting(reached.seat)
    holder = reached.seat.person_id or reached.seat.taken_by
    hand_over_seat(session, reached.seat, person)
    reached.task.revision += 1
    path, task, case = f"/tasks/{reached.task.id}", _name(session, reached.task), case_words(reached.case)
    to_new = say("“%(task)s” of %(case)s has come to you: nobody acted in time.", task=task, case=case)
    to_old = say(
        "“%(task)s” of %(case)s has gone to %(name)s: nobody acted in time.",
        task=task,
        case=case,
        name=lines.people[person].name,
    )
    people = with_substitutes(session, lines, [person], now, reached.task.process_id)
    event = _event(reached, StageAction.REASSIGN, [person], now)
    return Effect(
        [
            Telling(people, to_new, path, kind=MessageKind.HANDED_OVER, due_at=reached.seat.due_at),
            Telling(before, to_old, path, kind=MessageKind.HANDED_OVER),
        ],
        replace(event, data={**event.data, "from": holder}),
        [_fact(reached, people)],
    )


def _free_for(session: Session, reached: Reached, candidates: Sequence[UUID]) -> UUID | None:
    """The first of these who may sit there: not barred by the segregation of duties, no other seat in the task."""
    definition = load_definition(session, reached.task.bundle_version_id)
    properties = definition.process(reached.task.process_id).user_tasks[reached.task.element_id].properties
    barred = barred_people(session, reached.case.id, initiator_id=reached.case.initiator_id, properties=properties)
    seated = {
        person
        for seat in seats_of(session, [reached.task.id])
        if seat.status != SeatStatus.NOT_NEEDED
        for person in (seat.person_id, seat.taken_by, seat.decided_by, seat.on_behalf_of)
    }
    return next((person for person in candidates if person not in barred | seated), None)


def _sentence(session: Session, reached: Reached, lines: ReportingLines, action: StageAction) -> Sentence:
    task, case, percent = _name(session, reached.task), case_words(reached.case), reached.timer.stage
    holder = lines.people.get(reached.seat.person_id or reached.seat.taken_by or reached.task.id)
    if action is StageAction.REMIND:
        return say(
            "Reminder: “%(task)s” of %(case)s has used %(percent)s %% of its time.",
            task=task,
            case=case,
            percent=percent,
        )
    if action is StageAction.COPY:
        return say(
            "For your information: “%(task)s” of %(case)s has used %(percent)s %% of its time.",
            task=task,
            case=case,
            percent=percent,
        )
    if holder is None:
        return say(
            "Overdue: “%(task)s” of %(case)s has used %(percent)s %% of its time, and nobody has taken it.",
            task=task,
            case=case,
            percent=percent,
        )
    return say(
        "Overdue: “%(task)s” of %(case)s has used %(percent)s %% of its time. It waits for %(name)s.",
        task=task,
        case=case,
        percent=percent,
        name=holder.name,
    )


def _name(session: Session, task: Task) -> Wording:
    return load_definition(session, task.bundle_version_id).wording(task.element_id)


def case_words(case: ProcessInstance) -> str:
    """A case by its number and title."""
    return " ".join(filter(None, (case.business_key, case.title)))


def _event(reached: Reached, action: StageAction, people: Sequence[UUID], now: datetime) -> EventDraft:
    return EventDraft(
        "ladder_stage_fired",
        SYSTEM,
        element_id=reached.task.element_id,
        version=reached.case.version,
        at=now,
        data={
            "task": reached.task.id,
            "seat": reached.seat.id,
            "timer": reached.timer.id,
            "percent": reached.timer.stage,
            "repetition": reached.timer.repetition,
            "action": action.value,
            "due_at": reached.timer.due_at,
            "to": list(people),
        },
    )


def _fact(reached: Reached, people: Sequence[UUID]) -> Fact:
    return escalation(reached.case, reached.task, reached.timer.stage, people)
