"""Photos and papers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, send_file
from flask_openapi3.models.file import FileStorage
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.files.accepting import accept_file
from engine.files.models import File
from engine.files.operations import record_file
from engine.files.queries import open_file
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act
from webapp.edge import database, file_store
from webapp.files.seeing import require_visible

FILES = Tag(name="files", description="Photos and papers, judged by their content.")
SEALED = "default-src 'none'; sandbox"


class Upload(Entry):
    """One file, as `multipart/form-data`."""

    file: FileStorage


class FileItem(BaseModel):
    """A stored file. Pictures were painted anew: the size is that of the result."""

    id: UUID
    media_type: str
    size_bytes: int
    name: str
    sha256: str
    width: int | None
    height: int | None
    uploaded_at: datetime


class FilePath(BaseModel):
    """Which file."""

    file_id: UUID


@blueprint.post("/files", responses={201: FileItem}, tags=[FILES])
def upload(header: Idempotency, form: Upload) -> Response:
    """Store a photo (JPEG, PNG, WebP, HEIC) or a PDF of at most 20 MB.

    It is kept for good once an answer or a request names it; else it is removed after a day.
    """
    # Before the transaction: painting a picture anew takes up to a second, and SQLite has one writer.
    accepted = accept_file(form.file.stream, form.file.filename or "", file_store())

    def change(session: Session, actor: Actor) -> BaseModel:
        return _file_reply(record_file(session, actor, accepted))

    return act(change, header=header, status=201, sent={"sha256": accepted.sha256, "name": accepted.original_name})


@blueprint.get(
    "/files/<uuid:file_id>",
    responses={
        200: {
            "description": "The content of the file.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    tags=[FILES],
)
def download(path: FilePath) -> Response:
    """The content of a file of yours, or of a case you may see."""
    with database().reading() as session:
        require_visible(session, caller(), path.file_id)
        opened = open_file(session, path.file_id, file_store())
    response = send_file(
        opened.path,
        mimetype=opened.media_type,
        download_name=opened.download_name,
        as_attachment=True,
        etag=opened.sha256,
    )
    response.headers["Content-Security-Policy"] = SEALED
    response.cache_control.private = True
    return response


def _file_reply(file: File) -> FileItem:
    return FileItem(
        id=file.id,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        name=file.original_name,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        uploaded_at=file.uploaded_at,
    )
