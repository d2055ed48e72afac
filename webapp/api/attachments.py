"""Photos and documents of an asset."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.files.models import File
from engine.files.queries import find_file
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Empty, act, reply
from webapp.assets.reading import view_asset
from webapp.edge import database, settings
from workflows.assets.attachments.models import AssetAttachment
from workflows.assets.attachments.operations import (
    LONGEST_CAPTION,
    attach_to_asset,
    caption_attachment,
    remove_attachment,
)
from workflows.assets.attachments.queries import attachments_of
from workflows.assets.models import Asset

ATTACHMENTS = Tag(name="attachments", description="Photos and documents of an asset; upload them to `/files` first.")
MOST_AT_ONCE = 20


class AttachedBody(Entry):
    """Your uploads, which are put beside the asset. `is_seen`: you have just taken them before it."""

    file_ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)
    caption: str = Field("", max_length=LONGEST_CAPTION)
    is_seen: bool = False


class CaptionBody(Entry):
    """What stands below a file."""

    caption: str = Field(max_length=LONGEST_CAPTION)


class AttachmentReply(BaseModel):
    """A file beside an asset; its content is at `/files/<file_id>`."""

    id: UUID
    file_id: UUID
    name: str
    media_type: str
    caption: str
    added_by: UUID
    added_at: datetime


class AttachmentList(BaseModel):
    """The files beside an asset, the newest first."""

    items: list[AttachmentReply]


class OfAsset(BaseModel):
    """Which asset, by its number."""

    asset_no: str = Field(max_length=60)


class AttachmentPath(BaseModel):
    """Which attachment."""

    attachment_id: UUID


@blueprint.get("/assets/<asset_no>/attachments", responses={200: AttachmentList}, tags=[ATTACHMENTS])
def list_attachments(path: OfAsset) -> Response:
    """The photos and documents of an asset of those you may see."""
    with database().reading() as session:
        return reply(_list(session, _visible(session, path.asset_no)))


@blueprint.post("/assets/<asset_no>/attachments", responses={201: AttachmentList}, tags=[ATTACHMENTS])
def add_attachments(path: OfAsset, header: Idempotency, body: AttachedBody) -> Response:
    """Put uploads beside an asset; gives all that lie there."""

    def add(session: Session, actor: Actor) -> BaseModel:
        asset = _visible(session, path.asset_no)
        attach_to_asset(session, actor, asset.id, body.file_ids, caption=body.caption, is_seen=body.is_seen)
        session.flush()  # read again below
        return _list(session, asset)

    return act(add, header=header, status=201)


@blueprint.post("/attachments/<uuid:attachment_id>/caption", responses={200: AttachmentReply}, tags=[ATTACHMENTS])
def change_caption(path: AttachmentPath, header: Idempotency, body: CaptionBody) -> Response:
    """Say something else below a file."""

    def change(session: Session, actor: Actor) -> BaseModel:
        found = caption_attachment(session, actor, path.attachment_id, body.caption)
        return _reply(found, find_file(session, found.file_id))

    return act(change, header=header)


@blueprint.post("/attachments/<uuid:attachment_id>/remove", responses={200: Empty}, tags=[ATTACHMENTS])
def remove_asset_attachment(path: AttachmentPath, header: Idempotency) -> Response:
    """Show a file no more; its history stays."""

    def remove(session: Session, actor: Actor) -> BaseModel:
        remove_attachment(session, actor, path.attachment_id)
        return Empty()

    return act(remove, header=header)


def _visible(session: Session, asset_no: str) -> Asset:
    return view_asset(session, caller(), asset_no, "", settings().secret_key)[0]


def _list(session: Session, asset: Asset) -> AttachmentList:
    return AttachmentList(items=[_reply(found, file) for found, file in attachments_of(session, asset.id)])


def _reply(found: AssetAttachment, file: File) -> AttachmentReply:
    return AttachmentReply(
        id=found.id,
        file_id=file.id,
        name=file.download_name,
        media_type=file.media_type,
        caption=found.caption,
        added_by=found.added_by,
        added_at=found.added_at,
    )
