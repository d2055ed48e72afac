"""Impairments, usage and assets held for sale on the asset's page, through the API and from the shell."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.webapp.cli.conftest import shell_on
from tests.webapp.demo import Site
from tests.webapp.test_books import depreciated, this_day
from tests.webapp.worked_examples import Programs
from tests.workflows import seeded
from workflows.assets.models import Asset, DepreciationMethod
from workflows.assets.queries import find_asset_by_no
from workflows.assets.valuation import book_values

MACHINE = "SZ-PROD-0004"


def asset(site: Site) -> Asset:
    with site.db.reading() as session:
        return find_asset_by_no(session, MACHINE)


def test_an_impairment_is_recorded_on_the_page_with_its_journal(each_site: Site) -> None:
    wu = each_site.as_("wu.fang")
    assert f"/cards/{MACHINE}/values" in wu.get(f"/a/{MACHINE}").text
    wu.get(f"/cards/{MACHINE}/values")
    sent = {"amount": "5,000.00", "on": this_day(each_site), "reason": "市价下跌"}
    page = wu.post(f"/cards/{MACHINE}/impairment", sent, follow_redirects=True).text
    assert "The journal waits to be confirmed" in page
    assert re.search(r"Impairment</span>.*?5,000\.00", page, re.DOTALL)
    journal = re.search(r'href="(/journals/[0-9a-f-]{36})"', page)
    assert journal
    assert "6701" in wu.get(journal[1]).text
    back = wu.post(f"/cards/{MACHINE}/impairment", {**sent, "amount": "-1"})
    assert back.status_code == 422
    assert "By these books an impairment is never reversed." in back.text
    assert 'value="市价下跌"' in back.text


def test_bad_amounts_and_days_are_told_at_their_fields(site: Site) -> None:
    wu = site.as_("wu.fang")
    wu.get(f"/cards/{MACHINE}/values")
    for sent in ({"amount": "x"}, {"amount": "NaN"}, {"amount": "1e99"}, {"amount": "1", "on": "y"}):
        refused = wu.post(f"/cards/{MACHINE}/impairment", {"on": this_day(site), "reason": "x", **sent})
        assert refused.status_code == 422
        assert "is-invalid" in refused.text
    assert wu.post("/cards/NO-SUCH/impairment", {"amount": "1", "on": this_day(site), "reason": "x"}).status_code == 404


def test_an_asset_is_held_for_sale_and_let_go_on_the_pages(site: Site) -> None:
    wu = site.as_("wu.fang")
    assert "No asset is held for sale" in wu.get("/cards/held-for-sale").text
    wu.get(f"/cards/{MACHINE}/values")
    sent = {"fair_value": "1000", "costs_to_sell": "1001", "on": this_day(site), "reason": "已签约"}
    refused = wu.post(f"/cards/{MACHINE}/held-for-sale", sent)
    assert "The costs are more than the asset would bring." in refused.text
    page = wu.post(f"/cards/{MACHINE}/held-for-sale", {**sent, "costs_to_sell": "0"}, follow_redirects=True).text
    assert "To be sold by" in page
    assert MACHINE in wu.get("/cards/held-for-sale").text
    wu.post(f"/cards/{MACHINE}/no-longer-held", {"on": this_day(site), "reason": "撤约"})
    assert "No asset is held for sale" in wu.get("/cards/held-for-sale").text


def test_others_look_and_change_nothing(site: Site) -> None:
    tang, zhao = site.as_("zhou.qiang"), site.as_("zhao.min")
    page = tang.get(f"/cards/{MACHINE}/values")
    assert page.status_code == 200
    assert '<form class="card-body"' not in page.text
    sent = {"amount": "1", "on": this_day(site), "reason": "x"}
    assert tang.post(f"/cards/{MACHINE}/impairment", sent).status_code == 403
    zhao.get(f"/cards/{MACHINE}/values")
    assert zhao.post(f"/cards/{MACHINE}/held-for-sale", sent).status_code in (403, 422)
    assert site.as_("shen.yu").get(f"/cards/{MACHINE}/values").status_code == 404


def test_what_was_produced_is_recorded_by_the_keeper(site: Site) -> None:
    by_units(site)
    zhao = site.as_("zhao.min")
    assert "Record what it produced" in zhao.get(f"/cards/{MACHINE}/values").text
    refused = zhao.post(f"/cards/{MACHINE}/usage", {"units": "0", "on": this_day(site)})
    assert "Give the units produced, more than zero." in refused.text
    page = zhao.post(f"/cards/{MACHINE}/usage", {"units": "10", "on": this_day(site)}, follow_redirects=True).text
    assert "Units produced" in page
    assert book_values(asset(site), date.fromisoformat(this_day(site))).accumulated == Decimal("4370.00")


def by_units(site: Site) -> None:
    with site.db.transaction() as session:
        machine = find_asset_by_no(session, MACHINE)
        machine.depreciation_method, machine.units_total = DepreciationMethod.UNITS_OF_PRODUCTION, Decimal(1000)


def sheet(*rows: str) -> dict[str, Any]:
    text = "\n".join(("资产编码,抄表日期,工作量（件）", *rows))
    return {"file": (io.BytesIO(text.encode("gbk")), "readings.csv")}


def test_readings_come_from_a_file_that_may_be_sent_again(site: Site) -> None:
    by_units(site)
    zhao, on = site.as_("zhao.min"), this_day(site)
    zhao.get("/cards/usage")
    earlier = (date.fromisoformat(on) - timedelta(days=40)).isoformat()
    page = zhao.post("/cards/usage", sheet(f"{MACHINE},{earlier},１０", f"{MACHINE},{on},5"), follow_redirects=True)
    assert "2 readings recorded." in page.text
    page = zhao.post("/cards/usage", sheet(f"{MACHINE},{earlier},10", f"{MACHINE},{on},5"), follow_redirects=True)
    assert "2 were there already." in page.text
    assert book_values(asset(site), date.fromisoformat(on)).accumulated == Decimal("6555.00")


def test_a_file_with_a_wrong_reading_is_refused_whole_with_its_rows(site: Site) -> None:
    by_units(site)
    zhao, on = site.as_("zhao.min"), this_day(site)
    zhao.get("/cards/usage")
    sent = sheet(
        f"{MACHINE},{on},5", f"NO-1,{on},5", f"{MACHINE},2001-01-01,5", f"SZ-IT-0006,{on},5", f"{MACHINE},{on},x"
    )
    refused = zhao.post("/cards/usage", sent)
    assert refused.status_code == 422
    assert "Row 6" in refused.text
    refused = zhao.post("/cards/usage", sheet(f"{MACHINE},{on},5", f"NO-1,{on},5", f"{MACHINE},2001-01-01,5"))
    assert "Row 3: There is no asset with the number “NO-1”." in refused.text
    assert "Row 4: The day lies before the last reading." in refused.text
    assert asset(site).value_changes == []
    assert "Choose a file." in zhao.post("/cards/usage", {}).text
    assert site.as_("wu.fang").post("/cards/usage", sheet(f"{MACHINE},{on},5")).status_code == 403


def test_programs_record_readings_and_none_in_a_booked_month(site: Site) -> None:
    by_units(site)
    keeper, on = Programs(site).of("zhao.min"), this_day(site)
    sent = {"items": [{"asset_no": MACHINE, "units": "10", "on": on}]}
    assert keeper.post("/readings", sent).json == {"recorded": 1}
    assert keeper.post("/readings", sent).json == {"recorded": 0}
    journal = depreciated(site)
    wu = Programs(site).of("wu.fang")
    assert wu.post(f"/journals/{journal.id}/confirm", {"posting_on": on}).status_code == 200
    late = keeper.post("/readings", {"items": [{"asset_no": MACHINE, "units": "3", "on": on}]})
    assert late.status_code == 422
    assert "row 1" in late.text
    assert "booked already" in late.text


def test_programs_hold_assets_for_sale(site: Site) -> None:
    wu = Programs(site).of("wu.fang")
    held: dict[str, Any] = {"fair_value": "1000", "on": this_day(site), "reason": "已签约"}
    journal = wu.post(f"/assets/{asset(site).id}/held-for-sale", held)
    assert journal.status_code == 201, journal.text
    assert "1481" in journal.text
    listed = wu.get("/held-for-sale")
    assert '"carrying":"1000.00"' in listed.text.replace(" ", "")
    ended = wu.post(f"/assets/{asset(site).id}/no-longer-held-for-sale", {"on": this_day(site), "reason": "撤约"})
    assert ended.status_code == 201, ended.text


def test_values_are_changed_from_the_shell(tmp_path: Path) -> None:
    shell = shell_on(tmp_path, seeded.new_url("sqlite"))
    on = date.today().isoformat()  # noqa: DTZ011  the demo's books are kept by the machine's day
    why = ("--on", on, "--reason", "x", "--as", "wu.fang")
    assert shell.read("value", "impair", MACHINE, "--amount", "10", *why)["status"] == "to_confirm"
    shell.run("value", "impair", MACHINE, "--amount", "x", *why, code=2)
    shell.run("value", "use", MACHINE, "--units", "1", "--on", on, "--as", "zhao.min", code=1)
    file = tmp_path / "readings.csv"
    file.write_text(f"资产编码,日期,工作量\n{MACHINE},{on},5\n", encoding="utf-8")
    assert (
        "is not depreciated by what it produces"
        in shell.run("value", "readings", file, "--as", "zhao.min", code=1).output
    )
    shell.run("value", "hold", MACHINE, "--fair-value", "1000", *why)
    assert [row["asset_no"] for row in shell.read("value", "held")] == [MACHINE]
    shell.run("value", "release", MACHINE, *why)
    assert shell.read("value", "held", "--as", "wu.fang") == []
