"""No page breaks WCAG 2.2 AA as far as axe can tell, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys import purchase
from tests.journeys.conftest import SIZES, Site
from tests.webapp.demo import Site as Pages

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FOR_EVERYBODY = (
    "/inbox",
    "/inbox/copies",
    "/inbox/done",
    "/assets",
    "/scan?mode=many",
    "/sustainability",
    "/radar",
    "/radar/old",
    "/radar/ageing?by=custodian",
    "/evidence-rules/wastes",
    "/assets/SZ-IT-0007/media",
    "/start",
    "/cases",
    "/processes/disposal",
    "/account",
    "/nowhere",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_axe_finds_nothing(site: Site, chromium: Browser, size: str) -> None:
    width, height = SIZES[size]
    case = Pages(site.db, site.settings.data_dir).mark()
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    found = _faults(page, f"{site.url}/sign-in")
    page.click("button[data-login='zhao.min']")
    found += [fault for path in FOR_EVERYBODY for fault in _faults(page, site.url + path)]
    found += _faults(page, site.url + case) + _faults(page, f"{site.url}/a/SZ-IT-0007")
    page.goto(f"{site.url}/inbox")
    page.click("tbody a.btn-primary")
    found += _faults(page)
    page.click(".decision-bar button")
    found += _faults(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_axe_finds_nothing_where_several_sign(site: Site, chromium: Browser, size: str) -> None:
    width, height = SIZES[size]
    purchase.publish(site.db)
    case = purchase.start(site.db)
    pages = Pages(site.db, site.settings.data_dir)
    pages.complete("lin.gong")
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='sun.li']")
    page.click("tbody a.btn-primary")
    task = page.url
    page.click("details.menu-wide summary")
    found = _faults(page, within=".menu-wide")  # what the open menu covers is no target
    for name in ("add-signer", "delegate", "hand-over", "send-back"):
        found += _faults(page, f"{task}/{name}")
    page.click(".decision-bar button")
    found += _faults(page)
    for name in ("copy", "comment", "withdraw"):
        found += _faults(page, f"{site.url}{case}/{name}")
    for voter in (*purchase.COUNTERSIGNERS, *purchase.APPROVERS, purchase.VOTERS[2]):
        pages.complete(voter, decision="approve")
    found += _faults(page, site.url + pages.task_of(purchase.VOTERS[0])) + _faults(page, site.url + case)
    page.close()
    assert found == []


def _faults(page: Page, address: str = "", *, within: str | None = None) -> list[str]:
    if address:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    result = Axe().run(page, context=within, options={"runOnly": RULES}).response
    return [f"{page.url}: {fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in result["violations"]]


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_one_word_of_any_length_makes_no_page_wider_than_a_phone(site: Site, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='zhao.min']")
    for path in (f"/assets/find?label={'W' * 300}", f"/a/{'W' * 300}", f"/cases?search={'W' * 300}"):
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
    page.close()
