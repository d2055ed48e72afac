"""What went wrong and waits for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import feel
from engine.actors import Actor
from engine.case_view import view_case
from engine.commands import retry_incident, retry_incidents, settle_incident
from engine.commands.retry_incidents import KIND, results_of
from engine.errors import Sentence
from engine.instances.incidents import IncidentFilter, incidents
from engine.instances.models import Incident, ProcessInstance
from engine.instances.queries import find_incident
from engine.jobs.models import JobStatus
from engine.jobs.operations import find_job
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import DEFAULT_LIMIT, LARGEST_LIMIT, Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from webapp.i18n import translate

INCIDENTS = Tag(name="incidents", description="What went wrong and waits for a person.")


class IncidentItem(BaseModel):
    """Something in a case that a person has to look at, said in your language. Open while `resolved_at` is null."""

    id: UUID
    instance_id: UUID
    business_key: str
    element_id: str
    kind: str
    message: str
    attempts: int
    opened_at: datetime
    resolved_at: datetime | None


class IncidentList(BaseModel):
    """Open incidents oldest first, settled ones newest first; `next` is the cursor of the next page."""

    items: list[IncidentItem]
    next: UUID | None


class IncidentQuery(Entry):
    """Which incidents."""

    state: Literal["open", "settled"] = "open"
    kind: str | None = Field(None, max_length=40, description="Such as `service_task_failed` or `nobody_to_ask`.")
    process_id: str | None = Field(None, max_length=200)
    element_id: str | None = Field(None, max_length=200)
    cursor: UUID | None = Field(None, description="`next` of the page before; none for the first.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="How many items at most.")


class IncidentPath(BaseModel):
    """Which incident."""

    incident_id: UUID


class Retry(Entry):
    """What to put right before the case runs on."""

    variables: dict[str, Any] = Field(default_factory=dict, description="Variables to set, as FEEL values in JSON.")


class Settlement(Entry):
    """Why nothing is left to be done."""

    reason: str = Field(max_length=2000)


class RetryMany(Entry):
    """Which incidents are tried again, in this order."""

    incident_ids: list[UUID] = Field(max_length=500)


class RetryPath(BaseModel):
    """Which retry of many."""

    job_id: UUID


class RetryOutcome(BaseModel):
    """What came of one: `runs_on`, `failed_again`, `soon` (tried within seconds), or `refused` with a reason."""

    incident_id: UUID
    outcome: str
    reason: str | None


class RetryProgress(BaseModel):
    """How far a retry of many has come."""

    id: UUID
    is_done: bool
    done: int
    total: int
    results: list[RetryOutcome]


@blueprint.get("/incidents", responses={200: IncidentList}, tags=[INCIDENTS])
def list_incidents(query: IncidentQuery) -> Response:
    """The incidents of the cases you may see."""
    wanted = IncidentFilter(query.state == "open", query.kind or "", query.process_id or "", query.element_id or "")
    with database().reading() as session:
        found = incidents(session, caller(), wanted, beyond=query.cursor, limit=query.limit + 1)
        items = [incident_reply(*row) for row in found[: query.limit]]
    return reply(IncidentList(items=items, next=items[-1].id if len(found) > query.limit else None))


@blueprint.post("/incidents/<uuid:incident_id>/retry", responses={200: IncidentItem}, tags=[INCIDENTS])
def retry(path: IncidentPath, header: Idempotency, body: Retry) -> Response:
    """Set variables and let the case run on from where it stopped.

    A new failure leaves the incident open with one more attempt. Needs the permission `resolve_incidents`.
    """

    def change(session: Session, actor: Actor) -> BaseModel:
        case = view_case(session, actor, find_incident(session, path.incident_id).instance_id)
        retry_incident(session, actor, path.incident_id, variables=feel.from_json(body.variables))
        return incident_reply(find_incident(session, path.incident_id), case)

    return act(change, header=header)


@blueprint.post("/incidents/<uuid:incident_id>/settle", responses={200: IncidentItem}, tags=[INCIDENTS])
def settle(path: IncidentPath, header: Idempotency, body: Settlement) -> Response:
    """Close an incident by hand where the case does not wait in the element that failed.

    Needs the permission `resolve_incidents`.
    """

    def change(session: Session, actor: Actor) -> BaseModel:
        case = view_case(session, actor, find_incident(session, path.incident_id).instance_id)
        settle_incident(session, actor, path.incident_id, body.reason)
        return incident_reply(find_incident(session, path.incident_id), case)

    return act(change, header=header)


@blueprint.post("/incidents/retry", responses={202: RetryProgress}, tags=[INCIDENTS])
def retry_many(header: Idempotency, body: RetryMany) -> Response:
    """Have many tried again, each by itself, within seconds. Needs the permission `resolve_incidents`."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return _progress(session, retry_incidents(session, actor, body.incident_ids))

    return act(change, header=header, status=202)


@blueprint.get("/incidents/retries/<uuid:job_id>", responses={200: RetryProgress}, tags=[INCIDENTS])
def retry_progress(path: RetryPath) -> Response:
    """What came of a retry of many so far. Needs the permission `resolve_incidents`."""
    with database().reading() as session:
        require_permission(session, caller(), Permission.RESOLVE_INCIDENTS)
        return reply(_progress(session, path.job_id))


def _progress(session: Session, job_id: UUID) -> RetryProgress:
    job = find_job(session, job_id, KIND)
    return RetryProgress(
        id=job.id,
        is_done=job.status == JobStatus.DONE,
        done=job.progress_done,
        total=job.progress_total,
        results=[
            RetryOutcome(
                incident_id=result.incident_id,
                outcome=result.outcome,
                reason=translate(result.reason) if result.reason else None,
            )
            for result in results_of(job)
        ],
    )


def incident_reply(incident: Incident, case: ProcessInstance) -> IncidentItem:
    """What a program is told of an incident."""
    return IncidentItem(
        id=incident.id,
        instance_id=incident.instance_id,
        business_key=case.business_key,
        element_id=incident.element_id,
        kind=incident.kind,
        message=translate(Sentence.from_data(incident.message)),
        attempts=incident.attempts,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
    )
