"""Programs before the gates: media, certificates, and what is refused."""

from __future__ import annotations

from engine import clock
from tests.gate_answers import MANIFEST, sanitized
from tests.webapp.api.conftest import House

MEDIA = "/assets/SZ-IT-0006/media"


def approved(house: House) -> str:
    """The id of the request for a laptop whose gates are still before it."""
    engineer, keeper = house.program_of("lin.gong"), house.program_of("zhao.min")
    request_id = str(engineer.mark("SZ-IT-0006").json["id"])
    given = {"scanned_label": "SZ-IT-0006", "quarantine_location": "SZ-Q1"}
    keeper.complete(keeper.only_task(), answers={**given, "given_by": engineer.get("/me").json["id"]})
    keeper.complete(keeper.only_task(), answers={"method": "scrap", "est_proceeds": 0, "is_related_party": False})
    accountant = house.program_of("wu.fang")
    accountant.complete(accountant.only_task(), decision="approve", answers={"tax_class": "normal"})
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        voter = house.program_of(login)
        voter.complete(voter.only_task(), decision="approve")
    return request_id


def test_by_programs_a_laptop_whose_certificate_bears_a_wrong_serial_number_stays(house: House) -> None:
    request_id = approved(house)
    security, keeper, ehs = (house.program_of(login) for login in ("qin.lan", "zhao.min", "xu.an"))
    ehs.complete(ehs.only_task(), answers={**MANIFEST, "manifests": [ehs.upload()]})
    given = sanitized(
        "SZ-IT-0006",
        on=clock.now().date(),
        by=security.get("/me").json["id"],
        verified_by=house.program_of("he.wei").get("/me").json["id"],
    )
    answers = {**given, "certificates": [security.upload()]}
    refused = security.complete(security.only_task(), answers={**answers, "media_serials": "SN-WRONG"})
    assert refused.status_code == 422
    assert [problem["where"] for problem in refused.json["problems"]] == ["media_serials"]
    assert keeper.get("/tasks").json["items"] == []
    assert keeper.get(f"/disposals/{request_id}").json["status"] == "approved"
    assert security.complete(security.only_task(), answers=answers).status_code == 200
    assert keeper.only_task()["name"] == "Hand out"


def test_programs_enter_the_media_of_an_asset(sqlite_house: House) -> None:
    keeper = sqlite_house.program_of("zhao.min")
    disk = {"serial_no": "D-1", "kind": "ssd", "manufacturer": "WD", "model": "SN740", "capacity": "1 TB"}
    unknown = {"serial_no": "D-2", "kind": None, "manufacturer": "", "model": "", "capacity": ""}
    media = {"media": [{**disk, "is_encrypted": True}, {**unknown, "is_encrypted": False}]}
    entered = keeper.post(MEDIA, media)
    assert entered.status_code == 200, entered.text
    assert keeper.get(MEDIA).json == media
    twice = keeper.post(MEDIA, {"media": [*media["media"], *media["media"]]})
    assert twice.status_code == 422
    assert {problem["where"] for problem in twice.json["problems"]} >= {"media.0.serial_no"}
    assert sqlite_house.program_of("lin.gong").post(MEDIA, media).status_code == 403
    assert sqlite_house.program_of("jiang.tao").get(MEDIA).status_code == 404


def test_programs_change_rules_of_evidence_and_codes_of_wastes(sqlite_house: House) -> None:
    owner, keeper = sqlite_house.program_of("chu.ning"), sqlite_house.program_of("zhao.min")
    day = clock.now().date().isoformat()
    body = {"valid_from": day, "is_required": False, "conditions": [], "brought_by": "purchasing"}
    assert owner.post("/evidence-rules/photos", body).status_code == 200
    assert [rule["is_required"] for rule in owner.get("/evidence-rules/photos").json["items"]] == [False, True]
    assert "loss:large" in owner.get("/evidence-rules").json["known_conditions"]
    refused = owner.post("/evidence-rules/photos", {**body, "conditions": ["method:magic"]})
    assert [problem["where"] for problem in refused.json["problems"]] == ["conditions"]
    assert keeper.post("/evidence-rules/photos", body).status_code == 403

    category = next(one for one in keeper.get("/categories").json["items"] if one["code"] == "UPS")
    path = f"/categories/{category['id']}/waste-codes"
    wastes = keeper.post(path, {"codes": ["HW49 900-045-49"]}).json["items"]
    assert category["id"] in next(one for one in wastes if one["code"] == "HW49 900-045-49")["category_ids"]
    assert keeper.post(path, {"codes": ["HW99"]}).status_code == 422
    assert keeper.post("/waste-codes", {"code": "HW08 900-249-08", "name": "废矿物油"}).status_code == 200
    assert len(keeper.get("/waste-codes").json["items"]) == 4
