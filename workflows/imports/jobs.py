"""Checking and applying imports in chunks, by the engine's jobs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from workflows.imports.models import ImportRun
from workflows.imports.operations import apply_more, check_more

CHECK, APPLY = "check_import", "apply_import"


def enqueue_check(session: Session, run: ImportRun) -> None:
    """Have the import checked outside the present click."""
    enqueue(session, CHECK, {"import": str(run.id)}).progress_total = run.row_count


def enqueue_apply(session: Session, run: ImportRun) -> None:
    """Have the import applied outside the present click."""
    enqueue(session, APPLY, {"import": str(run.id)}).progress_total = run.row_count


@job_kind(CHECK)
def _check(session: Session, job: Job) -> bool:
    return _run(session, job, check_more)


@job_kind(APPLY)
def _apply(session: Session, job: Job) -> bool:
    return _run(session, job, apply_more)


def _run(session: Session, job: Job, more: Callable[[Session, UUID], bool]) -> bool:
    run_id = UUID(job.payload["import"])
    is_done = more(session, run_id)
    run = session.get_one(ImportRun, run_id)
    job.progress_done = run.rows_checked if more is check_more else run.rows_applied
    return is_done
