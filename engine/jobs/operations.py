"""Queueing jobs and running them chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import NotFound, say
from engine.jobs.models import Job, JobStatus
from engine.types import new_id, storable

Chunk = Callable[[Session, Job], bool]
"""Does a piece of the work and rewrites `job.payload`; True when nothing is left. Running it twice must not matter."""

_kinds: dict[str, Chunk] = {}


def job_kind(kind: str) -> Callable[[Chunk], Chunk]:
    """Register the decorated function as what does jobs of this kind."""

    def register(chunk: Chunk) -> Chunk:
        _kinds[kind] = chunk
        return chunk

    return register


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    instance_id: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Have work done outside the present click."""
    now = clock.now()
    job = Job(
        id=new_id(), kind=kind, payload=dict(payload), instance_id=instance_id, run_at=run_at or now, created_at=now
    )
    session.add(job)
    return job


def due_jobs(session: Session, now: datetime, limit: int = 100) -> list[UUID]:
    """Jobs to run now, oldest first; reads without a lock."""
    return list(
        session.scalars(
            select(Job.id).where(Job.status == JobStatus.WAITING, Job.run_at <= now).order_by(Job.run_at).limit(limit)
        )
    )


def run_chunk(session: Session, job_id: UUID) -> bool:
    """Run the next chunk of a job that nobody else is running; True when there is more to do at once."""
    job = session.scalars(
        select(Job).where(Job.id == job_id, Job.status == JobStatus.WAITING).with_for_update(skip_locked=True)
    ).one_or_none()
    if job is None:
        return False
    if _kinds[job.kind](session, job):
        job.status, job.finished_at = JobStatus.DONE, clock.now()
        return False
    return True


def try_jobs_now(session: Session, instance_id: UUID) -> None:
    """The jobs of a case that failed are due now, not only when their turn would come again."""
    session.execute(
        update(Job)
        .where(Job.instance_id == instance_id, Job.status == JobStatus.WAITING, Job.attempts > 0)
        .values(run_at=clock.now())
    )


def find_job(session: Session, job_id: UUID, kind: str) -> Job:
    """The job of this kind, or `NotFound`."""
    job = session.get(Job, job_id)
    if job is None or job.kind != kind:
        raise NotFound(say("There is no such job."))
    return job


def postpone_failed(job: Job, reason: str) -> None:
    """A chunk failed and was rolled back: it is tried again later, each time after twice as long, and never lost."""
    job.attempts += 1
    job.last_error = storable(reason)
    job.run_at = clock.retry_at(job.attempts)
