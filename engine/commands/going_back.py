"""A case goes back: what was done on the way is undone, what was answered is kept, the token moves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.allowed.going_back import UNDONE, DecidedTask, Way, passed_services, taken_back
from engine.history.operations import EventDraft, record_event
from engine.service_tasks import ServiceCall
from engine.tasks.drafts import keep_answers
from engine.tasks.models import SeatStatus
from engine.tasks.queries import seats_of


@dataclass(frozen=True)
class GoneBack:
    """What a way back cost: the open tasks that went, and the decisions that have to be made again."""

    cancelled: list[UUID]
    taken_back: list[UUID]


def go_back(session: Session, actor: Actor, way: Way, token_id: UUID, target: DecidedTask, *, reason: str) -> GoneBack:
    """Move a token to a task that the case has been through. The caller has asked whether the target is legal, and
    writes the run down.

    The service tasks passed are undone first, newest first (`undo` of a service task): they get the variables of the
    process, `reason`, and the id of the element. The answers of what is taken back stay as drafts.
    """
    run = way.run
    for service in passed_services(way, target):
        if service.undo is not None:
            arguments = {**spiff.variables(run.engine_instance), "reason": reason}
            service.undo(
                session, actor, ServiceCall(run.instance.id, run.instance.id, service.element_id, arguments, {})
            )
        data = {"event": service.ran.number}
        undone = EventDraft(UNDONE, actor, element_id=service.element_id, version=run.instance.version, data=data)
        record_event(session, run.instance.id, undone)
    again = taken_back(way, target)
    keep_answers(session, [each.task for each in again])
    moved = spiff.move(run.engine_instance, token_id, target.task.element_id, stop=run.stops_before)
    gone = set(moved.cancelled)
    open_before = [task.task_id for task in run.before.user_tasks] if run.before else []
    return GoneBack([task_id for task_id in open_before if task_id in gone], [each.task.id for each in again])


def holders_of_open(session: Session, task_ids: list[UUID]) -> list[UUID]:
    """Who sits by name at these open tasks."""
    seats = seats_of(session, task_ids) if task_ids else []
    return [person for seat in seats if seat.status == SeatStatus.OPEN and (person := seat.person_id or seat.taken_by)]


def deciders_of(session: Session, task_id: UUID) -> list[UUID]:
    """Who decided a task."""
    return [seat.decided_by for seat in seats_of(session, [task_id]) if seat.decided_by is not None]
