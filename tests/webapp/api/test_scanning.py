"""Programs scan: assets are seen, and many change hands."""

from __future__ import annotations

from tests.webapp.api.conftest import House

ASSET, ANOTHER = "SZ-IT-0006", "SZ-IT-0007"


def test_programs_see_assets_once_per_key_and_hand_many_over(sqlite_house: House) -> None:
    house = sqlite_house
    manager, head = house.program_of("zhao.min"), house.program_of("sun.li")
    seen = manager.post("/scans/seen", {"labels": [ASSET, ANOTHER], "location": "SZ-Q1"}, key="walk-1")
    assert seen.status_code == 201
    assert (
        manager.post("/scans/seen", {"labels": [ASSET, ANOTHER], "location": "SZ-Q1"}, key="walk-1").json == seen.json
    )
    assert manager.post(f"/assets/{ASSET}/sightings", {"note": "by hand"}).status_code == 201
    notes = [one["note"] for one in manager.get(f"/assets/{ASSET}/sightings").json["items"]]
    assert notes == ["by hand", ""]
    assert manager.post("/scans/give", {"labels": [ASSET, ANOTHER]}).status_code == 200
    received = head.post("/scans/receive", {"labels": [ASSET, ANOTHER], "location": "SZ-OFFICE"})
    assert all(one["closed_at"] for one in received.json["items"])
    refused = manager.post("/scans/seen", {"labels": ["XX-1"]})
    assert refused.status_code == 404


def test_programs_get_labels_to_print_as_they_are(sqlite_house: House) -> None:
    sheet = sqlite_house.program_of("zhao.min").get("/label-sheets?search=SZ-IT-000&paper=roll-50x30")
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
