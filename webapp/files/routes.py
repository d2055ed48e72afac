"""Taking a file while a form is filled in, and serving it so that nothing in it can run."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request, send_file
from sqlalchemy.orm import Session

from engine.case_view import view_case
from engine.errors import NotFound, say
from engine.files.queries import find_file, open_file
from webapp.edge import actor, database, file_store
from webapp.files.uploads import stored_under
from workflows.disposal.queries import requests_with_photo

blueprint = Blueprint("files", __name__, url_prefix="/files")

IN_PAGE = {"image/jpeg", "image/png", "image/webp"}
SEALED = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@blueprint.post("")
def upload() -> str:
    key = request.args.get("field", "")[:200]
    return render_template("files/_stored.html", key=key, files=stored_under(key))


@blueprint.get("/<uuid:file_id>")
def serve(file_id: UUID) -> Response:
    with database().reading() as session:
        _require_visible(session, file_id)
        opened = open_file(session, file_id, file_store())
    response = send_file(
        opened.path,
        mimetype=opened.media_type,
        download_name=opened.download_name,
        as_attachment=opened.media_type not in IN_PAGE,
        etag=opened.sha256,
    )
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _require_visible(session: Session, file_id: UUID) -> None:
    """One's own upload, or one that belongs to a case one may see."""
    if find_file(session, file_id).uploaded_by == actor().person_id:
        return
    for disposal in requests_with_photo(session, file_id):
        if disposal.instance_id:
            view_case(session, actor(), disposal.instance_id)
            return
    raise NotFound(say("There is no such file."))
