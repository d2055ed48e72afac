"""Long or failing work is done: a chunk of each job in turn, so that a short one never waits for a long one's end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from engine import clock
from engine.commands.acting import perform
from engine.commands.putting_off import put_off_job
from engine.commands.run_job import run_job
from engine.db import Database
from engine.jobs.operations import due_jobs

log = structlog.get_logger()


def run_jobs(db: Database, *, now: datetime | None = None, limit: int = 500) -> int:
    """Run the jobs due at `now` (default: the clock's, read anew each round) to their ends, each chunk in a transaction
    of its own, at most `limit` jobs at a time; gives how many chunks were run.

    A chunk that fails is put off and reported; it never stops the others. Safe to run anywhere, at any time, twice.
    """
    chunks, over = 0, set[UUID]()
    while True:
        with db.reading() as session:
            jobs = [job_id for job_id in due_jobs(session, now or clock.now(), limit) if job_id not in over]
        for job_id in jobs:
            try:
                if not perform(db, _running(job_id)):
                    over.add(job_id)
                chunks += 1
            except Exception as error:  # a broken job must not stop the others
                log.error("job_failed", job=str(job_id), exc_info=error)
                _put_off(db, job_id, error)
                over.add(job_id)
        if over.issuperset(jobs):
            return chunks


def _put_off(db: Database, job_id: UUID, error: Exception) -> None:
    try:
        perform(db, lambda session: put_off_job(session, job_id, str(error)))
    except Exception as failure:  # then it is due still, but the rest has its turn
        log.error("job_not_put_off", job=str(job_id), exc_info=failure)


def _running(job_id: UUID) -> Callable[[Session], bool]:
    return lambda session: run_job(session, job_id)
