"""Programs at the radar, the dossiers and the evidence."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from engine import clock
from engine.commands.run_jobs import run_jobs
from engine.db import Database
from tests.webapp.api.conftest import House
from workflows.assets.queries import find_asset_by_no
from workflows.dossier.verification import verify_dossier


def test_programs_read_old_assets_page_by_page_and_start_their_evaluation(house: House) -> None:
    auditor = house.program_of("chen.xi")
    every = [item["asset_no"] for item in auditor.get("/radar/old").json["items"]]
    first = auditor.get("/radar/old", query_string={"limit": 1}).json
    second = auditor.get("/radar/old", query_string={"limit": 1, "cursor": first["next"]}).json
    assert [first["items"][0]["asset_no"], second["items"][0]["asset_no"]] == every[:2]
    unknown = auditor.get("/radar/old", query_string={"unit": "NONE"})
    assert unknown.status_code == 404
    body = {"asset_nos": ["SZ-IT-0003"], "reason": "too old"}
    made = auditor.post("/radar/evaluations", body, key="e")
    assert made.status_code == 201, made.text
    assert auditor.post("/radar/evaluations", body, key="e").json == made.json
    (request,) = made.json["items"]
    assert auditor.get(f"/disposals/{request['request_id']}").json["verdict"] == "pending"
    assert "SZ-IT-0003" not in [item["asset_no"] for item in auditor.get("/radar/old").json["items"]]
    stranger = house.program_of("jiang.tao")
    assert stranger.post("/radar/evaluations", {"asset_nos": ["SZ-PROD-0002"], "reason": "x"}).status_code == 422


def test_programs_read_stale_assets_ageing_and_deadlines(house: House, db: Database) -> None:
    auditor = house.program_of("chen.xi")
    with db.transaction() as session:
        find_asset_by_no(session, "SZ-IT-0001").last_physical_evidence_at = clock.now() - timedelta(days=200)
    assert [item["asset_no"] for item in auditor.get("/radar/stale").json["items"]][:1] == ["SZ-IT-0001"]
    assert auditor.get("/radar/left").json == {"items": [], "next": None}
    house.program_of("lin.gong").mark("SZ-IT-0006")
    states = {item["of"]: item["counts"] for item in auditor.get("/radar/ageing").json["items"]}
    assert states["pending_disposal"] == [1, 0, 0, 0]
    holders = auditor.get("/radar/ageing", query_string={"by": "custodian"}).json["items"]
    assert holders == [{"of": "sun.li", "counts": [1, 0, 0, 0]}]
    units = auditor.get("/radar/ageing", query_string={"by": "unit"}).json["items"]
    assert [item["of"] for item in units] == ["SZ-IT"]
    assert auditor.get("/radar/deadlines").json == {"not_in_the_books": [], "to_declare": []}


def test_programs_set_targets_and_read_the_figures_against_them(sqlite_house: House) -> None:
    owner = sqlite_house.program_of("chu.ning")
    figures = owner.get("/radar").json
    assert (figures["reduction_target_percent"], figures["variance_target_percent"]) == ("40", "1")
    assert len(figures["months"]) == 12
    body = {"target": "2.5", "baseline": "4", "note": "agreed with audit"}
    assert owner.post("/radar/targets/variance_rate", body, key="t").status_code == 201
    assert owner.get("/radar").json["variance_target_percent"] == "2.5000"
    assert [item["note"] for item in owner.get("/radar/targets/variance_rate").json["items"]] == ["agreed with audit"]
    assert owner.post("/radar/targets/variance_rate", {"target": "101"}).status_code == 422
    assert sqlite_house.program_of("lin.gong").post("/radar/targets/variance_rate", body).status_code == 403


def test_programs_have_a_dossier_made_and_take_it_away(
    sqlite_house: House, sqlite_db: Database, tmp_path: Path
) -> None:
    engineer = sqlite_house.program_of("lin.gong")
    request = engineer.mark("SZ-IT-0006").json
    address = f"/disposals/{request['id']}/dossiers"
    asked = engineer.post(address, key="d", query_string={"language": "en"})
    assert (asked.status_code, asked.json["language"], asked.json["sha256"]) == (202, "en", None)
    dossier = asked.json["id"]
    assert engineer.get(f"/dossiers/{dossier}/content").status_code == 404
    run_jobs(sqlite_db)
    assert engineer.get(f"/dossiers/{dossier}").json["percent"] == 100
    path = tmp_path / "dossier.zip"
    with engineer.get(f"/dossiers/{dossier}/content") as taken:
        path.write_bytes(taken.data)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == engineer.get(address).json["items"][0]["sha256"]
    assert verify_dossier(path).is_intact
    stranger = sqlite_house.program_of("jiang.tao")
    for refused in (address, f"/dossiers/{dossier}", f"/dossiers/{dossier}/content"):
        assert stranger.get(refused).status_code == 404
    assert stranger.post(address).status_code == 404
    assert engineer.post(address, query_string={"language": "fr"}).status_code == 422


def test_programs_bring_evidence_and_finance_goes_without_an_item(sqlite_house: House) -> None:
    engineer, manager = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("zheng.hua")
    request = engineer.mark("SZ-IT-0006").json
    address = f"/disposals/{request['id']}/evidence"
    first, second, *_ = [row["item"] for row in engineer.get(address).json["items"] if row["is_missing"]]
    brought = engineer.post(f"{address}/{first}", {"statement": "lost in 2019", "file_ids": []}, key="b")
    assert brought.status_code == 200, brought.text
    assert engineer.post(f"{address}/nonsense", {"statement": "x"}).status_code == 422
    assert engineer.post(f"{address}/{second}/waive", {"reason": "x"}).status_code == 403
    waived = manager.post(f"{address}/{second}/waive", {"reason": "fire of 2021"}, key="w")
    assert waived.status_code == 200, waived.text
    rows = {row["item"]: row for row in engineer.get(address).json["items"]}
    assert rows[first]["statements"] == ["lost in 2019"]
    assert (rows[second]["waived"], rows[second]["is_missing"]) == ("fire of 2021", False)
    assert sqlite_house.program_of("jiang.tao").get(address).status_code == 404


def test_programs_set_the_language_of_a_companys_papers(sqlite_house: House, sqlite_db: Database) -> None:
    engineer, manager = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("zheng.hua")
    request = engineer.mark("SZ-IT-0006").json
    entity = engineer.get(f"/disposals/{request['id']}").json["legal_entity_id"]
    address = f"/legal-entities/{entity}/document-language"
    assert engineer.send("PUT", address, json={"language": "en"}).status_code == 403
    assert manager.send("PUT", address, json={"language": "en"}).json == {"language": "en"}
    assert manager.send("PUT", address, json={"language": "fr"}).status_code == 422
    assert engineer.post(f"/disposals/{request['id']}/dossiers").json["language"] == "en"
