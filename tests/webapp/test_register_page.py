"""The register as a page: views that people keep, columns, orders, and the file one takes along."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from tests.webapp.demo import ASSET, Site
from webapp.assets import routes
from workflows.assets.queries import find_asset_by_no

OLD = datetime(2001, 1, 1, tzinfo=UTC)
TYPED = {"HX-Request": "true"}


def numbers(page: str) -> list[str]:
    return re.findall(r'<div class="text-secondary small">(SZ-[A-Z]+-\d+)', page)


def save(site: Site, login: str, **sent: str) -> str:
    browser = site.as_(login)
    browser.get("/assets")
    answer = browser.post("/assets/views", sent)
    assert answer.status_code == 302
    return str(answer.location)


def test_a_view_keeps_filters_columns_and_order_and_may_open_the_register(each_site: Site) -> None:
    place = save(
        each_site,
        "lin.gong",
        name="Dear laptops",
        search="笔记本",
        order="dearest",
        columns="state\nserial_no",
        is_default="1",
    )
    browser = each_site.as_("lin.gong")
    assert browser.get("/assets").location == place
    page = browser.get(place).text
    assert "Dear laptops" in page
    assert "<th>Serial number</th>" in page
    assert "<th>Custodian</th>" not in page
    assert 'value="笔记本"' in page
    found = numbers(page)
    with each_site.db.reading() as session:
        costs = [find_asset_by_no(session, number).cost for number in found]
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)
    browser.post("/assets/views/default", {"view": ""})
    assert browser.get("/assets").status_code == 200


def test_a_view_is_shared_with_a_role_by_those_who_may_and_removed_by_its_owner(site: Site) -> None:
    place = save(site, "zhao.min", name="To look at", state="idle", role="maintenance_engineer")
    engineer, stranger = site.as_("lin.gong"), site.as_("tang.yi")
    assert "To look at" in engineer.get("/assets?view=all").text
    assert "To look at" not in stranger.get("/assets?view=all").text
    assert stranger.get(place).status_code == 404
    view_id = UUID(place.partition("view=")[2])
    assert engineer.post(f"/assets/views/{view_id}/remove").status_code == 404
    engineer.get("/assets?view=all")
    engineer.post("/assets/views", {"name": "Mine", "role": "maintenance_engineer"})
    assert "Mine" not in engineer.get("/assets?view=all").text
    owner = site.as_("zhao.min")
    assert owner.post(f"/assets/views/{view_id}/remove").status_code == 302
    assert "To look at" not in engineer.get("/assets?view=all").text


def test_the_longest_in_a_state_come_first_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PAGE", 5)
    with site.db.transaction() as session:
        find_asset_by_no(session, ASSET).state_since = OLD
    browser = site.as_("zhao.min")
    first = browser.get("/assets?order=longest").text
    assert numbers(first)[0] == ASSET
    more = re.search(r'href="(/assets\?after=[^"]+)"', first)
    assert more
    second = numbers(browser.get(more[1].replace("&amp;", "&")).text)
    assert second
    assert not set(second) & set(numbers(first))
    assert browser.get("/assets?order=longest&after=x|y").status_code == 404


def test_the_register_is_narrowed_by_a_field_of_ones_own(each_site: Site) -> None:
    with each_site.db.transaction() as session:
        find_asset_by_no(session, ASSET).custom_fields = {"颜色": '深"红_'}
    browser = each_site.as_("zhao.min")
    asked = {"field": "颜色", "field_value": '深"红_'}
    assert numbers(browser.get("/assets", query_string=asked, headers=TYPED).text) == [ASSET]
    assert numbers(browser.get("/assets", query_string={**asked, "field_value": "红"}, headers=TYPED).text) == []


def test_what_is_shown_is_taken_along_whole_and_no_text_of_it_runs(each_site: Site) -> None:
    with each_site.db.transaction() as session:
        find_asset_by_no(session, ASSET).name = "=HYPERLINK(1)"
    browser = each_site.as_("zhao.min")
    answer = browser.get("/assets/export.csv?search=sz-it")
    lines = answer.text.splitlines()
    assert answer.headers["Content-Disposition"].endswith(".csv")
    assert lines[0].startswith("\ufeffAsset number,Name,Category")
    assert len(lines) > 5
    assert any("'=HYPERLINK(1)" in line for line in lines)
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/assets/export.xlsx?search=0006").data))
    rows = book.get_sheet_by_index(0).to_python()
    told = next(row for row in rows if row[0] == ASSET)
    assert told[1] == "=HYPERLINK(1)"
    assert 8800.0 in told


def test_what_one_may_not_see_is_not_exported(site: Site) -> None:
    assert "SH-" not in site.as_("lin.gong").get("/assets/export.csv").text


def test_a_view_without_a_name_is_told(site: Site) -> None:
    browser = site.as_("lin.gong")
    browser.get("/assets")
    answer = browser.post("/assets/views", {"name": " ", "search": "x1"})
    assert answer.location == "/assets?search=x1"
    assert "Give the view a name." in browser.get(answer.location).text
