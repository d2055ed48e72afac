"""What somebody typed survives the end of their session."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Site
from tests.webapp.demo import Site as Pages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_session_that_ends_in_mid_form_loses_no_words(site: Site, chromium: Browser) -> None:
    Pages(site.db, site.settings.data_dir).mark()
    page = chromium.new_page()
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='zhao.min']")
    page.click("tbody a.btn-primary")
    task = page.url
    page.fill("#field-scanned_label", "SZ-IT-0006")
    page.wait_for_load_state("networkidle")  # an answer still to come would bring the cookie back
    page.context.clear_cookies()
    page.click(".decision-bar button")
    expect(page.locator("button[data-login='zhao.min']")).to_be_visible()
    page.click("button[data-login='zhao.min']")
    expect(page).to_have_url(task)
    page.click("[data-draft-restore]")
    expect(page.locator("#field-scanned_label")).to_have_value("SZ-IT-0006")
    page.close()


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_draft_is_kept_on_the_server_while_somebody_types(site: Site, chromium: Browser) -> None:
    Pages(site.db, site.settings.data_dir).mark()
    page = chromium.new_page()
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='zhao.min']")
    page.click("tbody a.btn-primary")
    with page.expect_response(lambda response: response.url.endswith("/draft") and response.status == 204):
        page.fill("#field-quarantine_location", "SZ-Q1")
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator("#field-quarantine_location")).to_have_value("SZ-Q1")
    page.close()


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_without_scripts_the_words_come_back_as_well(site: Site, chromium: Browser) -> None:
    Pages(site.db, site.settings.data_dir).mark()
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='zhao.min']")
    page.click("tbody a.btn-primary")
    page.fill("#field-scanned_label", "SZ-IT-0006")
    page.wait_for_load_state("networkidle")  # an answer still to come would bring the cookie back
    page.context.clear_cookies()
    page.click(".decision-bar button")
    page.click("button[data-login='zhao.min']")
    page.click("main button")
    expect(page.locator("#field-scanned_label")).to_have_value("SZ-IT-0006")
    page.context.close()


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_the_next_person_in_the_tab_is_offered_nobody_elses_words(site: Site, chromium: Browser) -> None:
    page = chromium.new_page()
    for login, is_offered in (("lin.gong", False), ("zhao.min", False), ("lin.gong", True)):
        page.goto(f"{site.url}/sign-in")
        page.click(f"button[data-login='{login}']")
        page.goto(f"{site.url}/a/SZ-IT-0006")
        assert page.locator(".draft-offer").is_visible() is is_offered
        page.fill("#reason", f"written by {login}")
        page.wait_for_load_state("networkidle")
        page.context.clear_cookies()
    page.close()


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_refused_form_offers_nothing_to_put_back_in(site: Site, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{site.url}/a/SZ-IT-0006")
    page.click("button[data-login='lin.gong']")
    page.fill("#reason", "burnt out")
    page.evaluate("document.querySelector('[name=verdict][value=irreparable]').checked = true")
    page.click("form[action$='/mark'] [type=submit], form[action$='/mark'] .btn-primary:not([data-draft-restore])")
    expect(page.locator(".is-invalid").first).to_be_visible()
    expect(page.locator(".draft-offer")).to_be_hidden()
    page.close()
