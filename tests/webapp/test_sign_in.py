"""Signing in: who gets in, who does not, and what is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import time_machine
from flask import Flask

from engine.db import Database
from engine.people.models import Person
from engine.people.queries import find_person_by_login
from tests.webapp.conftest import Browser, settings_for
from tests.webapp.demo import Site
from webapp.app import create_app
from webapp.auth.safe_next import safe_next


def test_the_right_password_opens_the_page_that_was_asked_for(browser: Browser, lin: Person) -> None:
    asked = browser.get("/account")
    assert asked.location == "/sign-in?next=/account"
    assert browser.sign_in("Lin.Gong ", next="/account").location == "/account"
    assert "Lin Gong" in browser.get("/account").text


def test_a_wrong_password_is_a_sentence_and_keeps_the_name(browser: Browser, lin: Person) -> None:
    response = browser.sign_in("lin.gong", "wrong")
    assert response.status_code == 401
    assert "用户名或密码" in response.text or "is wrong" in response.text
    assert 'value="lin.gong"' in response.text


def test_an_unknown_name_reads_like_a_wrong_password(browser: Browser, lin: Person) -> None:
    unknown, wrong = browser.sign_in("nobody", "x"), browser.sign_in("lin.gong", "x")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.text.replace("nobody", "lin.gong").count("alert-danger") == wrong.text.count("alert-danger") == 1


def test_guessing_is_paused_after_ten_failures_and_goes_on_later(browser: Browser, lin: Person) -> None:
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as travel:
        assert [browser.sign_in("lin.gong", "x").status_code for _ in range(10)] == [401] * 10
        assert browser.sign_in("lin.gong").status_code == 429
        travel.shift(timedelta(minutes=16))
        assert browser.sign_in("lin.gong").status_code == 302


def test_a_person_who_left_cannot_sign_in_and_open_sessions_end(browser: Browser, db: Database, lin: Person) -> None:
    browser.sign_in("lin.gong")
    with db.transaction() as session:
        session.get_one(Person, lin.id).is_active = False
    assert browser.get("/account").location == "/sign-in?next=/account"
    assert browser.sign_in("lin.gong").status_code == 401


def test_a_cookie_from_another_database_asks_to_sign_in(app: Flask, db: Database, lin: Person) -> None:
    browser = Browser(app.test_client())
    with browser.client.session_transaction() as session:
        session["_user_id"] = "01a20038-8a4d-74a7-95e9-7a6580cf719c:0"
    assert browser.get("/account").location == "/sign-in?next=/account"


def test_ending_other_sessions_keeps_this_one(app: Flask, lin: Person) -> None:
    here, there = Browser(app.test_client()), Browser(app.test_client())
    here.sign_in("lin.gong")
    there.sign_in("lin.gong")
    here.post("/account/sessions/end")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_next_never_leads_to_another_site() -> None:
    for address in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nb",
        None,
    ):
        assert safe_next(address) == "/"
    assert safe_next("/tasks/1?tab=facts") == "/tasks/1?tab=facts"


def test_demo_people_are_offered_in_the_demo_only(browser: Browser, db: Database, lin: Person, tmp_path: Path) -> None:
    assert "林工" not in browser.get("/sign-in").text
    assert browser.post("/sign-in/demo", {"person_id": str(lin.id)}).status_code == 404
    demo = Browser(create_app(settings_for(tmp_path, "demo"), db).test_client())
    assert "林工" in demo.get("/sign-in").text
    assert demo.post("/sign-in/demo", {"person_id": str(lin.id)}).location == "/"
    assert demo.get("/account").status_code == 200


def test_the_chosen_language_stays_with_the_person(app: Flask, lin: Person) -> None:
    first, second = Browser(app.test_client()), Browser(app.test_client())
    first.sign_in("lin.gong")
    assert 'lang="en"' in first.get("/account").text
    first.post("/language", {"language": "zh_CN", "next": "/account"})
    second.sign_in("lin.gong")
    assert 'lang="zh-CN"' in second.get("/account").text


def test_a_language_that_there_is_none_of_locks_nobody_out(browser: Browser, lin: Person) -> None:
    browser.get("/sign-in")
    assert browser.post("/language", {"language": "tlh"}).status_code == 422
    assert browser.sign_in("lin.gong").status_code == 302


def test_the_next_person_at_a_browser_keeps_their_own_language(app: Flask, db: Database, lin: Person) -> None:
    shared = Browser(app.test_client())
    shared.sign_in("lin.gong")
    shared.post("/language", {"language": "zh_CN"})
    shared.post("/sign-out")
    with db.transaction() as session:
        session.get_one(Person, lin.id).language = "en"  # stands for somebody else, who reads English
    shared.sign_in("lin.gong")
    assert 'lang="en"' in shared.get("/account").text


def test_a_demo_person_that_there_is_none_of_is_not_found(db: Database, lin: Person, tmp_path: Path) -> None:
    demo = Browser(create_app(settings_for(tmp_path, "demo"), db).test_client())
    demo.get("/sign-in")
    for person_id in ("", "x", str(uuid4())):
        assert demo.post("/sign-in/demo", {"person_id": person_id}).status_code == 404


def test_an_expired_session_in_mid_form_leads_back_to_the_form(browser: Browser, lin: Person) -> None:
    response = browser.post("/account/tokens", {"name": "x"}, headers={"Referer": "http://localhost/account"})
    assert response.location == "/sign-in?next=/account&expired=1"
    response = browser.post(
        "/account/tokens", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/account"}
    )
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in?next=/account&expired=1"


def test_the_demo_goes_on_in_the_language_of_its_sign_in_page(site: Site) -> None:
    with site.db.transaction() as session:
        person = find_person_by_login(session, "zhao.min")
        assert person is not None
        person.language = "zh_CN"
    browser = Browser(site.app.test_client())
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    browser.get("/sign-in", headers=english)
    browser.post("/sign-in/demo", {"person_id": str(person.id)}, headers=english)
    assert '<html lang="en">' in browser.get("/inbox").text
