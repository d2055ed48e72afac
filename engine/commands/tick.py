"""The clock's turn: fire what is due, run what waits to be run, send what waits to leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from engine import clock
from engine.commands.acting import perform
from engine.commands.fire_timer import fire_timer
from engine.commands.putting_off import put_off_job, put_off_timer
from engine.commands.run_job import run_job
from engine.commands.send_messages import send_messages
from engine.db import Database
from engine.jobs.operations import due_jobs
from engine.outbox.deliveries import Send
from engine.timers.queries import due

log = structlog.get_logger()


@dataclass(frozen=True)
class TickReport:
    """What one turn of the clock did."""

    timers_fired: int
    timers_failed: int
    job_chunks: int
    messages_sent: int


def tick(db: Database, *, now: datetime | None = None, send: Send | None = None, limit: int = 500) -> TickReport:
    """Do everything that is due at `now` (default: the clock's), each piece in a transaction of its own.

    A piece that fails is put off and reported; it never stops the rest. Safe to run anywhere, at any time, twice.
    """
    now = now or clock.now()
    with db.reading() as session:
        timers = due(session, now, limit)
    fired = failed = 0
    for timer_id, instance_id in timers:
        try:
            fired += perform(db, _firing(timer_id, instance_id, now))
        except Exception as error:  # a broken case must not stop the clock
            failed += 1
            log.error("timer_failed", timer=str(timer_id), instance=str(instance_id), exc_info=error)
            with db.transaction() as session:
                put_off_timer(session, timer_id, instance_id, str(error))
    chunks = _run_jobs(db, now, limit)
    sent = send_messages(db, send, now=now) if send else 0
    return TickReport(fired, failed, chunks, sent)


def _firing(timer_id: UUID, instance_id: UUID, now: datetime) -> Callable[[Session], bool]:
    return lambda session: fire_timer(session, timer_id, instance_id, now)


def _run_jobs(db: Database, now: datetime, limit: int) -> int:
    with db.reading() as session:
        jobs = due_jobs(session, now, limit)
    chunks = 0
    for job_id in jobs:
        try:
            while perform(db, _running(job_id)):
                chunks += 1
            chunks += 1
        except Exception as error:  # a broken job must not stop the others
            log.error("job_failed", job=str(job_id), exc_info=error)
            with db.transaction() as session:
                put_off_job(session, job_id, str(error))
    return chunks


def _running(job_id: UUID) -> Callable[[Session], bool]:
    return lambda session: run_job(session, job_id)
