"""What programs can do besides walking a case."""

from __future__ import annotations

from uuid import uuid4

from engine.definitions.bundles import read_package
from engine.history.models import Event
from tests.bpmn import bpmn
from tests.webapp.api.conftest import House


def _texts(key: str) -> dict[str, str]:
    return {path: content.decode() for path, content in read_package("bpmn", key).files.items()}


def test_a_repetition_with_the_same_key_gets_the_first_answer_and_does_nothing(house: House) -> None:
    engineer = house.program_of("lin.gong")
    key, body = str(uuid4()), {"asset_nos": ["SZ-IT-0006"], "reason": "burnt", "photo_ids": [engineer.upload()]}
    first, second = engineer.post("/disposals", body, key=key), engineer.post("/disposals", body, key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(engineer.get("/disposals").json["items"]) == 1
    assert engineer.post("/disposals", body | {"reason": "other"}, key=key).status_code == 409


def test_a_repeated_upload_with_the_same_key_is_one_file(sqlite_house: House) -> None:
    engineer = sqlite_house.program_of("lin.gong")
    assert engineer.upload(key="k") == engineer.upload(key="k") != engineer.upload()


def test_a_photo_comes_back_sealed(sqlite_house: House) -> None:
    engineer = sqlite_house.program_of("lin.gong")
    response = engineer.get(f"/files/{engineer.upload()}")
    assert response.status_code == 200
    assert response.mimetype == "image/jpeg"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    response.close()


def test_a_task_shows_its_form_its_seats_and_why_one_may_not(house: House) -> None:
    engineer, keeper = house.program_of("lin.gong"), house.program_of("zhao.min")
    engineer.mark()
    task = keeper.get(f"/tasks/{keeper.only_task()['id']}").json
    fields = {field["key"]: field for field in task["fields"] if field["key"]}
    assert fields["given_by"]["type"] == "zs-person"
    assert fields["scanned_label"]["is_required"]
    assert task["refusal"] is None
    assert task["seats"][0]["status"] == "open"
    assert engineer.get(f"/tasks/{task['id']}").json["refusal"]


def test_a_draft_and_a_taken_task_are_kept(sqlite_house: House) -> None:
    engineer, keeper = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("zhao.min")
    engineer.mark()
    path = f"/tasks/{keeper.only_task()['id']}"
    assert keeper.send("PUT", f"{path}/draft", json={"answers": {"scanned_label": "SZ"}}).status_code == 200
    assert keeper.get(path).json["draft"] == {"scanned_label": "SZ"}
    assert keeper.post(f"{path}/take").status_code == 200
    assert keeper.get("/tasks?scope=mine").json["items"][0]["is_mine"]
    assert keeper.get("/tasks?scope=pools").json["items"] == []
    assert keeper.post(f"{path}/put-back").status_code == 200
    assert keeper.get("/tasks?scope=mine").json["items"] == []


def test_a_second_click_is_told_who_was_first(sqlite_house: House) -> None:
    engineer, keeper = sqlite_house.program_of("lin.gong"), sqlite_house.program_of("zhao.min")
    engineer.mark()
    task = keeper.only_task()
    given = {
        "scanned_label": "SZ-IT-0006",
        "given_by": engineer.get("/me").json["id"],
        "quarantine_location": "SZ-Q1",
    }
    assert keeper.complete(task, answers=given).status_code == 200
    again = keeper.complete(task, answers=given)
    assert again.status_code == 409
    assert "Zhao Min" in again.json["detail"]
    (done,) = keeper.get("/tasks?scope=done").json["items"]
    assert done["id"] == task["id"]


def test_a_case_shows_its_tokens_and_variables_and_can_be_cancelled(house: House) -> None:
    engineer, owner = house.program_of("lin.gong"), house.program_of("chu.ning")
    request = engineer.mark().json
    path = f"/process-instances/{request['instance_id']}"
    case = owner.get(path).json
    assert [task["element_id"] for task in case["tasks"]] == ["Task_Collect"]
    assert case["timers"][0]["element_id"] == "Escalate_Collect"
    assert case["variables"]["request_id"] == request["id"]
    assert owner.get("/timers").json["items"][0]["instance_id"] == case["id"]
    assert owner.post(f"{path}/cancel", {"reason": "by mistake"}).json["status"] == "cancelled"
    assert engineer.get("/assets/SZ-IT-0006").json["state"] == "in_use"


def test_lists_come_in_pages(sqlite_house: House) -> None:
    program = sqlite_house.program_of("zhao.min")
    seen: list[str] = []
    cursor = ""
    while True:
        page = program.get(f"/assets?limit=7{cursor}").json
        seen += [item["asset_no"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == sorted(set(seen))
    assert len(seen) == len(program.get("/assets?limit=100").json["items"]) > 7


def test_a_scanned_label_of_another_company_opens_its_asset_but_not_its_books(sqlite_house: House) -> None:
    stranger, keeper = sqlite_house.program_of("jiang.tao"), sqlite_house.program_of("zhao.min")
    label = keeper.get("/assets/SZ-IT-0006").json["label_url"]
    asset = stranger.get("/labels", query_string={"text": label}).json
    assert asset["asset_no"] == "SZ-IT-0006"
    assert asset["values"] is None
    assert stranger.get("/labels", query_string={"text": "SZ-IT-0006"}).status_code == 404


def test_people_are_found_by_part_of_their_name(sqlite_house: House) -> None:
    program = sqlite_house.program_of("lin.gong")
    assert [item["login"] for item in program.get("/people?search=zhao").json["items"]] == ["zhao.min"]


def test_a_bundle_is_checked_then_published_once(house: House) -> None:
    owner = house.program_of("chu.ning")
    broken = {"key": "disposal", "files": {"a.bpmn": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}}
    report = owner.post("/process-definitions/check", broken).json
    assert not report["is_publishable"]
    assert owner.post("/process-definitions", broken).status_code == 422
    files = _texts("disposal")
    assert owner.post("/process-definitions/check", {"key": "disposal", "files": files}).json["is_publishable"]
    same = owner.post("/process-definitions", {"key": "disposal", "files": files})
    assert same.status_code == 201, same.text
    assert same.json["number"] == 1
    changed = {**files, "README.md": files["README.md"] + "\nmore\n"}
    assert owner.post("/process-definitions", {"key": "disposal", "files": changed}).json["number"] == 2
    path = "/process-definitions/Process_AssetDisposal/versions"
    assert [version["number"] for version in owner.get(path).json["items"]] == [2, 1]
    assert owner.get(f"{path}/1/source/disposal.bpmn").text == files["disposal.bpmn"]


def test_a_process_says_who_may_start_it_by_hand(sqlite_house: House) -> None:
    owner, engineer = sqlite_house.program_of("chu.ning"), sqlite_house.program_of("lin.gong")
    diagram = bpmn("greet", name="打招呼").start().user_task("hello", groups="employee").end()
    xml = diagram.properties(startRoles="maintenance_engineer").xml().decode()
    published = owner.post("/process-definitions", {"key": "greet", "files": {"greet.bpmn": xml}})
    assert published.status_code == 201, published.text
    started = engineer.post("/process-instances", {"process_id": "greet", "variables": {"rate": 0.1}})
    assert started.status_code == 201, started.text
    case = engineer.get(f"/process-instances/{started.json['id']}").json
    assert case["variables"]["rate"] == {"$d": "0.1"}
    assert owner.post("/process-instances", {"process_id": "greet"}).status_code == 403


def test_a_changed_event_is_found(sqlite_house: House) -> None:
    auditor = sqlite_house.program_of("chen.xi")
    request = sqlite_house.program_of("lin.gong").mark().json
    assert auditor.post("/audit/verify", {}).json == {"is_intact": True, "findings": [], "checkpoints": []}
    with sqlite_house.db.transaction() as session:
        event = session.query(Event).filter_by(number=1).first()
        assert event is not None
        event.body = event.body.replace("a", "b", 1)
    report = auditor.post("/audit/verify", {}).json
    assert not report["is_intact"]
    assert report["findings"][0]["what"] == "changed"
    assert request["id"]


def test_the_page_to_try_it_lists_every_operation(sqlite_house: House) -> None:
    client = sqlite_house.app.test_client()
    page = client.get("/api/v1/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'data-api-path="/api/v1/tasks/{task_id}/complete"' in page.text
    with client.get("/api/v1/try.js") as script:
        assert script.mimetype == "text/javascript"


def test_a_program_asks_for_the_return_to_use_once_and_not_of_what_is_in_approval(house: House) -> None:
    engineer = house.program_of("lin.gong")
    request = engineer.mark("SZ-IT-0006").json
    asked = engineer.post(f"/disposals/{request['id']}/return-to-use", {"reason": "needed"}, key="once-1234")
    assert asked.status_code == 200, asked.text
    again = engineer.post(f"/disposals/{request['id']}/return-to-use", {"reason": "needed"}, key="twice-1234")
    assert again.status_code == 409
    assert house.program_of("zhao.min").only_task()["name"] == "Approve return to use"
