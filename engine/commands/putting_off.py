"""What could not be done when it was due is tried again later, and an incident of its case asks somebody to look."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.advance.incidents import report_incident
from engine.errors import say
from engine.instances.models import InstanceStatus, Subscription
from engine.instances.operations import lock_instance
from engine.instances.queries import waiting_for
from engine.jobs import operations as jobs
from engine.jobs.models import Job, JobStatus
from engine.timers import operations as timers
from engine.timers.models import Timer
from engine.types import storable


def put_off_timer(session: Session, timer_id: UUID, instance_id: UUID, reason: str) -> None:
    """Try to fire the timer later. Nothing where it was fired or cancelled meanwhile."""
    instance = lock_instance(session, instance_id)
    timer = session.get_one(Timer, timer_id)
    if instance is None or timer.fired_at is not None or timer.cancelled_at is not None:
        return
    timers.postpone_failed(session, timer, reason)
    report_incident(
        session,
        instance,
        element_id=timer.element_id,
        engine_task_id=timer.engine_task_id,
        kind="timer_failed",
        message=say(
            "The timer “%(element)s” could not be fired: %(reason)s", element=timer.element_id, reason=storable(reason)
        ),
    )


def put_off_job(session: Session, job_id: UUID, reason: str) -> None:
    """Run the job later. Nothing where it was done meanwhile, or somebody else is at it."""
    job = session.get_one(Job, job_id)
    place = _place(session, job)
    instance = lock_instance(session, place[0]) if place else None
    unlocked = select(Job).where(Job.id == job_id).with_for_update(skip_locked=True)
    free = session.scalars(unlocked.execution_options(populate_existing=True)).one_or_none()
    if free is None or free.status != JobStatus.WAITING:
        return  # whoever runs it now may wait for this case: waiting for them would be a deadlock
    jobs.postpone_failed(free, reason)
    if place is None or instance is None or instance.status != InstanceStatus.ACTIVE:
        return
    element_id = job.payload.get("element") or instance.process_id
    report_incident(
        session,
        instance,
        element_id=element_id,
        engine_task_id=place[1],
        kind="job_failed",
        message=say(
            "“%(element)s” is tried again later: %(reason)s",
            element=job.payload.get("name", element_id),
            reason=storable(reason),
        ),
    )


def _place(session: Session, job: Job) -> tuple[UUID, UUID] | None:
    """The case and the place in it that the job is to move: of a message, the one that waits for it."""
    match job.kind:
        case "run_service_task" if job.instance_id is not None:
            return job.instance_id, UUID(job.payload["task"])
        case "deliver_message" | "deliver_buffered_messages":
            subscription = waiting_for(session, job.payload["name"], job.payload["key"])
        case "deliver_signal":
            subscription = session.get(Subscription, UUID(job.payload["subscription"]))
        case _:
            subscription = None
    return (subscription.instance_id, subscription.engine_task_id) if subscription else None
