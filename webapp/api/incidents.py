"""What went wrong and waits for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import feel
from engine.actors import Actor
from engine.case_view import view_case
from engine.commands import retry_incident
from engine.errors import Sentence
from engine.instances.models import Incident, ProcessInstance
from engine.instances.queries import find_incident, open_incidents
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import LARGEST_LIMIT, Entry, Idempotency
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
    """Open incidents, oldest first, 100 at most."""

    items: list[IncidentItem]


class IncidentPath(BaseModel):
    """Which incident."""

    incident_id: UUID


class Retry(Entry):
    """What to put right before the case runs on."""

    variables: dict[str, Any] = Field(default_factory=dict, description="Variables to set, as FEEL values in JSON.")


@blueprint.get("/incidents", responses={200: IncidentList}, tags=[INCIDENTS])
def list_incidents() -> Response:
    """The open incidents of the cases you may see."""
    with database().reading() as session:
        items = [incident_reply(*row) for row in open_incidents(session, caller(), limit=LARGEST_LIMIT)]
    return reply(IncidentList(items=items))


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
