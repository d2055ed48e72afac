"""The page of monitoring sources."""

from __future__ import annotations

import re

from engine.actors import Actor
from engine.commands import perform
from engine.people.queries import find_person_by_login
from tests.webapp.demo import Site
from workflows.monitoring.alarms import Alarm, take_alarm
from workflows.monitoring.queries import list_sources

ADMIN, ASSET = "wei.lan", "SZ-IT-0007"


def test_a_source_is_added_shown_its_secret_once_and_switched_off(each_site: Site) -> None:
    browser = each_site.as_(ADMIN)
    assert "No source yet" in browser.get("/monitoring").text
    added = browser.post("/monitoring", {"name": "zabbix", "login": "lin.gong"})
    secret = re.search(r"whsec_[\w+/=]{44}", added.text)
    assert secret is not None
    assert secret[0] not in browser.get("/monitoring").text
    (source_id,) = set(re.findall(r"/sources/([\w-]{36})/alarms", added.text))
    assert secret[0] not in browser.post(f"/monitoring/{source_id}/secret").text
    browser.post(f"/monitoring/{source_id}/switch", {"is_active": "0"})
    assert "Switch on zabbix" in browser.get("/monitoring").text


def test_wrong_entries_are_told_at_their_fields_and_kept(site: Site) -> None:
    browser = site.as_(ADMIN)
    browser.get("/monitoring")
    refused = browser.post("/monitoring", {"name": "", "login": "nobody"})
    assert refused.status_code == 422
    assert "A name has 1 to 100 characters." in refused.text
    assert "Nobody here has the sign-in name “nobody”." in refused.text
    assert 'value="nobody"' in refused.text


def test_calls_stand_on_the_page_with_what_became_of_them(site: Site) -> None:
    browser = site.as_(ADMIN)
    browser.get("/monitoring")
    browser.post("/monitoring", {"name": "zabbix", "login": "lin.gong"})
    with site.db.reading() as session:
        person = find_person_by_login(session, ADMIN)
        assert person is not None
        ((source, _, _),) = list_sources(session, Actor(person.id))
    perform(site.db, lambda session: take_alarm(session, source.id, Alarm("disk-17", ASSET, "RAID degraded")))
    page = browser.get("/monitoring").text
    assert "Marked" in page
    assert f"Asset {ASSET} is marked: FA-DSP-" in page
    assert "disk-17" in page


def test_others_do_not_look_after_sources(site: Site) -> None:
    assert site.as_("lin.gong").get("/monitoring").status_code == 403
