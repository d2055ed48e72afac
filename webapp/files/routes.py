"""Taking a file while a form is filled in, and serving it so that nothing in it can run."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request, send_file

from engine.files.queries import open_file
from webapp.edge import actor, database, file_store
from webapp.files.seeing import require_visible
from webapp.files.uploads import stored_under

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
        require_visible(session, actor(), file_id)
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
