"""Leaving by API."""

from __future__ import annotations

from uuid import UUID

from engine.people.queries import find_person_by_login
from tests.webapp.api.conftest import House


def id_of(house: House, login: str) -> UUID:
    with house.db.reading() as session:
        person = find_person_by_login(session, login)
    assert person is not None
    return person.id


def test_somebody_leaves_and_their_assets_are_reassigned(house: House) -> None:
    admin, lin, he = house.program_of("wei.lan"), id_of(house, "lin.gong"), id_of(house, "he.wei")
    own = house.program_of("lin.gong")
    before = admin.get(f"/people/{lin}/left-behind").json
    assert before is not None
    assert before["is_active"]
    assert "SZ-IT-0007" in before["assets"]
    gone = admin.post(f"/people/{lin}/leave", {"tasks": str(he)}, key="once")
    assert gone.json == {"tasks": 0, "assets_moved": 0, "assets_left": len(before["assets"])}
    assert own.get("/me").status_code == 401
    given = house.program_of("zhao.min").post(f"/people/{lin}/assets/reassign", {"to": str(he)})
    assert given.json == {"moved": len(before["assets"]), "kept": 0}
    after = admin.get(f"/people/{lin}/left-behind").json
    assert after is not None
    assert after["assets"] == []
    assert admin.post(f"/people/{lin}/reactivate").status_code == 200
    assert own.get("/me").status_code == 200


def test_what_is_left_is_handed_on_and_bad_successors_are_named(sqlite_house: House) -> None:
    house = sqlite_house
    admin, sun, zhou = house.program_of("wei.lan"), id_of(house, "sun.li"), id_of(house, "zhou.qiang")
    refused = admin.post(f"/people/{sun}/leave", {"roles": str(sun)})
    assert refused.status_code == 422
    assert "roles" in refused.text
    assert admin.post(f"/people/{sun}/leave", {}).status_code == 200
    assert admin.post(f"/people/{sun}/hand-on", {"people": str(zhou), "roles": str(zhou)}).status_code == 200
    left = admin.get(f"/people/{sun}/left-behind").json
    assert left is not None
    assert not any(left[kind] for kind in ("reports", "units", "lonely_roles"))


def test_leaving_needs_the_permission(sqlite_house: House) -> None:
    house = sqlite_house
    engineer = house.program_of("lin.gong")
    assert engineer.post(f"/people/{id_of(house, 'he.wei')}/leave", {}).status_code == 403
    assert engineer.get(f"/people/{id_of(house, 'he.wei')}/left-behind").status_code == 403


def test_the_head_of_a_department_is_chosen(sqlite_house: House) -> None:
    house = sqlite_house
    admin, he = house.program_of("wei.lan"), id_of(house, "he.wei")
    units = {unit["code"]: unit for unit in admin.get("/departments").json["items"]}
    path = f"/departments/{units['SZ-PROD']['id']}/head"
    assert admin.send("PUT", path, json={"person_id": str(he)}).status_code == 200
    assert {unit["head_id"] for unit in admin.get("/departments").json["items"] if unit["code"] == "SZ-PROD"} == {
        str(he)
    }
    assert house.program_of("lin.gong").send("PUT", path, json={"person_id": None}).status_code == 403


def test_somebody_joins_gets_a_role_and_other_details(sqlite_house: House) -> None:
    house = sqlite_house
    admin, stranger = house.program_of("wei.lan"), house.program_of("lin.gong")
    unit = next(each["id"] for each in admin.get("/departments").json["items"] if each["code"] == "SZ-PROD")
    body = {"login": "new.face", "name": "新人", "org_unit_id": unit}
    made = admin.post("/people", body, key="once")
    assert (made.status_code, made.json["login"]) == (201, "new.face")
    assert admin.post("/people", body).status_code == 422
    path = f"/people/{made.json['id']}"
    role = {"role": "employee", "org_unit_id": unit}
    assert admin.post(f"{path}/roles", role).status_code == 200
    assert admin.post(f"{path}/roles/revoke", role).json == {"tasks": 0}
    details = {"name": "新人甲", "org_unit_id": unit, "email": "new@demo.example"}
    assert admin.send("PUT", f"{path}/details", json=details).status_code == 200
    assert admin.send("PUT", f"{path}/details", json={**details, "email": "mail at home"}).status_code == 422
    assert admin.post(f"{path}/sessions/end").status_code == 200
    assert stranger.post("/people", {**body, "login": "other"}).status_code == 403
