"""A dossier proves itself to somebody who has nothing but the file."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from engine.commands.run_jobs import run_jobs
from engine.errors import Invalid
from engine.files.operations import store_file
from engine.files.storage import FileStore
from tests.workflows.company import Company
from tests.workflows.disposal import walk as walking
from tests.workflows.disposal.walk import Walk, start
from workflows.dossier.operations import ask_for_dossier
from workflows.dossier.queries import dossier_state
from workflows.dossier.verification import Verified, verify_dossier

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """Files are kept, so that the dossier finds them."""
    kept = FileStore(tmp_path / "files")

    def add_photo(session: Any, actor: Any) -> Any:
        return store_file(session, actor, walking.picture(), "photo.jpg", kept).id

    monkeypatch.setattr(walking, "add_photo", add_photo)
    return kept


def finished(company: Company) -> Walk:
    walk = start(company, "SZ-IT-0006")
    walk.submit()
    walk.pass_approvals()
    walk.leave()
    walk.confirm()
    return walk


def make(company: Company, walk: Walk, store: FileStore, folder: Path) -> Path:
    def ask(session: Any) -> Any:
        auditor = company["internal_audit"]
        address = "https://zhangshi.example/cases/1"
        return ask_for_dossier(session, auditor, walk.request_id, store=store, folder=folder, address=address).id

    dossier_id = walk.act(ask)
    run_jobs(company.db)
    with company.db.reading() as session:
        state = dossier_state(session, dossier_id)
    assert state.percent == 100, state
    assert state.dossier.has_paper
    return Path(state.dossier.path)


def test_an_auditor_with_nothing_but_the_file_can_verify_it(company: Company, store: FileStore, tmp_path: Path) -> None:
    walk = finished(company)
    path = make(company, walk, store, tmp_path / "dossiers")
    verified = verify_dossier(path)
    assert verified.is_intact, verified.findings
    request = walk.facts().request
    assert (verified.number, verified.archived_hash) == (request.number, request.dossier_hash)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("approval.pdf").startswith(b"%PDF")
        facts = json.loads(archive.read("dossier.json"))
    assert {opinion["step"]["en"] for opinion in facts["opinions"]} >= {"Finance review", "Approval", "Countersign"}
    assert [opinion["person"]["zh"] for opinion in facts["opinions"] if opinion["step"]["en"] == "Finance review"] == [
        "吴芳"
    ]


def tampered(path: Path, change: Change) -> Verified:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    forged = path.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return verify_dossier(forged)


def _hide_hash(entries: dict[str, bytes], name: str) -> None:
    """Put the manifest right, as a forger would."""
    import hashlib

    manifest = json.loads(entries["manifest.json"])
    for file in manifest["files"]:
        if file["path"] == name:
            file["sha256"] = hashlib.sha256(entries[name]).hexdigest()
    entries["manifest.json"] = json.dumps(manifest).encode()


def _change_comment(entries: dict[str, bytes]) -> None:
    entries["chain.jsonl"] = entries["chain.jsonl"].replace(b'"approve"', b'"reject!"', 1)
    _hide_hash(entries, "chain.jsonl")


def _cut_off(entries: dict[str, bytes]) -> None:
    entries["chain.jsonl"] = b"\n".join(entries["chain.jsonl"].splitlines()[:-1])
    _hide_hash(entries, "chain.jsonl")


def _drop_event(entries: dict[str, bytes]) -> None:
    lines = entries["chain.jsonl"].splitlines()
    entries["chain.jsonl"] = b"\n".join(lines[:3] + lines[4:])
    _hide_hash(entries, "chain.jsonl")


def _swap_photo(entries: dict[str, bytes]) -> None:
    name = next(name for name in entries if name.startswith("files/"))
    entries[name] = b"another"
    _hide_hash(entries, name)


def _change_paper(entries: dict[str, bytes]) -> None:
    entries["approval.pdf"] += b" "


def _add_file(entries: dict[str, bytes]) -> None:
    entries["files/extra.jpg"] = b"x"


def _change_number(entries: dict[str, bytes]) -> None:
    facts = json.loads(entries["dossier.json"])
    facts["covered"]["assets"] = ["SZ-IT-0001"]
    entries["dossier.json"] = json.dumps(facts).encode()
    _hide_hash(entries, "dossier.json")


def test_whoever_changes_a_dossier_is_found_out(sqlite_company: Company, store: FileStore, tmp_path: Path) -> None:
    path = make(sqlite_company, finished(sqlite_company), store, tmp_path / "dossiers")
    changes = (_change_comment, _cut_off, _drop_event, _swap_photo, _change_paper, _add_file, _change_number)
    for change in changes:
        assert not tampered(path, change).is_intact, change.__name__


def test_what_is_no_dossier_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.zip"
    path.write_bytes(b"PK nothing")
    with pytest.raises(Invalid, match="no dossier"):
        verify_dossier(path)


def test_a_dossier_with_twenty_photos_takes_less_than_five_seconds(
    sqlite_company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = FileStore(tmp_path / "files")
    pictures = iter(range(1000))

    def add_photo(session: Any, actor: Any) -> Any:
        out = io.BytesIO()
        Image.effect_noise((1000, 750), 40 + next(pictures)).convert("RGB").save(out, "JPEG", quality=80)
        return store_file(session, actor, out.getvalue(), "photo.jpg", kept).id

    monkeypatch.setattr(walking, "add_photo", add_photo)
    with sqlite_company.db.transaction() as session:
        photos = [add_photo(session, sqlite_company["engineer"]) for _ in range(20)]
    walk = start(sqlite_company, "SZ-IT-0006", photo_ids=photos)
    began = time.perf_counter()
    make(sqlite_company, walk, kept, tmp_path / "dossiers")
    assert time.perf_counter() - began < 5
