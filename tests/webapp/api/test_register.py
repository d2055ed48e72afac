"""The register for programs: cards edited, fields of one's own."""

from __future__ import annotations

from tests.webapp.api.conftest import House

LAPTOP = "SZ-IT-0006"


def test_a_program_edits_a_card_with_the_revision_that_it_read(house: House) -> None:
    program = house.program_of("zhao.min")
    known = program.get(f"/assets/{LAPTOP}/details").json
    assert known["refusals"]["custodian_id"] is None
    answer = program.post(f"/assets/{LAPTOP}/details", {"revision": known["revision"], "is_leased": True})
    assert answer.status_code == 200
    assert answer.json["is_leased"]
    again = program.post(f"/assets/{LAPTOP}/details", {"revision": known["revision"], "is_leased": False})
    assert again.status_code == 409


def test_a_program_neither_assigns_nor_moves_what_is_marked(sqlite_house: House) -> None:
    program = sqlite_house.program_of("zhao.min")
    sqlite_house.program_of("lin.gong").mark(LAPTOP)
    known = program.get(f"/assets/{LAPTOP}/details").json
    answer = program.post(f"/assets/{LAPTOP}/details", {"revision": known["revision"], "location_id": None})
    assert answer.status_code == 403
    assert "cannot be assigned, moved or maintained" in answer.json["detail"]
    assert "Pending disposal" in known["refusals"]["location_id"]


def test_a_program_adds_a_field_fills_it_and_retires_it(sqlite_house: House) -> None:
    program = sqlite_house.program_of("zhao.min")
    category_id = next(one["id"] for one in program.get("/categories").json["items"] if "计算机" in one["name"])
    path = f"/categories/{category_id}/fields"
    added = program.post(path, {"name": "Colour", "kind": "choice", "choices": ["red", "black"]})
    assert added.status_code == 201, added.text
    field_id = added.json["id"]
    known = program.get(f"/assets/{LAPTOP}/details").json
    body = {"revision": known["revision"], "custom_fields": {"Colour": "green"}}
    refused = program.post(f"/assets/{LAPTOP}/details", body)
    assert refused.status_code == 422
    assert refused.json["problems"][0]["where"] == "field:Colour"
    filled = program.post(f"/assets/{LAPTOP}/details", {**body, "custom_fields": {"Colour": "red"}})
    assert filled.json["custom_fields"] == {"Colour": "red"}
    changed = {"name": "Colour", "kind": "choice", "choices": ["red"], "is_required": True}
    assert program.post(f"{path}/{field_id}", changed).json["choices"] == ["red"]
    assert program.post(f"{path}/{field_id}/retired", {"is_retired": True}).json["is_retired"]
    assert [one["name"] for one in program.get(path).json["items"]] == ["Colour"]


def test_a_program_lists_in_another_order_and_keeps_that_as_a_view(house: House) -> None:
    program = house.program_of("zhao.min")
    first = program.get("/assets?order=dearest&limit=3").json
    second = program.get(f"/assets?order=dearest&limit=3&cursor={first['next']}").json
    costs = [float(one["cost"]) for one in first["items"] + second["items"]]
    assert costs == sorted(costs, reverse=True)
    assert len({one["id"] for one in first["items"] + second["items"]}) == 6
    saved = program.post("/register-views", {"name": "Dear", "entries": {"order": "dearest"}}).json
    program.post("/register-views/default", {"view_id": saved["id"]})
    assert program.get("/register-views").json == {"items": [saved], "default_id": saved["id"]}
    assert program.post(f"/register-views/{saved['id']}/remove").status_code == 200
    assert program.get("/register-views").json == {"items": [], "default_id": None}


def test_a_program_narrows_the_register_to_what_nobody_has(sqlite_house: House) -> None:
    program = sqlite_house.program_of("zhao.min")
    before = program.get("/assets?is_unassigned=true").json["items"]
    known = program.get(f"/assets/{LAPTOP}/details").json
    program.post(f"/assets/{LAPTOP}/details", {"revision": known["revision"], "custodian_id": None})
    after = program.get("/assets?is_unassigned=true").json["items"]
    assert {one["asset_no"] for one in after} - {one["asset_no"] for one in before} == {LAPTOP}


def test_a_program_puts_files_beside_an_asset_and_removes_them(house: House) -> None:
    program = house.program_of("lin.gong")
    body = {"file_ids": [program.upload()], "caption": "from behind", "is_seen": True}
    added = program.post(f"/assets/{LAPTOP}/attachments", body, key="once")
    assert added.status_code == 201, added.text
    (item,) = added.json["items"]
    assert program.post(f"/assets/{LAPTOP}/attachments", body, key="once").json == added.json
    colleague = house.program_of("zhao.min")
    with colleague.get(f"/files/{item['file_id']}") as opened:
        assert opened.status_code == 200
    assert house.program_of("shen.yu").get(f"/files/{item['file_id']}").status_code == 404
    changed = program.post(f"/attachments/{item['id']}/caption", {"caption": "from before"})
    assert changed.json["caption"] == "from before"
    assert colleague.post(f"/attachments/{item['id']}/remove").status_code == 200
    assert program.get(f"/assets/{LAPTOP}/attachments").json == {"items": []}
