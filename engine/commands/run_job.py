"""The next chunk of a job, under the lock of the case it belongs to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import feel, spiff
from engine.actors import SYSTEM
from engine.advance import load_run, write_down
from engine.commands.deliver_message import deliver_buffered, deliver_message, deliver_signal
from engine.instances.models import InstanceStatus
from engine.instances.operations import SIGNAL, lock_instance
from engine.instances.queries import all_waiting_for
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind, run_chunk


def run_job(session: Session, job_id: UUID) -> bool:
    """Run a chunk; True when there is more at once. A busy case means: at the next tick."""
    instance_id = session.scalars(select(Job.instance_id).where(Job.id == job_id)).one_or_none()
    if instance_id is not None and lock_instance(session, instance_id, wait=False) is None:
        return False
    return run_chunk(session, job_id)


@job_kind("run_service_task")
def _run_service_task(session: Session, job: Job) -> bool:
    """Run a service task that is to run afterwards, and on until the case waits again."""
    assert job.instance_id is not None
    instance = lock_instance(session, job.instance_id)
    if instance is None or instance.status != InstanceStatus.ACTIVE:
        return True
    run = load_run(session, SYSTEM, instance)
    spiff.run_on(run.engine_instance, stop=run.resumes(job.payload["element"]))
    write_down(run)
    return True


@job_kind("deliver_message")
def _deliver_message(session: Session, job: Job) -> bool:
    payload = job.payload
    deliver_message(session, SYSTEM, payload["name"], payload["key"], feel.from_json(payload["variables"]))
    return True


@job_kind("deliver_buffered_messages")
def _deliver_buffered_messages(session: Session, job: Job) -> bool:
    return not deliver_buffered(session, job.payload["name"], job.payload["key"])


@job_kind("broadcast_signal")
def _broadcast_signal(session: Session, job: Job) -> bool:
    """One job for each place that waits: each moves a case of its own, in a transaction of its own."""
    for subscription in all_waiting_for(session, SIGNAL, job.payload["name"]):
        payload = {"subscription": str(subscription.id), "variables": job.payload["variables"]}
        enqueue(session, "deliver_signal", payload, instance_id=subscription.instance_id)
    return True


@job_kind("deliver_signal")
def _deliver_signal(session: Session, job: Job) -> bool:
    deliver_signal(session, SYSTEM, UUID(job.payload["subscription"]), feel.from_json(job.payload["variables"]))
    return True
