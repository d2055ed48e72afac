"""The Enter key decides nothing by accident."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Site
from tests.webapp.demo import Site as Pages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_enter_in_an_entry_does_not_approve(site: Site, chromium: Browser) -> None:
    pages = Pages(site.db, site.settings.data_dir)
    pages.mark()
    pages.collect()
    pages.complete("zhao.min", method="scrap", est_proceeds="0")
    page = chromium.new_page()
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='wu.fang']")
    page.click("tbody a.btn-primary")
    page.check("input[name=tax_class][value=normal]")
    page.fill("#comment", "kept")
    page.press("input[name=tax_class][value=normal]", "Enter")
    expect(page.locator("main [role=alert]")).to_be_visible()
    expect(page.locator("#comment")).to_have_value("kept")
    page.click(".decision-bar button[value=approve]")
    expect(page).to_have_url(f"{site.url}/inbox")
    page.close()
