"""Reading which dossiers there are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound, say
from engine.jobs.models import Job
from workflows.dossier.models import Dossier


@dataclass(frozen=True)
class DossierState:
    """A dossier and how far its job is; `percent` from 0 to 100."""

    dossier: Dossier
    percent: int
    has_failed: bool


def find_dossier(session: Session, dossier_id: UUID) -> Dossier:
    """The dossier, or `NotFound`. Whether the actor may see it is decided by its case."""
    dossier = session.get(Dossier, dossier_id)
    if dossier is None:
        raise NotFound(say("There is no such dossier."))
    return dossier


def dossiers_of(session: Session, request_id: UUID, *, limit: int = 10) -> list[DossierState]:
    """The newest dossiers of a request that were asked for, the newest first."""
    query = select(Dossier, Job).join(Job, Job.id == Dossier.job_id).where(Dossier.request_id == request_id)
    return [_state(*row) for row in session.execute(query.order_by(Dossier.id.desc()).limit(limit))]


def dossier_state(session: Session, dossier_id: UUID) -> DossierState:
    """A dossier with the progress of its job, or `NotFound`."""
    dossier = find_dossier(session, dossier_id)
    return _state(dossier, session.get_one(Job, dossier.job_id))


def _state(dossier: Dossier, job: Job) -> DossierState:
    percent = 100 if dossier.made_at else min(99, 100 * job.progress_done // max(1, job.progress_total))
    return DossierState(dossier, percent, dossier.made_at is None and job.attempts > 0)
