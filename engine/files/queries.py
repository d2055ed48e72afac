"""Reading files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound, say
from engine.files.models import File
from engine.files.storage import FileStore


@dataclass(frozen=True)
class OpenedFile:
    """What it takes to send a file: `sha256` serves as ETag, `media_type` is true and may be sent with nosniff."""

    path: Path
    media_type: str
    download_name: str
    size_bytes: int
    sha256: str


def find_file(session: Session, file_id: UUID) -> File:
    """The file, or `NotFound`. Who may see it is for the caller to know: it belongs to what it is attached to."""
    file = session.get(File, file_id)
    if file is None:
        raise NotFound(say("There is no such file."))
    return file


def open_file(session: Session, file_id: UUID, store: FileStore) -> OpenedFile:
    """Where the content of a file lies, and how to send it. Raises `NotFound`."""
    file = find_file(session, file_id)
    return OpenedFile(store.path(file.sha256), file.media_type, file.download_name, file.size_bytes, file.sha256)


def files_by_id(session: Session, file_ids: Iterable[UUID]) -> Mapping[UUID, File]:
    """Those of the files that are there, in one statement."""
    wanted = set(file_ids)
    if not wanted:
        return {}
    return {file.id: file for file in session.scalars(select(File).where(File.id.in_(wanted)))}
