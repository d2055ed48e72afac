"""Processes, notices, incidents and the start page."""

from __future__ import annotations

import re

from tests.webapp.demo import Site


def test_a_process_shows_its_versions_and_its_file_as_published(site: Site) -> None:
    browser = site.as_("lin.gong")
    assert "Fixed asset disposal approval" in browser.get("/processes").text
    page = browser.get("/processes/disposal").text
    source = re.search(r'data-source="([^"]+disposal\.bpmn)"', page)
    assert source
    response = browser.get(source[1])
    assert "Process_AssetDisposal" in response.text
    assert response.content_type.startswith("text/plain")


def test_a_notice_is_new_until_it_was_seen(site: Site) -> None:
    site.mark()
    browser = site.as_("zhao.min")
    assert "there are new ones" in browser.get("/inbox").text
    assert "FA-DSP-" in browser.get("/notices").text
    assert "there are new ones" not in browser.get("/inbox").text


def test_incidents_are_for_those_who_resolve_them(site: Site) -> None:
    assert "Every case runs." in site.as_("chu.ning").get("/incidents").text
    assert 'href="/incidents"' not in site.as_("lin.gong").get("/inbox").text


def test_every_page_of_the_navigation_opens(site: Site) -> None:
    browser = site.as_("chu.ning")
    for path in ("/", "/inbox", "/inbox/done", "/assets", "/start", "/cases", "/processes", "/incidents", "/notices"):
        assert browser.get(path, follow_redirects=True).status_code == 200
