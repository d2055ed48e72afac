"""Photos and documents on the page of an asset: added, captioned, removed, and drawn small."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import perform
from engine.errors import Conflict, Invalid, NotFound, say
from engine.files.queries import open_file
from webapp.assets.reading import view_asset
from webapp.edge import actor, database, file_store, settings
from webapp.files.seeing import require_visible
from webapp.files.uploads import accept_uploads
from webapp.i18n import translate
from workflows.assets.attachments.operations import attach_to_asset, caption_attachment, remove_attachment
from workflows.assets.models import Asset

blueprint = Blueprint("attachments", __name__)

THUMBNAIL_SIDE = 320
KEPT_SECONDS = 24 * 3600


@blueprint.post("/a/<asset_no>/files")
def add(asset_no: str) -> AnyResponse:
    """Put the files that were sent beside the asset."""
    try:
        with database().reading() as session:
            asset_id = _asset(session, asset_no).id
        ids = [file.id for file in accept_uploads("files")]  # before the transaction: painting anew takes its time
        caption, is_seen = request.form.get("caption", ""), "is_seen" in request.form
        perform(
            database(),
            lambda session: attach_to_asset(session, actor(), asset_id, ids, caption=caption, is_seen=is_seen),
        )
    except Invalid as refusal:
        flash(translate(refusal.sentence), "error")
        return _back(asset_no, caption=request.form.get("caption", "")[:200])
    flash(gettext("The files are added."), "success")
    return _back(asset_no)


@blueprint.post("/a/<asset_no>/files/<uuid:attachment_id>")
def caption(asset_no: str, attachment_id: UUID) -> AnyResponse:
    return _act(
        asset_no,
        lambda session: caption_attachment(session, actor(), attachment_id, request.form.get("caption", "")),
        gettext("The caption is saved."),
    )


@blueprint.post("/a/<asset_no>/files/<uuid:attachment_id>/remove")
def remove(asset_no: str, attachment_id: UUID) -> AnyResponse:
    return _act(
        asset_no,
        lambda session: remove_attachment(session, actor(), attachment_id),
        gettext("The file is removed. Its history stays."),
    )


@blueprint.get("/files/<uuid:file_id>/small")
def small(file_id: UUID) -> Response:
    """A picture, small enough for a page that shows many. Refused: `NotFound`."""
    with database().reading() as session:
        require_visible(session, actor(), file_id)
        opened = open_file(session, file_id, file_store())
    if not opened.media_type.startswith("image/"):
        raise NotFound(say("There is no such file."))
    out = io.BytesIO()
    with Image.open(opened.path) as picture:
        picture.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        picture.convert("RGB").save(out, "JPEG", quality=80)
    response = Response(out.getvalue(), content_type="image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _act(asset_no: str, change: Callable[[Session], object], done: str) -> AnyResponse:
    try:
        perform(database(), change)
    except (Invalid, Conflict) as refusal:
        flash(translate(refusal.sentence), "error")
    else:
        flash(done, "success")
    return _back(asset_no)


def _back(asset_no: str, *, caption: str | None = None) -> AnyResponse:
    return redirect(url_for("assets.show", asset_no=asset_no, caption=caption or None, _anchor="files"))


def _asset(session: Session, asset_no: str) -> Asset:
    return view_asset(session, actor(), asset_no, "", settings().secret_key)[0]
