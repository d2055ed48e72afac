"""Storage media inside assets, which have to be sanitized one by one before the asset leaves."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from webapp.api.assets import ASSETS
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from workflows.assets.models import Asset
from workflows.assets.queries import find_asset_by_no, may_see_asset
from workflows.media.models import AssetMedium, MediumKind
from workflows.media.operations import MediumEntry, enter_media
from workflows.media.queries import media_of_asset


class MediaPath(BaseModel):
    """Which asset."""

    asset_no: str = Field(max_length=60)


class Medium(Entry):
    """One medium. `kind` is null where nobody knows; `is_encrypted`: all that was ever written to it was encrypted."""

    serial_no: str = Field(min_length=1, max_length=100)
    kind: MediumKind | None = None
    manufacturer: str = Field("", max_length=100)
    model: str = Field("", max_length=200)
    capacity: str = Field("", max_length=40)
    is_encrypted: bool = False


class Media(Entry):
    """Every medium inside the asset; those not named are gone. None: the asset's own serial number counts."""

    media: list[Medium] = Field(max_length=200)


class MediaReply(BaseModel):
    """The media entered for the asset, by serial number."""

    media: list[Medium]


@blueprint.get("/assets/<asset_no>/media", responses={200: MediaReply}, tags=[ASSETS])
def show_media(path: MediaPath) -> Response:
    """The media that were entered for an asset."""
    with database().reading() as session:
        return reply(_reply(media_of_asset(session, _asset(session, caller(), path.asset_no).id)))


@blueprint.post("/assets/<asset_no>/media", responses={200: MediaReply}, tags=[ASSETS])
def replace_media(header: Idempotency, path: MediaPath, body: Media) -> Response:
    """Say which media are inside an asset; not once its disposal waits for approval."""

    def enter(session: Session, actor: Actor) -> BaseModel:
        entries = [
            MediumEntry(one.serial_no, one.kind, one.is_encrypted, one.manufacturer, one.model, one.capacity)
            for one in body.media
        ]
        return _reply(enter_media(session, actor, _asset(session, actor, path.asset_no), entries))

    return act(enter, header=header)


def _asset(session: Session, actor: Actor, asset_no: str) -> Asset:
    asset = find_asset_by_no(session, asset_no)
    if not may_see_asset(session, actor, asset):
        raise NotFound(say("There is no asset with the number “%(asset_no)s”.", asset_no=asset_no))
    return asset


def _reply(rows: list[AssetMedium]) -> MediaReply:
    return MediaReply(
        media=[
            Medium(
                serial_no=row.serial_no,
                kind=MediumKind(row.kind) if row.kind else None,
                manufacturer=row.manufacturer,
                model=row.model,
                capacity=row.capacity,
                is_encrypted=row.is_encrypted,
            )
            for row in sorted(rows, key=lambda row: row.serial_no)
        ]
    )
