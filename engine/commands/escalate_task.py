"""The service task `task.escalate`: nobody acted in time, so whoever stands above is told."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.advance.announcing import escalation
from engine.commands.recipients import reporting_lines, with_substitutes
from engine.commands.stage_effects import case_words
from engine.definitions.queries import load_definition
from engine.errors import say
from engine.history.operations import EventDraft, record_event
from engine.instances.models import ProcessInstance
from engine.outbox.kinds import MessageKind
from engine.outbox.operations import Telling, tell_all
from engine.service_tasks import ServiceCall, service_task
from engine.tasks.models import Seat, SeatStatus, Task
from engine.timers.ladder import ESCALATION, LIMIT
from engine.timers.models import Timer


@service_task("task.escalate")
def escalate_task(session: Session, actor: Actor, call: ServiceCall) -> None:
    """Tell whoever stands above the task `task_id` that its time limit has passed; the process owners where nobody
    does. A seat whose ladder has a stage of its own at the limit is left to that stage."""
    task = session.get_one(Task, UUID(call.arguments["task_id"]))
    instance = session.get_one(ProcessInstance, call.instance_id)
    seats = _spoken_for(session, task.id)
    lines = reporting_lines(session, seats, ESCALATION.to, clock.now(), case_units=[instance.org_unit_id])
    superiors = [person for seat in seats for person in lines.meant(seat, ESCALATION.to, instance.org_unit_id)]
    people = with_substitutes(session, lines, superiors, clock.now(), task.process_id)
    name = load_definition(session, task.bundle_version_id).wording(task.element_id)
    telling = Telling(
        people,
        say("Overdue: “%(task)s” of %(case)s has passed its time limit.", task=name, case=case_words(instance)),
        f"/tasks/{task.id}",
        kind=MessageKind.ESCALATED,
        due_at=min((seat.due_at for seat in seats if seat.due_at), default=None),
    )
    tell_all(session, [telling], [escalation(instance, task, LIMIT, people)])
    draft = EventDraft(
        "task_escalated",
        actor,
        element_id=task.element_id,
        version=instance.version,
        data={"task": task.id, "to": people},
    )
    record_event(session, instance.id, draft)


def _spoken_for(session: Session, task_id: UUID) -> list[Seat]:
    """The open seats that the diagram's own event speaks for. A stage that was cancelled is of a clock that has been
    stopped since: a seat that waited for somebody asked before it has begun anew."""
    own_stage = exists().where(
        Timer.task_id == task_id, Timer.seat_id == Seat.id, Timer.stage == LIMIT, Timer.cancelled_at.is_(None)
    )
    asked = select(Seat).where(Seat.task_id == task_id, Seat.status == SeatStatus.OPEN, ~own_stage)
    return list(session.scalars(asked.order_by(Seat.position)))
