"""Recording uploads, attaching them to what they prove, and sweeping away what nothing names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, Problem, say
from engine.files.accepting import AcceptedFile, accept_file
from engine.files.models import File
from engine.files.storage import FileStore
from engine.types import new_id

SWEPT_AT_ONCE = 2_000
_IN_ONE_STATEMENT = 500


def store_file(session: Session, actor: Actor, source: bytes | IO[bytes], name: str, store: FileStore) -> File:
    """`accept_file` and `record_file` in one, for seeds and commands; a route accepts before its transaction opens."""
    return record_file(session, actor, accept_file(source, name, store))


def record_file(session: Session, actor: Actor, accepted: AcceptedFile) -> File:
    """The row of an accepted upload. It is swept after a day unless something attaches it."""
    file = File(
        id=new_id(),
        sha256=accepted.sha256,
        media_type=accepted.media_type,
        size_bytes=accepted.size_bytes,
        original_name=accepted.original_name,
        width=accepted.width,
        height=accepted.height,
        uploaded_by=actor.person_id,
        uploaded_at=clock.now(),
        attached_at=None,
    )
    session.add(file)
    session.flush()  # what attaches it refers to it by id
    return file


def attach_file(session: Session, actor: Actor, file_id: UUID) -> None:
    """Keep one file for good; as `attach_files`."""
    attach_files(session, actor, [file_id])


def attach_files(session: Session, actor: Actor, file_ids: Iterable[UUID]) -> None:
    """Keep the files for good: something names them now. One statement, one more for those attached first.

    Raises `Invalid` for a file that is gone, `NotAllowed` for somebody else's upload that nothing has named yet.
    """
    wanted = set(file_ids)
    if not wanted:
        return
    # Locked, so that the sweep cannot take a file between this look and the commit.
    files = session.scalars(select(File).where(File.id.in_(wanted)).order_by(File.id).with_for_update()).all()
    if len(files) < len(wanted):
        raise Invalid([Problem("", say("A file is no longer there: please add it again."), "file")])
    for file in files:
        if file.attached_at is None:
            if not actor.is_system and file.uploaded_by != actor.person_id:
                raise NotAllowed(say("“%(name)s” was added by somebody else.", name=file.original_name))
            file.attached_at = clock.now()


def sweep_orphans(session: Session, store: FileStore, *, older_than: datetime) -> int:
    """Remove uploads from before `older_than` that nothing has attached, and blobs that no row names. Gives how many.

    A row's blob goes with a later sweep, when the row's removal is surely committed. Each sweep looks at no more than
    about 2,000 rows and blobs, so that writers are not kept waiting; the rest follows in the next ones.
    """
    removed = _remove_blobs(session, store, older_than)
    orphans = session.scalars(
        select(File.id)
        .where(File.attached_at.is_(None), File.uploaded_at < older_than)
        .limit(_IN_ONE_STATEMENT)
        .with_for_update(skip_locked=True)
    ).all()
    if orphans:
        session.execute(delete(File).where(File.id.in_(orphans)))
    store.remove_left_overs(older_than)
    return removed + len(orphans)


def _remove_blobs(session: Session, store: FileStore, older_than: datetime) -> int:
    # A blob is written before its row is committed: only one that is old and still without a row is an orphan.
    names = store.sample_old(older_than, SWEPT_AT_ONCE)
    removed = 0
    for start in range(0, len(names), _IN_ONE_STATEMENT):
        batch = names[start : start + _IN_ONE_STATEMENT]
        named = set(session.scalars(select(File.sha256).where(File.sha256.in_(batch))))
        removed += sum(store.remove_old(name, older_than) for name in batch if name not in named)
    return removed
