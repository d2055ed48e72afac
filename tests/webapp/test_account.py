"""Personal tokens."""

from __future__ import annotations

import re

from engine.db import Database
from engine.people.models import Person
from engine.people.tokens import person_of_token
from tests.webapp.conftest import Browser


def _make(browser: Browser, **data: object) -> str:
    response = browser.post("/account/tokens", {"name": "robot", "days": "30", **data})
    found = re.search(r'id="new-token">([^<]+)<', response.text)
    assert found, response.text
    return found[1]


def test_a_token_is_shown_once_and_acts_for_its_owner(browser: Browser, db: Database, lin: Person) -> None:
    browser.sign_in("lin.gong")
    token = _make(browser)
    assert token not in browser.get("/account").text
    with db.reading() as session:
        person = person_of_token(session, token)
    assert person is not None
    assert person.id == lin.id


def test_a_revoked_token_opens_nothing(browser: Browser, db: Database, lin: Person) -> None:
    browser.sign_in("lin.gong")
    token = _make(browser)
    address = re.search(r"/account/tokens/[0-9a-f-]+/revoke", browser.get("/account").text)
    assert address
    browser.post(address[0])
    with db.reading() as session:
        assert person_of_token(session, token) is None


def test_a_token_needs_a_name_and_a_sensible_life(browser: Browser, lin: Person) -> None:
    browser.sign_in("lin.gong")
    response = browser.post("/account/tokens", {"name": "", "days": "9999"})
    assert response.status_code == 422
    assert response.text.count("invalid-feedback") == 2
