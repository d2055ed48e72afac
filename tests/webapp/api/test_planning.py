"""Programs plan disposals and ask what is late."""

from __future__ import annotations

from tests.webapp.api.conftest import House


def test_a_program_plans_and_is_told_what_is_late(sqlite_house: House) -> None:
    house = sqlite_house
    request = house.program_of("lin.gong").mark().json
    manager, path = house.program_of("zhao.min"), f"/disposals/{request['id']}/plan"
    planned = manager.post(path, {"planned": {"collected": "2026-01-31"}}).json
    assert planned == manager.get(path).json
    assert planned["stages"][0]["planned_on"] == "2026-01-31"
    (late,) = manager.get("/plans/late").json["items"]
    assert (late["number"], late["stage"]) == (request["number"], "collected")
    assert house.program_of("lin.gong").post(path, {"planned": {"left": "2026-02-01"}}).status_code == 403
    refused = manager.post(path, {"planned": {"left": "2026-01-01"}})
    assert refused.json["problems"][0]["where"] == "left"
    assert manager.post(path, {"planned": {"collected": None}}).json["stages"][0]["planned_on"] is None
