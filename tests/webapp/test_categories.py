"""Categories as data."""

from __future__ import annotations

from sqlalchemy import select

from engine.people.models import Person
from tests.webapp.demo import Site

FORM = {"code": "A02010104", "edition": "2010", "name": "台式计算机", "life_months": "36", "residual_percent": "5"}


def test_a_code_means_one_thing_in_each_edition(each_site: Site) -> None:
    browser = each_site.as_("zhao.min")
    browser.get("/assets/categories/new")
    assert browser.post("/assets/categories/new", FORM).status_code == 302
    again = browser.post("/assets/categories/new", FORM)
    assert again.status_code == 422
    assert "has the code “A02010104” already" in again.text
    assert browser.get("/assets/categories").text.count("A02010104") == 2


def test_wrong_figures_are_told_at_their_fields_and_nobody_else_edits(site: Site) -> None:
    browser = site.as_("zhao.min")
    browser.get("/assets/categories/new")
    refused = browser.post("/assets/categories/new", FORM | {"life_months": "x", "residual_percent": "150"})
    assert refused.status_code == 422
    assert "A life has from 1 to 1200 months." in refused.text
    assert "A residual rate lies between" in refused.text
    stranger = site.as_("lin.gong")
    stranger.get("/account")
    assert stranger.post("/assets/categories/new", FORM).status_code == 403


def test_the_form_opens_in_chinese_too(site: Site) -> None:
    with site.db.transaction() as session:
        for person in session.scalars(select(Person)):
            person.language = "zh_CN"
    page = site.as_("zhao.min").get("/assets/categories/new")
    assert page.status_code == 200
    assert 'lang="zh' in page.text
