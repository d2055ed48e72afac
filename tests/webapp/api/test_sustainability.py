"""Programs record and read where materials went."""

from __future__ import annotations

from tests.webapp.api.conftest import House


def test_what_has_not_left_is_refused_and_a_period_is_reported(sqlite_house: House) -> None:
    house = sqlite_house
    request = house.program_of("lin.gong").mark().json
    manager = house.program_of("zhao.min")
    rows = [{"stream": "ferrous", "route": "recycled", "weight": "1.5"}]
    refused = manager.post(f"/disposals/{request['id']}/materials", {"rows": rows, "recycler": "x"})
    assert (refused.status_code, "have not left yet" in refused.json["detail"]) == (409, True)
    assert manager.get(f"/disposals/{request['id']}/materials").json == {"items": []}
    report = manager.get("/sustainability?from=2026-01-01&to=2026-12-31").json
    assert (report["handed_out"], report["circular_percent"], report["items"]) == ("0", None, [])
