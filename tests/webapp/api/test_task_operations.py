"""Programs that hand over, add signers, ask, urge, copy, send back and withdraw."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.journeys import purchase
from tests.webapp.api.conftest import House, Program


def test_a_program_sees_who_signs_and_what_it_may_do(house: House) -> None:
    signer = _signer(house)
    task = signer.get(f"/tasks/{signer.only_task()['id']}").json
    assert task["sign_mode"] == "all"
    assert [seat["position"] for seat in task["seats"]] == [0, 1, 2]
    assert task["operations"]["hand_over"] is None
    assert "advice" in task["operations"]["recall_delegation"]


def test_advice_is_asked_for_and_given(house: House) -> None:
    signer, adviser = _signer(house), house.program_of("tang.yi")
    task = signer.only_task()
    _sent(signer, f"/tasks/{task['id']}/delegation", person_id=_id(adviser))
    assert adviser.only_task()["is_advice"]
    assert signer.get(f"/tasks/{task['id']}").json["seats"][0]["delegated_to"] == _id(adviser)
    _sent(adviser, f"/tasks/{task['id']}/delegation/answer", opinion="approve", comment="fine")
    assert adviser.get("/tasks").json["items"] == []


def test_a_signer_is_added_and_removed(sqlite_house: House) -> None:
    signer, other = _signer(sqlite_house), sqlite_house.program_of("tang.yi")
    path = f"/tasks/{signer.only_task()['id']}"
    _sent(signer, f"{path}/signers", person_id=_id(other), how="beside")
    seats = signer.get(path).json["seats"]
    (added,) = [seat for seat in seats if seat["added_by"]]
    assert added["added_how"] == "beside"
    assert added["person_id"] == _id(other)
    _sent(signer, f"{path}/signers/{added['id']}/remove", reason="by mistake")
    assert other.get("/tasks").json["items"] == []


def test_a_task_is_handed_over_once_per_key(sqlite_house: House) -> None:
    signer, other = _signer(sqlite_house), sqlite_house.program_of("tang.yi")
    path, key = f"/tasks/{signer.only_task()['id']}/hand-over", str(uuid4())
    body = {"person_id": _id(other)}
    assert signer.post(path, body, key=key).status_code == 200
    assert signer.post(path, body, key=key).status_code == 200
    assert signer.post(path, body).status_code == 403
    assert other.only_task()["is_mine"]


def test_urging_twice_says_when_again(sqlite_house: House) -> None:
    signer, initiator = _signer(sqlite_house), sqlite_house.program_of("lin.gong")
    path = f"/tasks/{signer.only_task()['id']}/urge"
    assert _sent(initiator, path)["people_told"] == 3
    again = initiator.post(path)
    assert again.status_code == 409
    assert "urged already" in again.json["detail"]


def test_a_case_goes_back_to_a_legal_target(sqlite_house: House) -> None:
    signer = _signer(sqlite_house)
    path = f"/tasks/{signer.only_task()['id']}"
    (target,) = signer.get(f"{path}/send-back-targets").json["items"]
    assert target == {"element_id": "Prepare", "name": "Write the request", "is_legal": True, "reason": None}
    assert signer.post(f"{path}/send-back", {"element_id": "Vote", "comment": "no"}).status_code in (404, 422)
    assert _sent(signer, f"{path}/send-back", element_id="Prepare", comment="too vague")["status"] == "active"
    assert sqlite_house.program_of("lin.gong").only_task()["element_id"] == "Prepare"


def test_a_case_is_copied_read_and_commented(sqlite_house: House) -> None:
    signer, reader = _signer(sqlite_house), sqlite_house.program_of("shen.yu")
    case = f"/process-instances/{signer.only_task()['instance_id']}"
    assert reader.get(case).status_code == 404
    _sent(signer, f"{case}/copies", person_ids=[_id(reader)], note="look")
    assert reader.get("/copies?unread=true").json["items"][0]["note"] == "look"
    _sent(reader, f"{case}/copies/read")
    assert reader.get("/copies?unread=true").json["items"] == []
    assert signer.get(f"{case}/copies").json["items"][0]["read_at"]
    _sent(reader, f"{case}/comments", text="seen")
    assert [said["text"] for said in signer.get(f"{case}/comments").json["items"]] == ["seen"]


def test_a_withdrawal_waits_for_consent(sqlite_house: House) -> None:
    signer, initiator = _signer(sqlite_house), sqlite_house.program_of("lin.gong")
    task = signer.only_task()
    signer.complete(task, decision="approve", touched_seconds=12)
    case = f"/process-instances/{task['instance_id']}"
    assert initiator.get(case).json["operations"]["withdraw"] is None
    _sent(initiator, f"{case}/withdraw", reason="another model")
    assert signer.post(f"{case}/withdraw/decline", {"reason": " "}).status_code == 422
    _sent(signer, f"{case}/withdraw/decline", reason="ordered already")
    asked = _sent(initiator, f"{case}/withdraw", reason="another model")
    assert (asked["is_withdrawn"], asked["waits_for"]) == (False, [_id(signer)])
    assert _sent(signer, f"{case}/withdraw/consent")["is_withdrawn"]


def _signer(house: House) -> Program:
    """The first countersigner of a new case."""
    purchase.publish(house.db)
    purchase.start(house.db)
    initiator = house.program_of("lin.gong")
    assert initiator.complete(initiator.only_task()).status_code == 200
    return house.program_of("sun.li")


def _id(program: Program) -> str:
    return str(program.get("/me").json["id"])


def _sent(program: Program, path: str, **body: Any) -> dict[str, Any]:
    response = program.post(path, body or None, key=str(uuid4()))
    assert response.status_code == 200, response.text
    return dict(response.json)
