"""Files from the disk of whoever types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.settings import read_settings

if TYPE_CHECKING:
    from engine.db import Database


def store_path(database: Database, actor: Actor, path: Path) -> UUID:
    """Check and store the photo or PDF at `path`, as sent by the actor; gives the file's id."""
    from engine.files.accepting import accept_file
    from engine.files.operations import record_file
    from engine.files.storage import FileStore

    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound(say("“%(path)s” cannot be read: %(reason)s", path=str(path), reason=error.strerror)) from error
    accepted = accept_file(content, path.name, FileStore(read_settings().files_dir))
    with database.transaction() as session:
        return record_file(session, actor, accepted).id
