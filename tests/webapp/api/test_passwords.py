"""New passwords by API."""

from __future__ import annotations

from engine.people.queries import find_person_by_login
from tests.webapp.api.conftest import House

NEW = "another horse entirely"


def test_a_link_made_for_somebody_sets_their_password_once(house: House) -> None:
    admin = house.program_of("wei.lan")
    with house.db.reading() as session:
        tang = find_person_by_login(session, "tang.yi")
    assert tang is not None
    made = admin.post(f"/people/{tang.id}/reset-link", {}, key="once")
    assert made.status_code == 201
    assert made.json == admin.post(f"/people/{tang.id}/reset-link", {}, key="once").json
    assert made.json is not None
    token = made.json["address"].rpartition("/")[2]
    nobody = house.program_of("wei.lan").client
    sent = {"token": token, "password": NEW}
    assert nobody.post("/api/v1/password", json={**sent, "password": "short"}).status_code == 422
    assert nobody.post("/api/v1/password", json=sent).status_code == 200
    assert nobody.post("/api/v1/password", json=sent).status_code == 404


def test_asking_for_a_link_answers_alike_for_everybody(sqlite_house: House) -> None:
    client = sqlite_house.program_of("wei.lan").client
    answers = [client.post("/api/v1/password/forgotten", json={"name": name}) for name in ("tang.yi", "nobody")]
    assert [(answer.status_code, answer.json) for answer in answers] == [(202, {})] * 2


def test_links_need_the_permission(sqlite_house: House) -> None:
    assert sqlite_house.program_of("lin.gong").post("/people/invitations").status_code == 403
