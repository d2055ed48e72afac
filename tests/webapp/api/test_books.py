"""The ERP and other programs at the books: confirming journals with the voucher number, months, rates, cards."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from engine import clock
from tests.webapp.api.conftest import House


def this_day() -> tuple[str, str]:
    """The present day and month where the demo company keeps its books."""
    on = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
    return on, on[:7]


def test_the_erp_confirms_a_month_with_its_voucher_number_and_the_cfo_reverses_it(house: House) -> None:
    wu, cfo = house.program_of("wu.fang"), house.program_of("wang.jing")
    on, month = this_day()
    made = wu.post("/depreciation", {"entity": "QM-SZ", "month": month}, key="m")
    assert made.status_code == 201, made.text
    (run,) = made.json["items"]
    assert wu.post("/depreciation", {"entity": "QM-SZ", "month": month}, key="m").json == made.json
    shown = wu.get(f"/depreciation/{run['id']}").json
    assert sum(Decimal(share["amount"]) for share in shown["by_unit"]) == Decimal(run["total"])
    address = f"/journals/{run['journal_id']}"
    refused = wu.post(f"{address}/confirm", {"posting_on": "2020-01-31"})
    assert (refused.status_code, refused.json["problems"][0]["where"]) == (422, "posting_on")
    done = wu.post(f"{address}/confirm", {"posting_on": on, "voucher_no": "记-9"})
    assert (done.json["status"], done.json["external_voucher_no"]) == ("confirmed", "记-9")
    assert wu.post(f"{address}/reverse", {"posting_on": on, "reason": "x"}).status_code == 403
    opposite = cfo.post(f"{address}/reverse", {"posting_on": on, "reason": "x"}).json
    assert opposite["reverses_id"] == run["journal_id"]
    found = wu.get("/journals", query_string={"kind": "depreciation", "status": "reversed"}).json
    assert [item["id"] for item in found["items"]] == [run["journal_id"]]


def test_programs_split_cards_impair_assets_and_add_rates(house: House) -> None:
    keeper, wu, zheng = (house.program_of(login) for login in ("zhao.min", "wu.fang", "zheng.hua"))
    on, _ = this_day()
    asset_id = keeper.get("/assets/SZ-PROD-0002").json["id"]
    card = keeper.post(f"/assets/{asset_id}/split", {"percent": "25"})
    assert (card.status_code, card.json["asset_no"], card.json["cost"]) == (201, "SZ-PROD-0002-1", "80000.00")
    impaired = wu.post(f"/assets/{asset_id}/impairments", {"amount": "10.00", "on": on, "reason": "市价下跌"})
    assert {line["account_code"] for line in impaired.json["lines"]} == {"6701", "1603"}
    rate = {"code": "general", "price_rate": "0.12", "tax_rate": "0.12", "valid_from": "2027-07-01"}
    assert wu.post("/tax-rates", rate).status_code == 403
    assert zheng.post("/tax-rates", rate).status_code == 201
    kept = zheng.get("/tax-rates").json["items"]
    assert [item["valid_until"] for item in kept if item["valid_from"] == "2026-01-01"] == ["2027-06-30"]
    posting = {"method": "sale", "purpose": "loss", "code": "6711"}
    assert zheng.send("PUT", "/charts/cas/accounts", json=posting).status_code == 200
    assert posting in zheng.get("/charts/cas/accounts").json["items"]


def test_programs_keep_accounts(house: House) -> None:
    wu, zheng = house.program_of("wu.fang"), house.program_of("zheng.hua")
    account = {"code": "6711.01", "name": "报废损失", "name_en": "Scrap losses"}
    assert wu.send("PUT", "/charts/cas", json=account).status_code == 403
    assert zheng.send("PUT", "/charts/cas", json=account).status_code == 200
    assert account in wu.get("/charts/cas").json["items"]
