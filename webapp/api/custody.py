"""Work on assets, and assets that change hands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, Empty, act, reply
from webapp.assets.reading import view_asset
from webapp.edge import database, settings
from workflows.assets.handing_over import call_off_hand_over, give_asset, one_sided_hand_overs, receive_asset
from workflows.assets.maintenance import close_maintenance, maintenance_of, open_maintenance
from workflows.assets.models import HandOver, MaintenanceKind, MaintenanceRecord
from workflows.assets.queries import find_location_by_label

CUSTODY = Tag(name="custody", description="Who has an asset, and the work that is done on it.")


class AssetNo(BaseModel):
    """Which asset, by its number."""

    asset_no: str = Field(max_length=60)


class RecordPath(BaseModel):
    """Which maintenance record."""

    record_id: UUID


class HandOverPath(BaseModel):
    """Which hand-over."""

    hand_over_id: UUID


class WorkBody(Entry):
    """Work on an asset; without `done_on` it is still to be done."""

    kind: MaintenanceKind
    description: str = Field(min_length=1, max_length=2000)
    done_on: date | None = None
    cost: Decimal | None = Field(None, ge=0, max_digits=16, decimal_places=2)


class ClosingBody(Entry):
    """When the work was done, and what it cost."""

    done_on: date
    cost: Decimal | None = Field(None, ge=0, max_digits=16, decimal_places=2)


class ReceiveBody(Entry):
    """Where the asset is received: the code of a location, or its label."""

    location: str = Field(min_length=1, max_length=500)


class WorkReply(BaseModel):
    """Work on an asset; `done_on` is null while it is open."""

    id: UUID
    asset_id: UUID
    kind: MaintenanceKind
    description: str
    done_on: date | None
    cost: Amount | None
    currency: str
    opened_at: datetime
    closed_at: datetime | None


class WorkList(BaseModel):
    """The latest work on an asset, newest first."""

    items: list[WorkReply]


class HandOverReply(BaseModel):
    """An asset on its way from one person to another; over once `closed_at` is set."""

    id: UUID
    asset_id: UUID
    given_by: UUID | None
    given_scan_at: datetime | None
    received_by: UUID | None
    received_scan_at: datetime | None
    location_id: UUID | None
    due_at: datetime
    closed_at: datetime | None


class HandOverList(BaseModel):
    """Hand-overs that one side alone has scanned, the longest due first."""

    items: list[HandOverReply]


@blueprint.get("/assets/<asset_no>/maintenance", responses={200: WorkList}, tags=[CUSTODY])
def list_maintenance(path: AssetNo) -> Response:
    """The latest work on an asset that you may see."""
    with database().reading() as session:
        asset, _ = view_asset(session, caller(), path.asset_no, "", settings().secret_key)
        return reply(WorkList(items=[_work(record) for record in maintenance_of(session, asset.id)]))


@blueprint.post("/assets/<asset_no>/maintenance", responses={201: WorkReply}, tags=[CUSTODY])
def record_maintenance(path: AssetNo, header: Idempotency, body: WorkBody) -> Response:
    """Record work on an asset in service."""

    def change(session: Session, actor: Actor) -> BaseModel:
        asset, _ = view_asset(session, actor, path.asset_no, "", settings().secret_key)
        return _work(
            open_maintenance(
                session, actor, asset.id, body.kind, body.description, done_on=body.done_on, cost=body.cost
            )
        )

    return act(change, header=header, status=201)


@blueprint.post("/maintenance/<uuid:record_id>/close", responses={200: WorkReply}, tags=[CUSTODY])
def close_maintenance_record(path: RecordPath, header: Idempotency, body: ClosingBody) -> Response:
    """The work is done. Taking out of service is closed only once the asset is marked for disposal."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return _work(close_maintenance(session, actor, path.record_id, done_on=body.done_on, cost=body.cost))

    return act(change, header=header)


@blueprint.post("/assets/<asset_no>/give", responses={200: HandOverReply}, tags=[CUSTODY])
def give_away(path: AssetNo, header: Idempotency) -> Response:
    """The giver's scan."""

    def change(session: Session, actor: Actor) -> BaseModel:
        asset, _ = view_asset(session, actor, path.asset_no, "", settings().secret_key)
        return _hand_over(give_asset(session, actor, asset.id))

    return act(change, header=header)


@blueprint.post("/assets/<asset_no>/receive", responses={200: HandOverReply}, tags=[CUSTODY])
def receive_given(path: AssetNo, header: Idempotency, body: ReceiveBody) -> Response:
    """The receiver's scan, at a location."""

    def change(session: Session, actor: Actor) -> BaseModel:
        asset, _ = view_asset(session, actor, path.asset_no, "", settings().secret_key)
        location = find_location_by_label(session, body.location)
        return _hand_over(receive_asset(session, actor, asset.id, location.id))

    return act(change, header=header)


@blueprint.get("/hand-overs", responses={200: HandOverList}, tags=[CUSTODY])
def list_hand_overs() -> Response:
    """The hand-overs that one side alone has scanned."""
    with database().reading() as session:
        return reply(HandOverList(items=[_hand_over(found) for found, _ in one_sided_hand_overs(session, caller())]))


@blueprint.post("/hand-overs/<uuid:hand_over_id>/call-off", responses={200: Empty}, tags=[CUSTODY])
def call_off_waiting(path: HandOverPath, header: Idempotency) -> Response:
    """The asset stays where it was."""

    def change(session: Session, actor: Actor) -> BaseModel:
        call_off_hand_over(session, actor, path.hand_over_id)
        return Empty()

    return act(change, header=header)


def _work(record: MaintenanceRecord) -> WorkReply:
    return WorkReply(**{name: getattr(record, name) for name in WorkReply.model_fields})


def _hand_over(found: HandOver) -> HandOverReply:
    return HandOverReply(**{name: getattr(found, name) for name in HandOverReply.model_fields})
