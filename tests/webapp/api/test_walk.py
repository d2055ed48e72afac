"""One machine from the scan to the write-off, by programs alone."""

from __future__ import annotations

from engine.db import Database
from engine.history.verification import verify_chains
from tests.gate_answers import MANIFEST, RECYCLER, sanitized
from tests.webapp.api.conftest import House

HANDED_OUT = {
    "scanned_label": "SZ-IT-0006",
    "recipient_name": RECYCLER,
    "is_declared": True,
    "guard_name": "Wu",
    "weight": "2.4",
}


def test_programs_walk_a_machine_from_the_scan_to_the_write_off(house: House, db: Database) -> None:
    engineer, keeper = house.program_of("lin.gong"), house.program_of("zhao.min")
    accountant = house.program_of("wu.fang")
    request = engineer.mark("SZ-IT-0006").json
    assert request["status"] == "marked"

    task = keeper.only_task()
    assert task["name"] == "Collect"
    given = {
        "scanned_label": "SZ-IT-0006",
        "given_by": engineer.get("/me").json["id"],
        "quarantine_location": "SZ-Q1",
    }
    done = keeper.complete(task, answers=given)
    assert done.status_code == 200, done.text
    keeper.complete(keeper.only_task(), answers={"method": "scrap", "est_proceeds": 0, "is_related_party": False})
    accountant.complete(accountant.only_task(), decision="approve", answers={"tax_class": "normal"})
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        voter = house.program_of(login)
        assert voter.complete(voter.only_task(), decision="approve").status_code == 200

    disposal = engineer.get(f"/disposals/{request['id']}").json
    assert disposal["status"] == "approved"
    assert disposal["original_cost"] == "8800.00"
    assert disposal["journal"]["status"] == "to_confirm"
    security, ehs = house.program_of("qin.lan"), house.program_of("xu.an")
    operator, verifier = security.get("/me").json["id"], engineer.get("/me").json["id"]
    shredded = sanitized("SZ-IT-0006", on=disposal["journal"]["drafted_for"], by=operator, verified_by=verifier)
    proofs = (
        (security, shredded | {"certificates": [security.upload()]}),
        (ehs, MANIFEST | {"manifests": [ehs.upload()]}),
    )
    for officer, answers in proofs:
        passed = officer.complete(officer.only_task(), answers=answers)
        assert passed.status_code == 200, passed.text
    proof = {"photos": [keeper.upload()], "receipt": [keeper.upload()]}
    left = keeper.complete(keeper.only_task(), answers=HANDED_OUT | proof)
    assert left.status_code == 200, left.text

    for item in accountant.get(f"/disposals/{request['id']}/evidence").json["items"]:
        if item["is_missing"]:
            brought = accountant.post(f"/disposals/{request['id']}/evidence/{item['item']}", {"statement": "none"})
            assert brought.status_code == 200, brought.text
    posting = accountant.only_task()
    today = disposal["journal"]["drafted_for"]
    ended = accountant.complete(posting, answers={"posting_date": today, "voucher_no": "记-118"})
    assert ended.json["status"] == "completed", ended.text

    assert engineer.get("/assets/SZ-IT-0006").json["state"] == "disposed"
    (journal,) = accountant.get("/journals?status=confirmed").json["items"]
    lines = accountant.get(f"/journals/{journal['id']}").json["lines"]
    assert sum(float(line["debit"]) for line in lines) == sum(float(line["credit"]) for line in lines) > 0
    events = keeper.get(f"/process-instances/{request['instance_id']}/events?limit=100").json["items"]
    assert events[0]["kind"] == "case_started"
    with db.reading() as session:
        assert not list(verify_chains(session))
