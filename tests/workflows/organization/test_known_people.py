"""Whom somebody may name, in a group of companies."""

from __future__ import annotations

from engine.people.directory import search_people
from tests.workflows.company import Company


def test_a_role_above_a_company_makes_its_people_known_and_its_holder_to_them(company: Company) -> None:
    with company.db.reading() as session:
        found = search_people(session, company["shanghai_engineer"], "", limit=100)
        logins = {person.login for person, _ in found}
        assert {"jiang.tao", "feng.yuan", "wang.jing"} <= logins
        assert "tang.yi" not in logins
        known_to_gm = {person.login for person, _ in search_people(session, company["gm"], "", limit=100)}
        assert {"tang.yi", "jiang.tao"} <= known_to_gm
