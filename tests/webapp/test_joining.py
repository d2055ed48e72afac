"""Somebody is added by hand."""

from __future__ import annotations

import re

from tests.webapp.demo import Site
from tests.webapp.test_absence_page import person_id


def test_a_person_is_added_and_offered_a_link(each_site: Site) -> None:
    admin = each_site.as_("wei.lan")
    page = admin.get("/people/new").text
    unit = re.search(r'<option value="([0-9a-f-]{36})">Production<', page)
    assert unit
    sent = {"login": "New.Face", "name": "新人", "name_en": "New Face", "email": "new@demo.example", "language": "en"}
    sent |= {"org_unit_id": unit[1], "manager_id": str(person_id(each_site, "zhou.qiang"))}
    page = admin.post("/people/new", sent, follow_redirects=True).text
    assert "The person is added." in page
    assert "This person has no password yet" in page
    assert "Zhou Qiang" in page
    again = admin.post("/people/new", sent)
    assert (again.status_code, 'id="login-problem"' in again.text) == (422, True)


def test_everything_wrong_is_said_at_its_field_and_stays_typed(site: Site) -> None:
    admin = site.as_("wei.lan")
    page = admin.get("/people/new").text
    unit = re.search(r'<option value="([0-9a-f-]{36})">Production<', page)
    assert unit
    refused = admin.post("/people/new", {"login": "two words", "email": "mail at home", "org_unit_id": unit[1]})
    assert refused.status_code == 422
    for field in ("login", "detail-name", "detail-email"):
        assert f'id="{field}-problem"' in refused.text
    assert 'value="two words"' in refused.text
    assert 'value="mail at home"' in refused.text
    assert "Choose a unit" in admin.post("/people/new", {"login": "x", "name": "x"}).text


def test_only_administrators_add_people(site: Site) -> None:
    assert site.as_("lin.gong").get("/people/new").status_code == 403
    assert site.as_("lin.gong").post("/people/new", {"login": "x"}).status_code == 403
