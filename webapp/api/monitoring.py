"""Alarms of monitoring systems, and the sources that may raise them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, request
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Sentence
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply, values_for
from webapp.edge import database, public, settings
from webapp.i18n import translate
from webapp.monitoring.receiving import receive
from workflows.monitoring.alarms import LONGEST_ALARM_ID, LONGEST_MESSAGE, Alarm
from workflows.monitoring.models import MonitoringCall, MonitoringSource, Outcome
from workflows.monitoring.queries import latest_calls, list_sources
from workflows.monitoring.signing import secret_of
from workflows.monitoring.sources import add_source, change_answering, renew_source_secret, switch_source

MONITORING = Tag(name="monitoring", description="Alarms that mark assets for disposal, and who may raise them.")


class SourcePath(BaseModel):
    """Which source."""

    source_id: UUID


class Signed(BaseModel):
    """The headers of a signed call (Standard Webhooks 1.0.0)."""

    alarm_id: str = Field(
        "", alias="webhook-id", max_length=LONGEST_ALARM_ID, description="The sender's own id of the alarm."
    )
    timestamp: str = Field(
        "", alias="webhook-timestamp", max_length=20, description="Seconds since 1970, UTC, within five minutes."
    )
    signatures: str = Field(
        "",
        alias="webhook-signature",
        max_length=1000,
        description="`v1,` and the Base64 of HMAC-SHA256, by the source's secret, over `webhook-id.timestamp.body`.",
    )


class AlarmBody(Entry):
    """What is wrong with which asset."""

    asset_no: str = Field(min_length=1, max_length=100)
    message: str = Field(min_length=1, max_length=LONGEST_MESSAGE)


class AlarmReply(BaseModel):
    """What became of the alarm: `marked`, or `recorded` where the asset was out of service or in a request."""

    outcome: Outcome
    sentence: str
    request_id: UUID | None


class SourceItem(BaseModel):
    """A monitoring system. It marks assets of its company alone; `person_id` answers for its alarms."""

    id: UUID
    name: str
    legal_entity_id: UUID
    person_id: UUID
    is_active: bool
    created_at: datetime


class SourceList(BaseModel):
    """The sources, by name."""

    items: list[SourceItem]


class SourceSecret(BaseModel):
    """A source and the secret it signs with; this answer alone shows it."""

    source: SourceItem
    secret: str


class NewSource(Entry):
    """A monitoring system, and the sign-in name of the person who answers for its alarms."""

    name: str = Field(min_length=1, max_length=100)
    login: str = Field(min_length=1, max_length=100)


class SourceSwitch(Entry):
    """Whether alarms of the source are taken."""

    is_active: bool


class Answering(Entry):
    """Who answers for the alarms, by sign-in name."""

    login: str = Field(min_length=1, max_length=100)


class CallItem(BaseModel):
    """One call of a source, and what was answered."""

    id: UUID
    source_id: UUID
    alarm_id: str
    asset_no: str
    received_at: datetime
    outcome: Outcome
    sentence: str
    request_id: UUID | None


class CallList(BaseModel):
    """The latest calls, newest first."""

    items: list[CallItem]


@blueprint.post("/monitoring/sources/<uuid:source_id>/alarms", responses={200: AlarmReply}, tags=[MONITORING])
@public
def raise_alarm(path: SourcePath, header: Signed, body: AlarmBody) -> Response:
    """Mark the asset of an alarm for disposal; a maintenance engineer judges it. Signed instead of by token.

    The same `webhook-id` again gets the first answer and does nothing. An asset that is out of service, or in a
    request already, stays as it is and keeps the alarm on its time line. In Python:

        body = json.dumps({"asset_no": "SZ-IT-0007", "message": "RAID degraded"}).encode()
        key, now = base64.b64decode(secret.removeprefix("whsec_")), str(int(time.time()))
        signed = hmac.digest(key, f"{alarm_id}.{now}.".encode() + body, hashlib.sha256)
        headers = {"content-type": "application/json", "webhook-id": alarm_id, "webhook-timestamp": now,
                   "webhook-signature": "v1," + base64.b64encode(signed).decode()}

    The page of the monitoring sources has the same for curl.
    """
    alarm = Alarm(header.alarm_id, body.asset_no, body.message)
    call = receive(
        path.source_id,
        alarm,
        timestamp=header.timestamp,
        signatures=header.signatures,
        body=request.get_data(),
    )
    return reply(AlarmReply(outcome=Outcome(call.outcome), sentence=_said(call), request_id=call.request_id))


@blueprint.get("/monitoring/sources", responses={200: SourceList}, tags=[MONITORING])
def list_monitoring_sources() -> Response:
    """The sources. Needs the permission `edit_channels`, as everything about them does."""
    with database().reading() as session:
        return reply(SourceList(items=[_item(source) for source, _, _ in list_sources(session, caller())]))


@blueprint.post("/monitoring/sources", responses={201: SourceSecret}, tags=[MONITORING])
def create_monitoring_source(header: Idempotency, body: NewSource) -> Response:
    """Add a source for the company of the person who answers for it; the answer holds its secret."""
    return act(
        lambda session, actor: _with_secret(add_source(session, actor, body.name, body.login)),
        header=header,
        status=201,
    )


@blueprint.post("/monitoring/sources/<uuid:source_id>/switch", responses={200: SourceItem}, tags=[MONITORING])
def switch_monitoring_source(path: SourcePath, header: Idempotency, body: SourceSwitch) -> Response:
    """Take no alarm of the source any more, or take them again."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return _item(switch_source(session, actor, path.source_id, is_active=body.is_active))

    return act(change, header=header)


@blueprint.post("/monitoring/sources/<uuid:source_id>/person", responses={200: SourceItem}, tags=[MONITORING])
def change_monitoring_person(path: SourcePath, header: Idempotency, body: Answering) -> Response:
    """Somebody else of the same company answers for its alarms."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return _item(change_answering(session, actor, path.source_id, body.login))

    return act(change, header=header)


@blueprint.post("/monitoring/sources/<uuid:source_id>/secret", responses={200: SourceSecret}, tags=[MONITORING])
def renew_monitoring_secret(path: SourcePath, header: Idempotency) -> Response:
    """Sign with a new secret from now on; the old one is worth nothing at once."""
    return act(lambda session, actor: _with_secret(renew_source_secret(session, actor, path.source_id)), header=header)


@blueprint.get("/monitoring/sources/<uuid:source_id>/calls", responses={200: CallList}, tags=[MONITORING])
def list_monitoring_calls(path: SourcePath) -> Response:
    """The latest calls of a source with what was answered, refused ones too."""
    with database().reading() as session:
        found = latest_calls(session, caller(), source_id=path.source_id)
    names = set(CallItem.model_fields) - {"sentence"}
    return reply(
        CallList(
            items=[CallItem(**{name: getattr(call, name) for name in names}, sentence=_said(call)) for call, _ in found]
        )
    )


def _said(call: MonitoringCall) -> str:
    return translate(Sentence.from_data(call.sentence))


def _item(source: MonitoringSource) -> SourceItem:
    return SourceItem(**values_for(SourceItem, source))


def _with_secret(source: MonitoringSource) -> SourceSecret:
    return SourceSecret(source=_item(source), secret=secret_of(settings().secret_key, source))
