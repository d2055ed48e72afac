"""Many incidents are tried again: a job, each in a transaction of its own, with a list of what came of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.retry_incident import retry_incident
from engine.errors import EngineError, Invalid, Problem, Sentence, say
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.people.permissions import Permission
from engine.people.queries import require_permission

KIND = "retry_incidents"
MOST_AT_ONCE = 500
REFUSED = "refused"
"""Besides the values of `Retried`: it was refused or could not be carried out, for a reason."""


@dataclass(frozen=True)
class RetryResult:
    """What came of one incident: a value of `Retried`, or `refused` with a reason."""

    incident_id: UUID
    outcome: str
    reason: Sentence | None


def retry_incidents(session: Session, actor: Actor, incident_ids: Collection[UUID]) -> UUID:
    """Have incidents tried again, in this order, without changed variables; gives the id of the job that does it.

    Refused: `NotAllowed` without the permission, `Invalid` where there are none or more than 500.
    """
    require_permission(session, actor, Permission.RESOLVE_INCIDENTS)
    if not incident_ids:
        raise Invalid([Problem("incident", say("Choose at least one incident."))])
    if len(incident_ids) > MOST_AT_ONCE:
        raise Invalid([Problem("incident", say("At most %(limit)s incidents at once.", limit=MOST_AT_ONCE))])
    left = [str(each) for each in dict.fromkeys(incident_ids)]
    payload = {"person": str(actor.person_id) if actor.person_id else None, "channel": actor.channel}
    job = enqueue(session, KIND, {**payload, "left": left, "results": []})
    job.progress_total = len(left)
    return job.id


def results_of(job: Job) -> list[RetryResult]:
    """What came of those that have been tried so far."""
    return [
        RetryResult(UUID(incident_id), outcome, Sentence.from_data(reason) if reason else None)
        for incident_id, outcome, reason in job.payload["results"]
    ]


@job_kind(KIND)
def _retry_next(session: Session, job: Job) -> bool:
    payload: dict[str, Any] = job.payload
    incident_id, *left = payload["left"]
    outcome, reason = _retry_one(session, job, UUID(incident_id))
    result = [incident_id, outcome, reason.to_data() if reason else None]
    job.payload = {**payload, "left": left, "results": [*payload["results"], result]}
    job.progress_done += 1
    return not left


def _retry_one(session: Session, job: Job, incident_id: UUID) -> tuple[str, Sentence | None]:
    if job.attempts:  # it failed in a way that nobody foresaw: the others are not to wait for it
        reason, job.attempts, job.last_error = job.last_error, 0, ""
        return REFUSED, say("It could not be tried: %(reason)s", reason=reason)
    person = job.payload["person"]
    actor = Actor(UUID(person) if person else None, channel=job.payload["channel"])
    try:
        with session.begin_nested():
            return retry_incident(session, actor, incident_id), None
    except EngineError as refusal:
        return REFUSED, refusal.sentence
