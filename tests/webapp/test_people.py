"""The pages of people, for administrators alone."""

from __future__ import annotations

import re

from tests.webapp.demo import Site, first_link
from tests.webapp.test_absence_page import local, person_id


def page_of(site: Site, login: str, by: str = "wei.lan") -> str:
    return site.as_(by).get(f"/people/{person_id(site, login)}").text


def post(site: Site, path: str, by: str = "wei.lan", **sent: object) -> tuple[int, str]:
    browser = site.as_(by)
    response = browser.post(path, sent, follow_redirects=True)
    return response.status_code, response.text


def test_people_are_found_by_a_part_of_their_name(site: Site) -> None:
    page = site.as_("wei.lan").get("/people?search=zhao").text
    assert "Zhao Min" in page
    assert "Sun Li" not in page
    assert first_link(page, "/people/")
    assert "Nobody is called that" in site.as_("wei.lan").get("/people?search=xyzzy").text


def test_a_role_is_granted_and_revoked(site: Site) -> None:
    tang = person_id(site, "tang.yi")
    page = page_of(site, "tang.yi")
    unit = re.search(r'<option value="([0-9a-f-]{36})">Suzhou plant<', page)
    assert unit
    _, page = post(site, f"/people/{tang}/roles", role="tech_appraiser", org_unit_id=unit[1])
    assert "Revoke: Technical appraiser" in page
    _, page = post(site, f"/people/{tang}/roles/revoke", role="tech_appraiser", org_unit_id=unit[1])
    assert "Revoke: Technical appraiser" not in page
    status, page = post(site, f"/people/{tang}/roles", role="emperor")
    assert status == 404
    assert "There is no role" in page


def test_nobody_grants_themselves_a_role(site: Site) -> None:
    wei = person_id(site, "wei.lan")
    assert "ask another administrator" in page_of(site, "wei.lan")
    status, _ = post(site, f"/people/{wei}/roles", role="gm")
    assert status == 403


def test_an_account_is_deactivated_and_reactivated(site: Site) -> None:
    tang = person_id(site, "tang.yi")
    browser = site.as_("tang.yi")
    _, page = post(site, f"/people/{tang}/deactivate")
    assert "The account is deactivated." in page
    assert browser.get("/account").status_code == 302
    _, page = post(site, f"/people/{tang}/reactivate")
    assert "active again" in page


def test_sessions_are_ended(site: Site) -> None:
    browser = site.as_("tang.yi")
    post(site, f"/people/{person_id(site, 'tang.yi')}/sessions/end")
    assert browser.get("/account").status_code == 302


def test_an_administrator_notes_and_ends_an_absence(site: Site) -> None:
    tang = person_id(site, "tang.yi")
    sent = {"starts_at": local(-1), "ends_at": local(5), "substitute": str(person_id(site, "zhou.qiang"))}
    _, page = post(site, f"/people/{tang}/absences", **sent)
    assert "Zhou Qiang stands in" in page
    address = re.search(r"/people/absences/[0-9a-f-]+/end", page)
    assert address
    _, page = post(site, address[0])
    assert "The absence is ended." in page
    status, page = post(site, f"/people/{tang}/absences", starts_at=local(1), ends_at=local(0))
    assert status == 422
    assert "has to come after" in page


def test_a_person_gets_a_calendar_of_their_own(site: Site) -> None:
    _, page = post(site, f"/people/{person_id(site, 'tang.yi')}/calendar", calendar="cn")
    assert '<option value="cn" selected>' in page


def details(page: str, **changed: str) -> dict[str, str]:
    """What the form of details would send, but for what was changed."""
    sent = dict(re.findall(r'name="(name|name_en|email)"[^>]*value="([^"]*)"', page))
    for key in ("org_unit_id", "manager_id"):
        options = re.search(rf'<select[^>]*id="detail-{key}".*?</select>', page, re.DOTALL)
        chosen = re.search(r'value="([0-9a-f-]{36})" selected', options[0]) if options else None
        sent[key] = chosen[1] if chosen else ""
    return {**sent, **changed}


def test_details_are_corrected_and_what_they_were_stays_to_be_seen(site: Site) -> None:
    tang, zhao = person_id(site, "tang.yi"), person_id(site, "zhao.min")
    sent = details(page_of(site, "tang.yi"), name_en="Tang Yu", email="tang.yu@demo.example", manager_id=str(zhao))
    _, page = post(site, f"/people/{tang}/details", **sent)
    assert "The details are saved." in page
    assert "Tang Yi</del> → Tang Yu" in page
    assert "→ Zhao Min" in page
    _, page = post(site, f"/people/{tang}/details", **sent)
    assert "Nothing was changed." in page


def test_wrong_details_are_refused_beside_their_fields_and_stay_typed(site: Site) -> None:
    tang = person_id(site, "tang.yi")
    sent = details(page_of(site, "tang.yi"), name=" ", email="tang at home")
    status, page = post(site, f"/people/{tang}/details", **sent)
    assert status == 422
    assert 'id="detail-name-problem"' in page
    assert "A mail address looks like this" in page
    assert 'value="tang at home"' in page


def test_only_administrators_see_people(site: Site) -> None:
    assert site.as_("lin.gong").get("/people").status_code == 403
    assert site.as_("chu.ning").get(f"/people/{person_id(site, 'tang.yi')}").status_code == 403
