"""Journals, months of depreciation, accounts and taxes on their pages and through the API."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.commands import tick
from engine.people.models import LegalEntity
from tests.webapp.demo import Site
from tests.webapp.worked_examples import Programs
from workflows.accounting.layouts import Layout
from workflows.accounting.models import Journal, JournalLine, JournalStatus, PostingAccount, TaxRate
from workflows.assets.queries import find_asset_by_no
from workflows.month_end import depreciating
from workflows.organization.books import today
from workflows.organization.models import EntityBooks

ENTITY = "QM-SZ"


def entity_id(site: Site) -> str:
    with site.db.reading() as session:
        return str(session.scalars(select(LegalEntity.id).where(LegalEntity.code == ENTITY)).one())


def this_day(site: Site) -> str:
    with site.db.reading() as session:
        return str(today(session, session.scalars(select(LegalEntity.id).where(LegalEntity.code == ENTITY)).one()))


def depreciated(site: Site) -> Journal:
    """The draft of this month's depreciation."""
    wu = site.as_("wu.fang")
    wu.get("/depreciation")
    page = wu.post("/depreciation", {"entity": entity_id(site), "month": this_day(site)[:7]}, follow_redirects=True)
    assert "By department" in page.text, page.text
    with site.db.reading() as session:
        return session.scalars(select(Journal).where(Journal.kind == "depreciation")).one()


def test_a_month_is_depreciated_confirmed_and_reversed_on_the_pages(site: Site) -> None:
    journal = depreciated(site)
    wu, cfo = site.as_("wu.fang"), site.as_("wang.jing")
    assert "Lines" in wu.get(f"/journals/{journal.id}").text
    sent = {"posting_on": this_day(site), "voucher_no": "记-77"}
    page = wu.post(f"/journals/{journal.id}/confirm", sent, follow_redirects=True)
    assert "FA-JV" in page.text
    assert "Reverse" not in page.text
    refused = wu.post(f"/journals/{journal.id}/reverse", {"posting_on": this_day(site), "reason": "错账"})
    assert refused.status_code == 403
    cfo.get(f"/journals/{journal.id}")
    empty = cfo.post(f"/journals/{journal.id}/reverse", {"posting_on": this_day(site), "reason": " "})
    assert empty.status_code == 422
    done = cfo.post(
        f"/journals/{journal.id}/reverse", {"posting_on": this_day(site), "reason": "错账"}, follow_redirects=True
    )
    assert "Reverses" in done.text
    with site.db.reading() as session:
        kept = session.get_one(Journal, journal.id)
        assert (kept.status, kept.external_voucher_no) == (JournalStatus.REVERSED, "记-77")
    assert "reversal" in wu.get("/journals?kind=depreciation&search=FA-JV").text


def test_a_closed_month_is_refused_at_its_field(site: Site) -> None:
    journal = depreciated(site)
    wu = site.as_("wu.fang")
    wu.get(f"/journals/{journal.id}")
    refused = wu.post(f"/journals/{journal.id}/confirm", {"posting_on": "2020-01-31"})
    assert refused.status_code == 422
    assert "The accounting period 2020-01 is not open." in refused.text


@pytest.mark.parametrize(
    "address", ["/journals", "/depreciation", "/periods", "/books", "/books?chart=ifrs", "/journals?from=x&status=y"]
)
def test_every_page_of_the_books_opens_for_everybody(site: Site, address: str) -> None:
    assert site.as_("tang.yi").get(address).status_code == 200
    assert site.as_("zheng.hua").get(address).status_code == 200


DEBIT_AND_CREDIT = {
    Layout.PLAIN: ("debit", "credit"),
    Layout.KINGDEE: ("借方金额", "贷方金额"),
    Layout.YONYOU: ("借方金额", "贷方金额"),
}


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_file_read_back_balances_and_runs_no_formula(site: Site, layout: Layout, kind: str) -> None:
    journal = depreciated(site)
    wu = site.as_("wu.fang")
    with site.db.transaction() as session:
        for line in session.scalars(select(JournalLine).where(JournalLine.journal_id == journal.id)):
            line.text = FORMULA
    rows = read_back(wu.get(f"/journals/file?layout={layout}&format={kind}").data, kind)
    if layout == Layout.SAP:
        signed = [Decimal(str(row["WRBTR"])) * (1 if row["BSCHL"] == "40" else -1) for row in rows]
        assert sum(signed) == 0
        assert max(signed) > 0
    else:
        debit, credit = (sum(Decimal(str(row[side])) for row in rows) for side in DEBIT_AND_CREDIT[layout])
        assert debit == credit > 0
    texts = {str(cell) for row in rows for cell in row.values() if "HYPERLINK" in str(cell)}
    assert texts == {f"'{FORMULA}" if kind == "csv" else FORMULA}


FORMULA = '=HYPERLINK("http://x")'


def read_back(content: bytes, kind: str) -> list[dict[str, Any]]:
    if kind == "json":
        return list(json.loads(content))
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    from python_calamine import CalamineWorkbook

    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_programs_fetch_the_same_file(site: Site) -> None:
    depreciated(site)
    file = Programs(site).of("wu.fang").get("/journals/file?layout=kingdee&format=csv&kind=depreciation")
    assert file.status_code == 200
    assert file.data == site.as_("wu.fang").get("/journals/file?layout=kingdee&format=csv").data
    assert Programs(site).of("wu.fang").get("/journals/file?layout=odoo").status_code == 422


def test_accounts_and_taxes_are_edited_by_the_finance_manager_with_history(site: Site) -> None:
    zheng = site.as_("zheng.hua")
    zheng.get("/books")
    sent = {"method": "sale", "purpose": "loss", "code": "6711"}
    assert "sale" in zheng.post("/books/accounts/cas", sent, follow_redirects=True).text.lower()
    rate = {"code": "general", "price_rate": "12", "tax_rate": "12", "valid_from": "2027-07-01", "source": "增值税法"}
    page = zheng.post("/books/taxes", rate, follow_redirects=True)
    assert "2027-06-30" in page.text
    assert "Zheng Hua" in page.text
    again = zheng.post("/books/taxes", rate)
    assert again.status_code == 422
    kept = zheng.post(f"/books/entities/{entity_id(site)}", {"chart": "small", "convention": "DAILY"})
    assert kept.status_code == 302
    with site.db.reading() as session:
        assert session.get_one(PostingAccount, ("cas", "sale", "loss")).code == "6711"
        assert len(session.scalars(select(TaxRate).where(TaxRate.code == "general")).all()) == 5
        assert session.scalars(select(EntityBooks.chart)).one() == "small"


def test_an_account_is_added_to_the_chart_and_posted_to(site: Site) -> None:
    zheng = site.as_("zheng.hua")
    zheng.get("/books")
    bad = zheng.post("/books/charts/cas", {"account_code": "=1+1", "account_name": "x"})
    assert bad.status_code == 422
    assert "letters, digits" in bad.text
    sent = {"account_code": "6711.01", "account_name": "固定资产报废损失", "account_name_en": "Scrap losses"}
    page = zheng.post("/books/charts/cas", sent, follow_redirects=True).text
    assert page.count("Scrap losses") >= 2
    assert "固定资产报废损失" in page
    zheng.post("/books/accounts/cas", {"method": "scrap", "purpose": "loss", "code": "6711.01"})
    with site.db.reading() as session:
        assert session.get_one(PostingAccount, ("cas", "scrap", "loss")).code == "6711.01"
    assert site.as_("wu.fang").post("/books/charts/cas", sent).status_code == 403


def test_others_edit_nothing(site: Site) -> None:
    wu = site.as_("wu.fang")
    wu.get("/books")
    assert wu.post("/books/accounts/cas", {"method": "", "purpose": "loss", "code": "6711"}).status_code == 403
    assert wu.post(f"/books/entities/{entity_id(site)}", {"chart": "small", "convention": "DAILY"}).status_code == 403


def test_months_are_opened_and_closed_by_the_finance_manager_alone(site: Site) -> None:
    zheng, wu = site.as_("zheng.hua"), site.as_("wu.fang")
    zheng.get("/periods")
    address = f"/periods/{entity_id(site)}"
    assert zheng.post(address, {"month": "2024-13", "status": "open"}).status_code == 422
    page = zheng.post(address, {"month": "2024-11", "status": "open"}, follow_redirects=True).text
    assert "Close 2024-11" in page
    page = zheng.post(address, {"month": "2024-11", "status": "closed"}, follow_redirects=True).text
    assert "Open 2024-11" in page
    assert zheng.post(f"/periods/{uuid4()}", {"month": "2024-11", "status": "open"}).status_code == 404
    assert "Close 20" not in wu.get("/periods").text
    assert wu.post(address, {"month": "2024-11", "status": "open"}).status_code == 403


def test_a_large_month_shows_how_far_it_has_come_until_it_is_done(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depreciating, "ASSETS_AT_ONCE", 5)
    wu = site.as_("wu.fang")
    wu.get("/depreciation")
    sent = {"entity": entity_id(site), "month": this_day(site)[:7]}
    page = wu.post("/depreciation", sent, follow_redirects=True).text
    assert "0 of " in page
    assert "<progress" in page
    assert "No month has been depreciated" in page
    tick(site.db)
    assert wu.get("/depreciation/progress?shown=1").headers["HX-Refresh"] == "true"
    page = wu.get("/depreciation").text
    assert "<progress" not in page
    assert this_day(site)[:7] in page


def test_a_card_is_split_on_its_page(site: Site) -> None:
    zhao = site.as_("zhao.min")
    assert "Split the card" in zhao.get("/a/SZ-PROD-0002").text
    zhao.get("/cards/SZ-PROD-0002/split")
    refused = zhao.post("/cards/SZ-PROD-0002/split", {"way": "percent", "value": "100"})
    assert refused.status_code == 422
    assert "between nothing and everything" in refused.text
    page = zhao.post("/cards/SZ-PROD-0002/split", {"way": "percent", "value": "25"}, follow_redirects=True)
    assert "SZ-PROD-0002-1" in page.text
    with site.db.reading() as session:
        assert find_asset_by_no(session, "SZ-PROD-0002-1").cost == Decimal("80000.00")
    assert "A part split off" in zhao.get("/a/SZ-PROD-0002").text
    wu = site.as_("wu.fang")
    wu.get("/cards/SZ-PROD-0001/split")
    assert wu.post("/cards/SZ-PROD-0001/split", {"way": "percent", "value": "25"}).status_code == 403
