"""What no form of ours would send is answered with a sentence, never with a failure."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.webapp.conftest import Browser
from tests.webapp.demo import ASSET, Site

HUGE = "9" * 5_000


@pytest.mark.parametrize("path", ["/cases?search=\0", "/assets?after=a\0b", "/a/\0", "/processes/\0"])
def test_text_that_no_database_keeps_is_refused_in_an_address(each_site: Site, path: str) -> None:
    response = each_site.as_("lin.gong").get(quote(path, safe="/?="))
    assert response.status_code == 400
    assert "characters that cannot be kept" in response.text


def test_text_that_no_database_keeps_is_refused_in_a_form(each_site: Site) -> None:
    stranger = Browser(each_site.app.test_client())
    stranger.get("/sign-in")
    assert stranger.post("/sign-in", {"login": "a\0b", "password": "x"}).status_code == 400
    signed_in = each_site.as_("lin.gong")
    assert signed_in.post(f"/a/{ASSET}/mark", {"reason": "a\0b"}).status_code == 400


def test_a_number_of_thousands_of_digits_is_none(site: Site) -> None:
    site.mark()
    browser, task = site.as_("zhao.min"), site.task_of("zhao.min")
    assert browser.post(f"{task}/complete", {"revision": HUGE}).status_code == 422
    assert browser.post("/account/tokens", {"name": "robot", "days": HUGE}).status_code == 422


def test_a_file_of_the_bundle_that_cannot_be_there_is_not_found(site: Site) -> None:
    assert site.as_("lin.gong").get(f"/static/dist/{'x' * 5_000}").status_code == 404


def test_a_form_may_be_sent_nowhere_else(site: Site) -> None:
    page = site.as_("lin.gong").get("/inbox")
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
