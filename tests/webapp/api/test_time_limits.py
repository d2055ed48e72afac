"""Time limits through the API: read, tried out, saved, removed."""

from __future__ import annotations

from tests.webapp.api.conftest import House

POLICY = {
    "process_id": "Process_AssetDisposal",
    "element_id": "Escalate_Collect",
    "limit_value": "1",
    "limit_unit": "working_days",
    "stages": [{"percent": 50, "action": "remind", "to": ["holder"]}],
}


def test_a_policy_is_tried_out_saved_once_per_key_and_removed(house: House) -> None:
    house.program_of("lin.gong").mark()
    program = house.program_of("wei.lan")
    seen = program.post("/timer-policies/preview", POLICY)
    assert seen.status_code == 200, seen.text
    assert (seen.json["tasks"], seen.json["waiting_tasks"]) == (1, 1)
    body = {**POLICY, "moves_waiting": True}
    first = program.post("/timer-policies", body, key="one")
    assert first.status_code == 201, first.text
    assert program.post("/timer-policies", body, key="one").json == first.json
    limits = program.get("/time-limits").json["items"]
    [collect] = [item for item in limits if item["element_id"] == "Escalate_Collect"]
    assert (collect["drawn"], [policy["limit_value"] for policy in collect["policies"]]) == ("P3D", ["1.0000"])
    removed = program.post(f"/timer-policies/{first.json['id']}/removal", {"moves_waiting": True}, key="two")
    assert removed.status_code == 200, removed.text


def test_what_a_policy_may_not_say_is_refused_by_field(house: House) -> None:
    program = house.program_of("wei.lan")
    refused = program.post("/timer-policies/preview", {**POLICY, "limit_value": "0"})
    assert refused.status_code == 422
    assert [problem["where"] for problem in refused.json["problems"]] == ["limit_value"]


def test_only_who_may_edit_time_limits_may(house: House) -> None:
    assert house.program_of("lin.gong").get("/time-limits").status_code == 403
    assert house.program_of("chu.ning").get("/time-limits").status_code == 200
    saved = house.program_of("chu.ning").post("/timer-policies", {**POLICY, "moves_waiting": False}, key="three")
    assert saved.status_code == 403
