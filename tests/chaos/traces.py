"""What an act leaves behind in a case, so that two ways to the same place can be compared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from engine.db import Database
from engine.history.models import Event
from engine.instances.models import ProcessInstance, Subscription
from engine.jobs.models import Job
from engine.outbox.models import Notice, OutboxMessage
from engine.tasks.models import InboxEntry, Seat, Task
from engine.timers.models import Timer


def traces(db: Database, case_id: UUID) -> dict[str, Any]:
    """Everything countable about a case, without ids and times: equal for two cases that went the same way."""
    with db.reading() as session:
        case = session.get_one(ProcessInstance, case_id)
        tasks = session.scalars(select(Task).where(Task.instance_id == case_id)).all()
        names = {task.id: task.element_id for task in tasks}
        seats = session.scalars(select(Seat).where(Seat.task_id.in_(names))).all()
        timers = session.scalars(select(Timer).where(Timer.instance_id == case_id)).all()
        events = session.execute(
            select(Event.kind, Event.element_id).where(Event.chain_id == case_id).order_by(Event.number)
        )
        found = {
            "case": (case.status, case.revision),
            "tasks": sorted((task.element_id, task.status, task.decision or "") for task in tasks),
            "seats": sorted((names[s.task_id], s.position, s.status, s.decision or "") for s in seats),
            "timers": sorted(
                (t.element_id, t.stage or 0, t.fired_at is not None, t.cancelled_at is not None) for t in timers
            ),
            "events": [tuple(row) for row in events],
        }
        for model, is_of_case in (
            (InboxEntry, InboxEntry.task_id.in_(names)),
            (Subscription, Subscription.instance_id == case_id),
            (Job, Job.instance_id == case_id),
            (Notice, or_(*(Notice.path.contains(str(each)) for each in (case_id, *names)))),
            (OutboxMessage, or_(*(OutboxMessage.path.contains(str(each)) for each in (case_id, *names)))),
        ):
            found[model.__tablename__] = session.scalar(select(func.count()).select_from(model).where(is_of_case))
        return found
