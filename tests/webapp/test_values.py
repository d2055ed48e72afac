"""Impairments, usage and assets held for sale on the asset's page, through the API and from the shell."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.webapp.cli.conftest import shell_on
from tests.webapp.demo import Site
from tests.webapp.test_books import this_day
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
    with site.db.transaction() as session:
        machine = find_asset_by_no(session, MACHINE)
        machine.depreciation_method, machine.units_total = DepreciationMethod.UNITS_OF_PRODUCTION, Decimal(1000)
    zhao = site.as_("zhao.min")
    assert "Record what it produced" in zhao.get(f"/cards/{MACHINE}/values").text
    refused = zhao.post(f"/cards/{MACHINE}/usage", {"units": "0", "on": this_day(site)})
    assert "Give the units produced, more than zero." in refused.text
    page = zhao.post(f"/cards/{MACHINE}/usage", {"units": "10", "on": this_day(site)}, follow_redirects=True).text
    assert "Units produced" in page
    assert book_values(asset(site), date.fromisoformat(this_day(site))).accumulated == Decimal("4370.00")


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
    shell.run("value", "hold", MACHINE, "--fair-value", "1000", *why)
    assert [row["asset_no"] for row in shell.read("value", "held")] == [MACHINE]
    shell.run("value", "release", MACHINE, *why)
    assert shell.read("value", "held", "--as", "wu.fang") == []
