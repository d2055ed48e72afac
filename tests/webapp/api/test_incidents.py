"""Programs find incidents, settle them, and have many tried again."""

from __future__ import annotations

from uuid import uuid4

from engine.commands import tick
from tests.bpmn import bpmn
from tests.webapp.api.conftest import House, Program


def stop_two_cases(house: House) -> Program:
    """Two cases with nobody to ask; gives the process owner's program."""
    owner, engineer = house.program_of("chu.ning"), house.program_of("lin.gong")
    diagram = bpmn("greet", name="打招呼").start().user_task("hello", users="ghost").end()
    files = {"greet.bpmn": diagram.properties(startRoles="maintenance_engineer").xml().decode()}
    assert owner.post("/process-definitions", {"key": "greet", "files": files}).status_code == 201
    for _ in range(2):
        assert engineer.post("/process-instances", {"process_id": "greet"}).status_code == 201
    return owner


def test_incidents_are_filtered_and_paged(house: House) -> None:
    owner = stop_two_cases(house)
    first = owner.get("/incidents?kind=nobody_to_ask&limit=1").json
    assert [item["element_id"] for item in first["items"]] == ["hello"]
    second = owner.get(f"/incidents?limit=1&cursor={first['next']}").json
    assert second["next"] is None
    assert second["items"][0]["id"] != first["items"][0]["id"]
    assert owner.get("/incidents?kind=stuck").json["items"] == []
    assert owner.get("/incidents?state=settled").json["items"] == []


def test_an_incident_is_settled_once_with_a_reason(house: House) -> None:
    owner = stop_two_cases(house)
    path = f"/incidents/{owner.get('/incidents').json['items'][0]['id']}/settle"
    assert owner.post(path, {"reason": " "}, key=str(uuid4())).status_code == 422
    assert house.program_of("lin.gong").post(path, {"reason": "x"}, key=str(uuid4())).status_code in (403, 404)
    settled = owner.post(path, {"reason": "by telephone"}, key=str(uuid4()))
    assert settled.status_code == 200, settled.text
    assert settled.json["resolved_at"]
    assert owner.post(path, {"reason": "again"}, key=str(uuid4())).status_code == 409
    assert len(owner.get("/incidents?state=settled").json["items"]) == 1


def test_many_are_tried_again_and_the_results_are_told(house: House) -> None:
    owner = stop_two_cases(house)
    ids = [item["id"] for item in owner.get("/incidents").json["items"]]
    begun = owner.post("/incidents/retry", {"incident_ids": ids}, key=str(uuid4()))
    assert begun.status_code == 202, begun.text
    tick(house.db)
    progress = owner.get(f"/incidents/retries/{begun.json['id']}").json
    assert progress["is_done"]
    assert [result["outcome"] for result in progress["results"]] == ["failed_again", "failed_again"]
