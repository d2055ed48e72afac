"""The first hour: somebody is added, chooses a password by a link, and one day leaves; on a phone, with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_accessibility import _faults

pytestmark = pytest.mark.browser
PASSWORD = "a horse of another colour"


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_somebody_joins_signs_in_and_leaves(site: Site, chromium: Browser) -> None:
    admin, own = _page(chromium), _page(chromium)
    admin.goto(f"{site.url}/sign-in")
    admin.click("button[data-login='wei.lan']")
    found = _faults(admin, f"{site.url}/people/new") + _faults(admin, f"{site.url}/people/departments")
    admin.goto(f"{site.url}/people/new")
    admin.fill("#login", "new.face")
    admin.fill("#detail-name", "新人")
    admin.select_option("#detail-org_unit_id", label="生产部")
    admin.click("form[action='/people/new'] button")
    person = admin.url
    admin.click("form[action$='/reset-link'] button:not([disabled])")
    found += _faults(admin)
    own.goto(admin.inner_text("#new-link").replace("http://127.0.0.1:8000", site.url))
    assert own.url == f"{site.url}/password/new"
    found += _faults(own)
    own.fill("#password", PASSWORD)
    own.fill("#again", PASSWORD)
    own.click("form[action='/password/new'] button")
    expect(own.locator("#login")).to_have_value("new.face")
    own.fill("#password", PASSWORD)
    own.click("form[action='/sign-in'] button")
    expect(own.locator("h1")).to_be_visible()
    found += _faults(admin, f"{person}/leaving")
    admin.click("button.btn-danger")
    own.goto(f"{site.url}/account")
    assert own.url.startswith(f"{site.url}/sign-in")
    found += _faults(own, f"{site.url}/password/forgotten")
    for page in (admin, own):
        page.context.close()
    assert found == []


def _page(chromium: Browser) -> Page:
    return chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
