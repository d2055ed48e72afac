from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event

from engine import clock
from engine.actors import Actor
from engine.db import Database
from engine.errors import Invalid, NotAllowed, NotFound
from engine.files.models import File
from engine.files.operations import attach_file, attach_files, store_file, sweep_orphans
from engine.files.queries import files_by_id, find_file, open_file
from engine.files.storage import FileStore
from engine.types import new_id
from tests.engine.files.examples import PDF, picture

REQUESTER, STRANGER = Actor(new_id()), Actor(new_id())
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def upload(db: Database, store: FileStore, data: bytes = PDF, name: str = "报告.pdf") -> UUID:
    with db.transaction() as session:
        return store_file(session, REQUESTER, data, name, store).id


def make_old(store: FileStore) -> None:
    for path in store.root.rglob("*"):
        os.utime(path, (0, 0))


def sweep(db: Database, store: FileStore) -> int:
    with db.transaction() as session:
        return sweep_orphans(session, store, older_than=clock.now() - DAY)


def statements_to_attach(db: Database, file_ids: list[UUID]) -> int:
    statements: list[str] = []
    with db.transaction() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
        attach_files(session, REQUESTER, file_ids)
        session.flush()  # so that the update is counted
        return len(statements)


def blobs(store: FileStore) -> int:
    return sum(path.is_file() for path in store.root.rglob("*"))


def test_a_stored_file_can_be_opened_and_sent(db: Database, store: FileStore) -> None:
    file_id = upload(db, store, picture("PNG"), "泵 (1).png")
    with db.reading() as session:
        opened, row = open_file(session, file_id, store), find_file(session, file_id)
    assert (opened.media_type, opened.download_name) == ("image/jpeg", "泵 (1).jpg")
    assert opened.path.stat().st_size == opened.size_bytes
    assert (row.width, row.height, row.uploaded_by) == (60, 40, REQUESTER.person_id)


def test_an_unknown_file_and_a_missing_blob_are_not_found(db: Database, store: FileStore) -> None:
    file_id = upload(db, store)
    with db.reading() as session:
        with pytest.raises(NotFound, match="no such file"):
            open_file(session, new_id(), store)
        store.path(find_file(session, file_id).sha256).unlink()
        with pytest.raises(NotFound, match="missing"):
            open_file(session, file_id, store)


def test_attaching_costs_two_statements_and_again_one(db: Database, store: FileStore) -> None:
    file_ids = [upload(db, store), upload(db, store, picture(), "a.jpg")]
    assert [statements_to_attach(db, file_ids) for _ in range(2)] == [2, 1]


def test_somebody_else_cannot_attach_an_upload_that_nothing_names_yet(db: Database, store: FileStore) -> None:
    file_id = upload(db, store)
    with db.transaction() as session, pytest.raises(NotAllowed):
        attach_file(session, STRANGER, file_id)
    with db.transaction() as session:
        attach_file(session, REQUESTER, file_id)
    with db.transaction() as session:
        attach_file(session, STRANGER, file_id)


def test_a_file_that_is_gone_is_asked_for_again(db: Database, store: FileStore) -> None:
    with db.transaction() as session, pytest.raises(Invalid, match="add it again"):
        attach_files(session, REQUESTER, [upload_id := new_id(), upload_id])


def test_an_unattached_upload_is_swept_after_a_day_and_its_blob_with_the_next_sweep(
    db: Database, store: FileStore
) -> None:
    with clock.set_to(clock.now() - 2 * DAY):
        file_id = upload(db, store)
    make_old(store)
    assert sweep(db, store) == 1
    assert blobs(store) == 1
    assert sweep(db, store) == 1
    assert blobs(store) == 0
    with db.reading() as session:
        assert files_by_id(session, [file_id]) == {}


def test_an_attached_file_is_never_swept(db: Database, store: FileStore) -> None:
    with clock.set_to(clock.now() - 2 * DAY):
        file_id = upload(db, store)
        with db.transaction() as session:
            attach_file(session, REQUESTER, file_id)
    make_old(store)
    assert sweep(db, store) == 0
    with db.reading() as session:
        assert open_file(session, file_id, store).path.is_file()


def test_a_young_upload_is_not_swept(db: Database, store: FileStore) -> None:
    upload(db, store)
    assert sweep(db, store) == 0


def test_a_blob_shared_with_an_attached_file_stays(db: Database, store: FileStore) -> None:
    with clock.set_to(clock.now() - 2 * DAY):
        kept, orphan = upload(db, store), upload(db, store)
        with db.transaction() as session:
            attach_file(session, REQUESTER, kept)
    make_old(store)
    sweep(db, store)
    sweep(db, store)
    with db.reading() as session:
        assert set(files_by_id(session, [kept, orphan])) == {kept}
        assert open_file(session, kept, store).path.is_file()


def test_a_blob_whose_upload_was_rolled_back_is_swept(db: Database, store: FileStore) -> None:
    with db.transaction() as session:
        store_file(session, REQUESTER, PDF, "a.pdf", store)
        session.rollback()
    assert sweep(db, store) == 0
    make_old(store)
    assert sweep(db, store) == 1
    assert blobs(store) == 0


def test_a_blob_that_is_uploaded_again_is_young_again(db: Database, store: FileStore) -> None:
    name = store.put(PDF)
    make_old(store)
    store.put(PDF)
    assert sweep(db, store) == 0
    assert store.path(name).is_file()


def test_what_a_dying_process_left_half_written_is_swept(db: Database, store: FileStore) -> None:
    store.put(PDF)
    (store.root / "incoming" / "half").write_bytes(b"half")
    make_old(store)
    sweep(db, store)
    assert not (store.root / "incoming" / "half").exists()


def test_a_blob_is_only_asked_for_by_its_hash(store: FileStore) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path("../../etc/passwd")


def test_the_download_name_ends_as_the_content_is() -> None:
    assert File(original_name="evil.html", media_type="application/pdf").download_name == "evil.pdf"
