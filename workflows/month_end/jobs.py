"""Working a month out in chunks, by the engine's jobs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.jobs.models import Job, JobStatus
from engine.jobs.operations import enqueue, job_kind
from workflows.month_end.depreciating import depreciate_more
from workflows.month_end.models import DepreciationMonth, MonthStatus

DEPRECIATE = "depreciate_month"


def enqueue_month(session: Session, month: DepreciationMonth) -> None:
    """Have the month worked out outside the present click, unless that is under way or done."""
    job = session.get(Job, month.job_id) if month.job_id else None
    if month.status == MonthStatus.DONE or (job is not None and job.status == JobStatus.WAITING):
        return
    payload = {"entity": str(month.legal_entity_id), "year": month.year, "month": month.month}
    job = enqueue(session, DEPRECIATE, payload)
    job.progress_total = month.assets_total
    session.flush()  # the month refers to its job by id
    month.job_id = job.id


@job_kind(DEPRECIATE)
def _depreciate(session: Session, job: Job) -> bool:
    entity_id, year, month = UUID(job.payload["entity"]), job.payload["year"], job.payload["month"]
    is_done = depreciate_more(session, entity_id, year, month)
    found = session.get_one(DepreciationMonth, (entity_id, year, month))
    job.progress_done, job.progress_total = found.assets_done, found.assets_total
    return is_done
