"""A monitoring system calls, signed as the page and the document say, with nothing but the standard library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from werkzeug.test import TestResponse

from engine import clock
from tests.webapp.api.conftest import House

ASSET = "SZ-IT-0007"


def call(
    house: House, source: dict[str, Any], alarm_id: str = "disk-17", asset_no: str = ASSET, **changed: str
) -> TestResponse:
    body = json.dumps({"asset_no": asset_no, "message": "RAID degraded"}).encode()
    now = str(int(clock.now().timestamp()))
    key = base64.b64decode(source["secret"].removeprefix("whsec_"))
    signed = hmac.digest(key, f"{alarm_id}.{now}.".encode() + body, hashlib.sha256)
    headers = {
        "content-type": "application/json",
        "webhook-id": alarm_id,
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
        "accept-language": "en",
        **changed,
    }
    address = f"/api/v1/monitoring/sources/{source['source']['id']}/alarms"
    return house.app.test_client().post(address, data=body, headers=headers)


def new_source(house: House) -> dict[str, Any]:
    added = house.program_of("wei.lan").post("/monitoring/sources", {"name": "zabbix", "login": "lin.gong"})
    assert added.status_code == 201, added.text
    return dict(added.json)


def test_an_alarm_marks_once_and_is_kept_after_that(house: House) -> None:
    source = new_source(house)
    first = call(house, source)
    assert (first.status_code, first.json["outcome"]) == (200, "marked")
    assert call(house, source).json == first.json
    assert call(house, source, "disk-18").json["outcome"] == "recorded"
    asset = house.program_of("zhao.min").get(f"/assets/{ASSET}").json
    assert (asset["state"], asset["open_request_id"]) == ("pending_disposal", first.json["request_id"])


def test_what_is_refused_is_said_and_stands_among_the_calls(sqlite_house: House) -> None:
    house = sqlite_house
    source, admin = new_source(house), house.program_of("wei.lan")
    forged = call(house, source, **{"webhook-signature": "v1,AAAA"})
    assert forged.status_code == 403
    assert "webhook-signature does not fit" in forged.json["detail"]
    unknown = call(house, {**source, "source": {"id": "00000000-0000-7000-8000-000000000000"}})
    assert unknown.json["detail"] == forged.json["detail"]
    assert call(house, source, **{"webhook-timestamp": "1"}).status_code == 403
    assert call(house, source, asset_no="SH-OPS-0001").status_code == 404
    (kept,) = admin.get(f"/monitoring/sources/{source['source']['id']}/calls").json["items"]
    assert (kept["outcome"], "does not fit" in kept["sentence"]) == ("refused", True)


def test_a_source_that_is_off_marks_nothing_and_a_new_secret_ends_the_old_one(sqlite_house: House) -> None:
    house = sqlite_house
    source, admin = new_source(house), house.program_of("wei.lan")
    path = f"/monitoring/sources/{source['source']['id']}"
    admin.post(f"{path}/switch", {"is_active": False})
    assert "switched off" in call(house, source).json["detail"]
    admin.post(f"{path}/switch", {"is_active": True})
    renewed = admin.post(f"{path}/secret").json
    assert call(house, source).status_code == 403
    assert call(house, renewed).json["outcome"] == "marked"
    assert admin.post(f"{path}/person", {"login": "he.wei"}).status_code == 200
    assert house.program_of("lin.gong").get("/monitoring/sources").status_code == 403
