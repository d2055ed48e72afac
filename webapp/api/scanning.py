"""Assets seen where they stand, and many handed over at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.custody import AssetNo, HandOverList, HandOverReply
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply, values_for
from webapp.assets.reading import view_asset
from webapp.edge import database, settings
from webapp.scanning.reading import ScannedAsset, location_id, read_scanned
from workflows.assets.models import HandOver
from workflows.scanning.models import AssetSighting
from workflows.scanning.operations import record_sighting
from workflows.scanning.queries import sightings_of
from workflows.scanning.together import MOST_ASSETS, give_together, receive_together, see_together

SCANNING = Tag(name="scanning", description="Labels that were scanned: evidence, and hand-overs of many assets.")
LABELS = Field(
    min_length=1, max_length=MOST_ASSETS, description="What was scanned: labels' addresses, numbers, GS1 or barcodes."
)


class SeenBody(Entry):
    """Where the asset is seen, by the code or label of the location, and what is to be said about it."""

    location: str = Field("", max_length=500)
    note: str = Field("", max_length=500)


class SeenManyBody(SeenBody):
    """Many assets seen at one place."""

    labels: list[str] = LABELS


class GiveManyBody(Entry):
    """Many assets given away."""

    labels: list[str] = LABELS


class ReceiveManyBody(GiveManyBody):
    """Many assets received at one place."""

    location: str = Field(min_length=1, max_length=500)


class SightingReply(BaseModel):
    """Who saw an asset, when and where: evidence that is never changed."""

    id: UUID
    asset_id: UUID
    seen_by: UUID
    seen_at: datetime
    location_id: UUID | None
    note: str


class SightingList(BaseModel):
    """Sightings, newest first."""

    items: list[SightingReply]


@blueprint.get("/assets/<asset_no>/sightings", responses={200: SightingList}, tags=[SCANNING])
def list_sightings(path: AssetNo) -> Response:
    """The latest sightings of an asset that you may see."""
    with database().reading() as session:
        asset, _ = view_asset(session, caller(), path.asset_no, "", settings().secret_key)
        return reply(SightingList(items=[_sighting(seen) for seen in sightings_of(session, asset.id)]))


@blueprint.post("/assets/<asset_no>/sightings", responses={201: SightingReply}, tags=[SCANNING])
def see_asset(path: AssetNo, header: Idempotency, body: SeenBody) -> Response:
    """You have the asset before your eyes. It moves nothing."""

    def change(session: Session, actor: Actor) -> BaseModel:
        asset, _ = view_asset(session, actor, path.asset_no, "", settings().secret_key)
        place = location_id(session, body.location)
        return _sighting(record_sighting(session, actor, asset.id, location_id=place, note=body.note))

    return act(change, header=header, status=201)


@blueprint.post("/scans/seen", responses={201: SightingList}, tags=[SCANNING])
def see_many(header: Idempotency, body: SeenManyBody) -> Response:
    """You see all these assets here: all are recorded, or none. A label opens also what is not in your lists."""

    def change(session: Session, actor: Actor) -> BaseModel:
        scanned = _scanned(session, actor, body.labels)
        labels, place = {one.asset.id: one.has_label for one in scanned}, location_id(session, body.location)
        seen = see_together(session, actor, labels, location_id=place, note=body.note)
        return SightingList(items=[_sighting(one) for one in seen])

    return act(change, header=header, status=201)


@blueprint.post("/scans/give", responses={200: HandOverList}, tags=[SCANNING])
def give_many(header: Idempotency, body: GiveManyBody) -> Response:
    """The giver's scan of all these assets: all, or none with a reason for each that stands in the way."""

    def change(session: Session, actor: Actor) -> BaseModel:
        ids = [one.asset.id for one in _scanned(session, actor, body.labels)]
        return _hand_overs(give_together(session, actor, ids))

    return act(change, header=header)


@blueprint.post("/scans/receive", responses={200: HandOverList}, tags=[SCANNING])
def receive_many(header: Idempotency, body: ReceiveManyBody) -> Response:
    """The receiver's scan of all these assets, at one location."""

    def change(session: Session, actor: Actor) -> BaseModel:
        ids = [one.asset.id for one in _scanned(session, actor, body.labels)]
        place = location_id(session, body.location, is_required=True)
        assert place is not None
        return _hand_overs(receive_together(session, actor, ids, place))

    return act(change, header=header)


def _scanned(session: Session, actor: Actor, labels: list[str]) -> list[ScannedAsset]:
    return [read_scanned(session, actor, label) for label in labels]


def _sighting(seen: AssetSighting) -> SightingReply:
    return SightingReply(**values_for(SightingReply, seen))


def _hand_overs(found: list[HandOver]) -> HandOverList:
    names = HandOverReply.model_fields
    return HandOverList(items=[HandOverReply(**{name: getattr(one, name) for name in names}) for one in found])
