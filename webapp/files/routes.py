"""Taking a file while a form is filled in, and serving it so that nothing in it can run."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge

from engine.errors import Invalid, Sentence
from engine.files.queries import open_file
from webapp.edge import actor, database, file_store
from webapp.errors import SENTENCES
from webapp.files.seeing import require_visible
from webapp.files.uploads import accept_uploads, stored_under

blueprint = Blueprint("files", __name__, url_prefix="/files")

IN_PAGE = {"image/jpeg", "image/png", "image/webp"}
SEALED = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@blueprint.post("")
def upload() -> str | Response:
    """Store what was chosen for an input. A refusal is said at the input, which is emptied."""
    key = request.args.get("field", "")[:200]
    try:
        files = accept_uploads(key) if "papers" in request.args else stored_under(key)
    except Invalid as refusal:
        return _refused([problem.sentence for problem in refusal.problems], 422)
    return render_template("files/_stored.html", key=key, files=files)


@blueprint.errorhandler(413)
def _too_large(error: RequestEntityTooLarge) -> Response | RequestEntityTooLarge:
    return _refused([SENTENCES[413]], 413) if request.endpoint == "files.upload" else error


def _refused(sentences: Sequence[Sentence], status: int) -> Response:
    key, label = request.args.get("field", "")[:200], request.args.get("label", "")[:500]
    page = render_template(
        "files/_refused.html",
        key=key,
        label=label,
        is_single="single" in request.args,
        takes_papers="papers" in request.args,
        sentences=sentences,
    )
    response = make_response(page, status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#refusal-{key}", "innerHTML"
    return response


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
