"""Departments and their heads, for administrators."""

from __future__ import annotations

import re

from engine.people.models import OrgUnit
from tests.webapp.demo import Site
from tests.webapp.test_absence_page import person_id


def head_of(site: Site, code: str) -> object:
    with site.db.reading() as session:
        return session.query(OrgUnit).filter_by(code=code).one().head_id


def test_the_head_of_a_department_is_chosen_by_sign_in_name(each_site: Site) -> None:
    admin = each_site.as_("wei.lan")
    page = admin.get("/people/departments").text.partition("</datalist>")[2]
    assert page.index("Shanghai operations") < page.index("Suzhou plant") < page.index("Information technology")
    found = re.search(r'id="unit-([0-9a-f-]{36})">(?:(?!<li).)*SZ-PROD<', page, re.DOTALL)
    assert found
    path = f"/people/departments/{found[1]}/head"
    refused = admin.post(path, {"head": "nobody.here"})
    assert (refused.status_code, 'value="nobody.here"' in refused.text) == (422, True)
    assert "is set" in admin.post(path, {"head": "he.wei"}, follow_redirects=True).text
    assert head_of(each_site, "SZ-PROD") == person_id(each_site, "he.wei")
    admin.post(path, {"head": ""})
    assert head_of(each_site, "SZ-PROD") is None


def test_only_administrators_see_departments(site: Site) -> None:
    assert site.as_("lin.gong").get("/people/departments").status_code == 403
