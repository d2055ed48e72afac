"""A dossier proves itself to somebody who has nothing but the file."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete

from engine import clock
from engine.actors import Actor
from engine.commands.run_jobs import run_jobs
from engine.errors import Invalid
from engine.files.operations import store_file
from engine.files.storage import FileStore
from engine.people.models import Absence, RoleHolder
from engine.people.operations import grant_role
from tests.workflows.company import Company
from tests.workflows.disposal import walk as walking
from tests.workflows.disposal.walk import Walk, start
from workflows.dossier.models import Dossier
from workflows.dossier.operations import KEPT, Place, ask_for_dossier
from workflows.dossier.queries import dossier_state, dossiers_of
from workflows.dossier.verification import Verified, verify_dossier
from workflows.dossier.words import words_in

Entries = dict[str, bytes]
Change = Callable[[Entries], None]
CLOCKWORK = "head=$(printf '%064d' 0)"


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


def make(company: Company, walk: Walk, store: FileStore, folder: Path, language: str | None = None) -> Dossier:
    words = words_in(lambda sentence, _language: str(sentence))

    def ask(session: Any) -> Any:
        place = Place(store, folder, "https://zhangshi.example/cases/1", words)
        return ask_for_dossier(session, company["internal_audit"], walk.request_id, place, language=language).id

    dossier_id = walk.act(ask)
    run_jobs(company.db)
    with company.db.reading() as session:
        state = dossier_state(session, dossier_id)
    assert state.percent == 100, state
    assert state.dossier.has_paper
    return state.dossier


def made(company: Company, store: FileStore, tmp_path: Path) -> Path:
    return Path(make(company, finished(company), store, tmp_path / "dossiers").path)


def entries_of(path: Path) -> Entries:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_auditor_with_nothing_but_the_file_can_verify_it(company: Company, store: FileStore, tmp_path: Path) -> None:
    walk = finished(company)
    path = Path(make(company, walk, store, tmp_path / "dossiers").path)
    request = walk.facts().request
    verified = verify_dossier(path, archived_hash=request.dossier_hash)
    assert verified.is_intact, verified.findings
    assert (verified.number, verified.archived_hash) == (request.number, request.dossier_hash)
    entries = entries_of(path)
    assert entries["approval.pdf"].startswith(b"%PDF")
    assert entries["hand-over.pdf"].startswith(b"%PDF")
    facts = json.loads(entries["dossier.json"])
    assert {opinion["step"]["en"] for opinion in facts["opinions"]} >= {"Finance review", "Approval", "Countersign"}
    (review,) = [opinion for opinion in facts["opinions"] if opinion["step"]["en"] == "Finance review"]
    assert review["person"]["zh"] == "吴芳"
    assert review["at"].endswith("+08:00")
    assert not verify_dossier(path, archived_hash="0" * 64).is_intact


def test_it_can_be_verified_with_the_tools_of_any_unix(
    sqlite_company: Company, store: FileStore, tmp_path: Path
) -> None:
    path, folder = made(sqlite_company, store, tmp_path), tmp_path / "unpacked"
    shutil.unpack_archive(path, folder, "zip")
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True)
    assert checked.stdout.count(": OK") == len(entries_of(path)) - 1
    told = (folder / "VERIFY.txt").read_text("utf-8")
    script = told[told.index(CLOCKWORK) : told.index('echo "$head"') + len('echo "$head"')]
    head = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
    assert head == json.loads((folder / "dossier.json").read_text())["chains"][-1]["head"]
    archived = json.loads((folder / "dossier.json").read_text())["archived"]["hash"]
    assert hashlib.sha256((folder / "archived.json").read_bytes()).hexdigest() == archived


def tampered(path: Path, change: Change) -> Verified:
    entries = entries_of(path)
    change(entries)
    forged = path.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return verify_dossier(forged)


def rewrite_manifest(entries: Entries) -> None:
    """As a forger would who knows how it is made."""
    listed = (name for name in sorted(entries) if name != "SHA256SUMS")
    entries["SHA256SUMS"] = "".join(f"{hashlib.sha256(entries[n]).hexdigest()}  {n}\n" for n in listed).encode()


def rewriting(change: Change) -> Change:
    def change_and_rewrite(entries: Entries) -> None:
        change(entries)
        rewrite_manifest(entries)

    return change_and_rewrite


def _change_event(entries: Entries) -> None:
    entries["chain.jsonl"] = entries["chain.jsonl"].replace(b'"approve"', b'"reject!"', 1)


def _cut_off(entries: Entries) -> None:
    entries["chain.jsonl"] = b"\n".join(entries["chain.jsonl"].splitlines()[:-1])


def _drop_event(entries: Entries) -> None:
    lines = entries["chain.jsonl"].splitlines()
    entries["chain.jsonl"] = b"\n".join(lines[:3] + lines[4:])


def _flip_photo(entries: Entries) -> None:
    name = photo_of(entries)
    entries[name] = entries[name][:-1] + bytes([entries[name][-1] ^ 1])


def _drop_photo(entries: Entries) -> None:
    del entries[photo_of(entries)]


def _change_paper(entries: Entries) -> None:
    entries["approval.pdf"] += b" "


def _add_file(entries: Entries) -> None:
    entries["files/extra.jpg"] = b"x"


def _edit_facts(edit: Callable[[dict[str, Any]], None]) -> Change:
    def change(entries: Entries) -> None:
        facts = json.loads(entries["dossier.json"])
        edit(facts)
        entries["dossier.json"] = json.dumps(facts).encode()

    return change


def _turn_an_opinion(facts: dict[str, Any]) -> None:
    next(opinion for opinion in facts["opinions"] if opinion["decision"] == "approve")["decision"] = "reject"


def _lend_an_opinion(facts: dict[str, Any]) -> None:
    first, *_, last = facts["opinions"]
    first["person"], last["person"] = last["person"], first["person"]


def _leave_an_opinion_out(facts: dict[str, Any]) -> None:
    del facts["opinions"][2]


def _change_value(facts: dict[str, Any]) -> None:
    facts["assets"][0]["net_value"] = "0.01"


def _change_voucher(facts: dict[str, Any]) -> None:
    facts["voucher"]["lines"][0]["debit"] = "1.00"


def _change_method(facts: dict[str, Any]) -> None:
    facts["method"] = "donation"


def _archive_other_assets(entries: Entries) -> None:
    """The archived text is written anew, with its hash in the facts: the history still tells the old one."""
    archived = json.loads(entries["archived.json"])
    archived["assets"] = ["SZ-IT-0001"]
    entries["archived.json"] = json.dumps(archived).encode()
    facts = json.loads(entries["dossier.json"])
    facts["archived"]["hash"] = hashlib.sha256(entries["archived.json"]).hexdigest()
    facts["assets"][0]["asset_no"] = "SZ-IT-0001"
    entries["dossier.json"] = json.dumps(facts).encode()


def photo_of(entries: Entries) -> str:
    return next(name for name in entries if name.startswith("files/"))


TAMPERINGS: dict[str, tuple[Change, str]] = {
    "a byte of a photo": (_flip_photo, "files/.* has been changed"),
    "a photo taken out": (_drop_photo, "files/.* is missing"),
    "an event": (_change_event, "chain.jsonl has been changed"),
    "a file put in": (_add_file, "files/extra.jpg has been added"),
    "the paper": (_change_paper, "approval.pdf has been changed"),
    "a byte of a photo, put right": (rewriting(_flip_photo), "files/.* is not the file that the case names"),
    "a photo taken out, put right": (rewriting(_drop_photo), "files/.* is not the file that the case names"),
    "an event, put right": (rewriting(_change_event), "history is not the one"),
    "the last event, put right": (rewriting(_cut_off), r"Event \d+ of the history is missing"),
    "an event taken out, put right": (rewriting(_drop_event), "Event 4 of the history is missing"),
    "an opinion, put right": (rewriting(_edit_facts(_turn_an_opinion)), "opinion of .* is not what the history"),
    "who said what, put right": (rewriting(_edit_facts(_lend_an_opinion)), "opinion of .* is not what the history"),
    "an opinion taken out, put right": (rewriting(_edit_facts(_leave_an_opinion_out)), "opinion is left out"),
    "a value, put right": (rewriting(_edit_facts(_change_value)), "“values” is not what was archived"),
    "the voucher, put right": (rewriting(_edit_facts(_change_voucher)), "“voucher” is not what was archived"),
    "the method, put right": (rewriting(_edit_facts(_change_method)), "“method” is not what was archived"),
    "what was archived, put right": (rewriting(_archive_other_assets), "not the one that the history tells"),
}


def test_whoever_changes_a_dossier_is_found_out_and_the_place_is_named(
    sqlite_company: Company, store: FileStore, tmp_path: Path
) -> None:
    path = made(sqlite_company, store, tmp_path)
    for what, (change, named) in TAMPERINGS.items():
        found = [str(finding) for finding in tampered(path, change).findings]
        assert any(re.search(named, finding) for finding in found), (what, found)


def test_a_damaged_file_is_named_though_the_archive_itself_breaks(
    sqlite_company: Company, store: FileStore, tmp_path: Path
) -> None:
    path = made(sqlite_company, store, tmp_path)
    whole, photo = path.read_bytes(), photo_of(entries_of(path))
    with zipfile.ZipFile(path) as archive:
        content = archive.read(photo)
    place = whole.rindex(content) + len(content) // 2
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert f"{photo} has been changed." in [str(finding) for finding in verify_dossier(path).findings]


def test_what_is_no_dossier_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.zip"
    path.write_bytes(b"PK nothing")
    with pytest.raises(Invalid, match="no dossier"):
        verify_dossier(path)


def test_a_dossier_that_was_removed_is_made_again_byte_for_byte(
    sqlite_company: Company, store: FileStore, tmp_path: Path
) -> None:
    walk, folder = finished(sqlite_company), tmp_path / "dossiers"
    first = make(sqlite_company, walk, store, folder, "zh")
    assert first.made_at is not None
    run_jobs(sqlite_company.db, now=first.made_at + KEPT)
    assert not Path(first.path).exists()
    again = make(sqlite_company, walk, store, folder, "zh")
    assert again.sha256 == first.sha256
    english = make(sqlite_company, walk, store, folder, "en")
    assert english.sha256 != first.sha256
    with sqlite_company.db.reading() as session:
        kept = dossiers_of(session, walk.request_id)
    assert [state.dossier.removed_at is not None for state in kept] == [False, False, True]


def test_a_language_that_is_none_is_refused(sqlite_company: Company, store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Chinese, English or both"):
        make(sqlite_company, start(sqlite_company, "SZ-IT-0006"), store, tmp_path, "fr")


def test_a_dossier_of_a_running_case_verifies_too(sqlite_company: Company, store: FileStore, tmp_path: Path) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.submit()
    walk.countersign("it_security", "send_back", "补充照片")
    verified = verify_dossier(Path(make(sqlite_company, walk, store, tmp_path / "dossiers").path))
    assert verified.is_intact, verified.findings
    assert verified.archived_hash is None


def test_opinions_by_substitutes_and_of_those_not_asked_again_verify_too(
    sqlite_company: Company, store: FileStore, tmp_path: Path
) -> None:
    deputy = Actor(sqlite_company.person_id("employee"), on_behalf_of=sqlite_company.person_id("it_security"))
    now = clock.now()
    with sqlite_company.db.transaction() as session:
        session.execute(delete(RoleHolder).where(RoleHolder.role == "asset_manager_head"))
        grant_role(session, sqlite_company.person_id("dept_head"), "asset_manager_head")
        session.add(
            Absence(
                person_id=sqlite_company.person_id("it_security"),
                substitute_id=sqlite_company.person_id("employee"),
                starts_at=now - timedelta(days=1),
                ends_at=now + timedelta(days=9),
                process_ids=[],
                created_at=now,
            )
        )
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.submit()
    walk.company.actors["deputy"] = deputy
    walk.countersign("deputy", comment="代为会签")
    walk.countersign("ehs_officer")
    walk.approve("dept_head")
    path = Path(make(sqlite_company, walk, store, tmp_path / "dossiers").path)
    assert verify_dossier(path).is_intact, verify_dossier(path).findings
    opinions = json.loads(entries_of(path)["dossier.json"])["opinions"]
    (acted,) = [opinion for opinion in opinions if opinion["comment"] == "代为会签"]
    assert acted["on_behalf_of"]["zh"] == "秦岚"
    (passed,) = [opinion for opinion in opinions if opinion["person"] is None]
    assert (passed["on_behalf_of"]["zh"], passed["decision"]) == ("孙丽", "approve")


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
