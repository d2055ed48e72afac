"""Noting an absence on the page, and standing in."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from engine import clock
from engine.people.queries import find_person_by_login
from tests.webapp.demo import Site


def person_id(site: Site, login: str) -> UUID:
    with site.db.reading() as session:
        person = find_person_by_login(session, login)
    assert person is not None
    return person.id


def local(days: int) -> str:
    """What a browser in Shanghai sends for noon in so many days."""
    return (clock.now() + timedelta(days=days, hours=8)).strftime("%Y-%m-%dT12:00")


def note(site: Site, **entries: str) -> str:
    browser = site.as_("sun.li")
    browser.get("/account/absence")
    sent = {"starts_at": local(-1), "ends_at": local(7), "substitute": str(person_id(site, "zhao.min")), **entries}
    return browser.post("/account/absence", sent, follow_redirects=True).text


def test_an_absence_is_noted_shown_to_both_and_ended(site: Site) -> None:
    page = note(site, note="On holiday")
    assert "Zhao Min stands in" in page
    assert "On holiday" in page
    assert "Sun Li" in site.as_("zhao.min").get("/account/absence").text
    browser = site.as_("sun.li")
    address = re.search(r"/account/absence/[0-9a-f-]+/end", browser.get("/account/absence").text)
    assert address
    assert "No absence is noted" in browser.post(address[0], follow_redirects=True).text


def test_the_time_typed_is_that_of_the_readers_zone(site: Site) -> None:
    assert f"{local(7).replace('T', ' ')}</time>" in note(site)


def test_the_form_names_the_zone_it_counts_in(site: Site) -> None:
    assert "China Time (Asia/Shanghai)" in site.as_("sun.li").get("/account/absence").text
    assert "China Time (Asia/Shanghai)" in site.as_("wei.lan").get(f"/people/{person_id(site, 'sun.li')}").text


def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(site: Site) -> None:
    page = note(site, ends_at=local(-3), note="Gone")
    assert "The end has to come after the beginning." in page
    assert 'value="Gone"' in page
    assert "Give a date and a time." in note(site, starts_at="yesterday")


def test_nobody_ends_the_absence_of_another(site: Site) -> None:
    page = note(site)
    address = re.search(r"/account/absence/[0-9a-f-]+/end", page)
    assert address
    browser = site.as_("zhao.min")
    assert browser.post(address[0]).status_code == 403
