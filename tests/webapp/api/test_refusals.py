"""What the API refuses, and how it says so."""

from __future__ import annotations

import io

import pytest

from engine.people.models import Person
from tests.webapp.api.conftest import House
from tests.webapp.conftest import Browser


def test_without_a_valid_token_nobody_is_let_in(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    for header in ("Bearer zs_wrong", "Basic bGluOng=", ""):
        response = program.get("/me", headers={"Authorization": header})
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.mimetype == "application/problem+json"


def test_a_refusal_is_said_in_the_language_asked_for(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    english = program.get("/assets/NO-SUCH")
    program.language = "zh-CN"
    chinese = program.get("/assets/NO-SUCH")
    assert english.status_code == chinese.status_code == 404
    assert english.json["detail"] == "There is no asset with the number “NO-SUCH”."
    assert "NO-SUCH" in chinese.json["detail"]
    assert chinese.json["detail"] != english.json["detail"]


def test_a_person_who_left_loses_the_token(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    me = program.get("/me").json
    with sqlite_house.db.transaction() as session:
        person = session.query(Person).filter_by(login=me["login"]).one()
        person.is_active = False
    assert program.get("/me").status_code == 401


def test_being_signed_in_is_enough_to_read_but_not_to_write(sqlite_house: House) -> None:
    browser = Browser(sqlite_house.app.test_client())
    browser.sign_in("lin.gong")
    assert browser.get("/api/v1/me").json["login"] == "lin.gong"
    response = browser.client.post("/api/v1/messages", json={"name": "m", "correlation_key": "k"})
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/no-such-thing", {}, 404),
        ("DELETE", "/tasks", {}, 405),
        ("POST", "/disposals", {"data": "a=b", "content_type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "/disposals", {"data": "{", "content_type": "application/json"}, 400),
        ("POST", "/disposals", {"data": "[" * 100_000, "content_type": "application/json"}, 400),
        ("POST", "/disposals", {"json": {"asset_nos": ["a\0"], "reason": "x", "photo_ids": []}}, 400),
        ("GET", "/assets?search=%00", {}, 400),
        ("GET", "/tasks?cursor=nonsense", {}, 404),
        ("GET", "/tasks?limit=1000", {}, 422),
        ("GET", "/tasks?colour=red", {}, 422),
        ("GET", "/tasks/0190a0f0-0000-7000-8000-000000000000", {}, 404),
        ("POST", "/disposals", {"data": "x" * (26 * 1024 * 1024), "content_type": "application/json"}, 413),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    sqlite_house: House, method: str, path: str, sent: dict[str, object], status: int
) -> None:
    response = sqlite_house.program_of("lin.gong").send(method, path, **sent)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == status
    assert response.json["detail"]


def test_every_wrong_entry_is_named(sqlite_house: House) -> None:
    response = sqlite_house.program_of("lin.gong").post("/disposals", {"reason": 5, "asset_nos": [], "colour": "red"})
    assert response.status_code == 422
    where = {problem["where"]: problem["detail"] for problem in response.json["problems"]}
    assert set(where) == {"reason", "asset_nos", "photo_ids", "colour"}
    assert where["photo_ids"] == "This is missing."


def test_a_forms_problems_stand_at_their_fields(sqlite_house: House) -> None:
    engineer, keeper = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("zhao.min")
    engineer.mark()
    response = keeper.complete(keeper.only_task(), answers={"scanned_label": "SZ-IT-0006"})
    assert response.status_code == 422
    assert {problem["where"] for problem in response.json["problems"]} == {"given_by", "quarantine_location"}
    assert len(keeper.get("/tasks").json["items"]) == 1


def test_a_stranger_sees_nothing_of_a_case(sqlite_house: House) -> None:
    engineer, stranger = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("jiang.tao")
    request = engineer.mark().json
    task = sqlite_house.program_of("zhao.min").only_task()
    photo = engineer.get(f"/disposals/{request['id']}").json["photo_ids"][0]
    for path in (
        f"/disposals/{request['id']}",
        f"/process-instances/{request['instance_id']}",
        f"/process-instances/{request['instance_id']}/events",
        f"/tasks/{task['id']}",
        f"/files/{photo}",
        "/assets/SZ-IT-0006",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.complete(task, answers={}).status_code == 404
    for path in ("/disposals", "/process-instances", "/tasks", "/timers", "/incidents"):
        assert stranger.get(path).json["items"] == [], path


def test_permissions_are_asked_for(sqlite_house: House) -> None:
    engineer, owner = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("chu.ning")
    request = engineer.mark().json
    bundle = {"key": "x", "files": {}}
    for path, body in (
        ("/process-definitions", bundle),
        ("/process-definitions/check", bundle),
        (f"/process-instances/{request['instance_id']}/cancel", {"reason": "x"}),
        ("/messages", {"name": "m", "correlation_key": "k"}),
        ("/audit/verify", {}),
        ("/process-instances", {"process_id": "Process_AssetDisposal"}),
    ):
        assert engineer.post(path, body).status_code == 403, path
    assert owner.post("/messages", {"name": "m", "correlation_key": "k"}).json == {"instance_id": None}


def test_a_disguised_upload_is_refused_by_its_name(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    response = program.post("/files", data={"file": (io.BytesIO(b"<html>hello"), "photo.jpg")})
    assert response.status_code == 422
    assert response.json["problems"][0]["where"] == "photo.jpg"
