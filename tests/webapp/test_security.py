"""What every answer carries, and what is refused before anything happens."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.db import Database
from engine.people.models import Person
from tests.webapp.conftest import Browser, settings_for
from tests.webapp.demo import Site
from webapp.app import create_app


def test_every_answer_has_the_strict_headers(browser: Browser) -> None:
    for path in ("/sign-in", "/nowhere", "/static/dist/manifest.json"):
        response = browser.get(path)
        response.close()
        headers = response.headers
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_post_without_its_token_changes_nothing(browser: Browser, lin: Person) -> None:
    browser.sign_in("lin.gong")
    browser.token = ""
    response = browser.post("/account/tokens", {"name": "robot", "days": "30"})
    assert response.status_code == 400
    assert "too old" in response.text
    assert "robot" not in browser.get("/account").text


def test_cookies_are_closed_and_secure_behind_https(db: Database, lin: Person, tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), behind_https=True)
    client = create_app(settings, db).test_client()
    cookie = client.get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-zhangshi=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


def test_an_unknown_address_is_a_sentence(browser: Browser) -> None:
    response = browser.get("/nowhere")
    assert response.status_code == 404
    assert "<h1" in response.text


def test_more_than_25_megabytes_are_refused(browser: Browser, lin: Person) -> None:
    browser.sign_in("lin.gong")
    response = browser.post("/account/tokens", {"name": "x" * (26 * 1024 * 1024)})
    assert response.status_code == 413
    assert "25 MB" in response.text


def test_htmx_gets_a_message_instead_of_a_page(browser: Browser, lin: Person) -> None:
    browser.sign_in("lin.gong")
    response = browser.get("/nowhere", headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#messages"
    assert "<html" not in response.text


@pytest.mark.parametrize("path", ["/inbox", "/sign-in", "/nowhere", "/api/v1/me"])
def test_a_database_that_is_away_is_a_sentence_too(site: Site, path: str) -> None:
    site.app.testing = False
    browser = site.as_("lin.gong")
    with site.db.transaction() as session:
        session.execute(text("ALTER TABLE persons RENAME TO away"))
    response = browser.get(path)
    assert response.status_code == 500
    assert re.search("reference|参考编号|编号", response.text)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
