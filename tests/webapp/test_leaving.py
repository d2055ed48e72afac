"""The page of leaving: what hangs on somebody, to whom it goes, and what is left afterwards."""

from __future__ import annotations

import re

from engine.people.models import OrgUnit
from engine.people.queries import find_person_by_login
from tests.webapp.demo import Site
from tests.webapp.test_absence_page import person_id
from workflows.assets.queries import find_asset_by_no


def leaving(site: Site, login: str, by: str = "wei.lan", **sent: str) -> tuple[int, str]:
    browser = site.as_(by)
    response = browser.post(f"/people/{person_id(site, login)}/deactivate", sent, follow_redirects=True)
    return response.status_code, response.text


def test_the_page_tells_what_hangs_on_somebody_and_proposes_their_manager(site: Site) -> None:
    page = site.as_("wei.lan").get(f"/people/{person_id(site, 'sun.li')}/leaving").text
    assert "Roles that nobody else holds there" in page
    assert "heads Information technology" in page
    assert "Lin Gong answers to them" in page
    assert re.search(r'id="people"[^>]*value="feng.yuan"', page)
    assert 'value="zhou.qiang">Zhou Qiang' in page


def test_everything_goes_where_it_is_sent_in_one_act(site: Site) -> None:
    browser = site.as_("sun.li")
    status, page = leaving(site, "sun.li", roles="zhou.qiang", people="he.wei")
    assert status == 200
    assert "Roles that nobody else holds there" not in page
    assert "People and departments" not in page
    assert browser.get("/account").status_code == 302
    with site.db.reading() as session:
        lin, he = find_person_by_login(session, "lin.gong"), find_person_by_login(session, "he.wei")
        assert lin is not None
        assert he is not None
        assert lin.manager_id == he.id
        assert he.id in {unit.head_id for unit in session.query(OrgUnit)}
    assert "Head" in site.as_("wei.lan").get(f"/people/{person_id(site, 'zhou.qiang')}").text


def test_what_nobody_takes_is_shown_until_somebody_does(site: Site) -> None:
    _, page = leaving(site, "lin.gong")
    assert "Left behind" in page
    assert "in their custody; " in page
    assert "Asset managers give the assets to others" in page
    lin = person_id(site, "lin.gong")
    manager = site.as_("zhao.min")
    assert "has left with" in manager.get("/notices").text
    assert ">left</span>" in manager.get("/a/SZ-IT-0007").text
    page = manager.get(f"/people/{lin}/assets").text
    assets = re.findall(r'name="asset" value="([0-9a-f-]{36})"', page)
    refused = manager.post(f"/people/{lin}/assets", {"asset": assets, "assets": "nobody.here"})
    assert (refused.status_code, 'id="assets-problem"' in refused.text) == (422, True)
    done = manager.post(f"/people/{lin}/assets", {"asset": assets, "assets": "he.wei"}, follow_redirects=True).text
    assert "Nothing is in their custody" in done
    with site.db.reading() as session:
        assert find_asset_by_no(session, "SZ-IT-0007").custodian_id == person_id(site, "he.wei")
    assert "Given to another custodian" in manager.get("/a/SZ-IT-0007").text
    assert "Left behind" not in site.as_("wei.lan").get(f"/people/{lin}").text


def test_a_successor_who_is_nobody_is_refused_at_the_field_and_nothing_is_done(site: Site) -> None:
    status, page = leaving(site, "sun.li", roles="nobody.here", people="zhou.qiang")
    assert status == 422
    assert 'id="roles-problem"' in page
    assert 'value="nobody.here"' in page
    assert "Sun Li leaves" in page


def test_what_was_left_is_handed_on_later(site: Site) -> None:
    _, page = leaving(site, "sun.li", roles="zhou.qiang")
    assert "People and departments" in page
    admin, sun = site.as_("wei.lan"), person_id(site, "sun.li")
    assert "Hand it on" in admin.get(f"/people/{sun}/leaving").text
    page = admin.post(f"/people/{sun}/hand-on", {"people": "zhou.qiang"}, follow_redirects=True).text
    assert "People and departments" not in page


def test_only_administrators_see_the_page_and_only_who_edits_assets_the_assets(site: Site) -> None:
    lin = person_id(site, "lin.gong")
    assert site.as_("zhao.min").get(f"/people/{lin}/leaving").status_code == 403
    assert site.as_("wei.lan").get(f"/people/{lin}/assets").status_code == 403
