"""Forgotten passwords, first passwords, and changing one's own."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from engine import clock
from engine.commands.send_messages import send_messages
from engine.db import Database
from engine.outbox.models import OutboxMessage
from engine.people.models import Person, ResetLink
from engine.runner.sending import sender
from tests.webapp.conftest import PASSWORD, Browser, settings_for
from tests.webapp.demo import Site
from tests.webapp.test_absence_page import person_id
from webapp.sayings import say_in

NEW = "another horse entirely"
on_sqlite = pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # what cannot depend on the database


def mailed_links(db: Database, folder: Path) -> list[str]:
    """The paths of the links in the mails that leave now."""
    settings = settings_for(folder)
    send_messages(db, sender(settings, say_in), now=clock.now())
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in mails_in(folder)]
    texts = [part.get_content() for mail in mails if (part := mail.get_body(("plain",))) is not None]
    return re.findall(r"http://127\.0\.0\.1:8000(/password/\S+)", "\n".join(texts))


def mails_in(folder: Path) -> list[Path]:
    return sorted((folder / "mail").glob("*.eml"))


def ask(browser: Browser, name: str) -> str:
    browser.get("/password/forgotten")
    return browser.post("/password/forgotten", {"name": name}).text


def give_mail(db: Database, address: str = "lin@demo.example") -> None:
    with db.transaction() as session:
        session.execute(update(Person).values(email=address))


def choose(browser: Browser, link: str, password: str = NEW, again: str = "") -> tuple[int, str]:
    browser.get(link, follow_redirects=True)
    response = browser.post("/password/new", {"password": password, "again": again or password}, follow_redirects=True)
    return response.status_code, response.text


@pytest.mark.parametrize("name", ["lin.gong", "LIN@demo.example"])
def test_a_forgotten_password_is_chosen_anew_by_the_link_in_the_mail(
    app: Flask, browser: Browser, db: Database, lin: Person, tmp_path: Path, name: str
) -> None:
    give_mail(db)
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in("lin.gong")
    ask(browser, name)
    [link, *_] = mailed_links(db, tmp_path)
    assert browser.get(link).location == "/password/new"
    status, page = choose(browser, link)
    assert status == 200
    assert 'value="lin.gong"' in page
    assert elsewhere.get("/account").status_code == 302
    assert browser.sign_in("lin.gong", PASSWORD).status_code == 401
    assert browser.sign_in("lin.gong", NEW).status_code == 302


def test_no_row_holds_a_link_that_works(browser: Browser, db: Database, lin: Person, tmp_path: Path) -> None:
    give_mail(db)
    ask(browser, "lin.gong")
    [link, *_] = mailed_links(db, tmp_path)
    token = link.rpartition("/")[2]
    with db.reading() as session:
        [row], [message] = session.scalars(select(ResetLink)).all(), session.scalars(select(OutboxMessage)).all()
    assert token not in f"{row.token_sha256} {message.path} {message.sentence}"
    assert choose(browser, message.path)[0] == 404


def test_a_link_is_good_once(browser: Browser, db: Database, lin: Person, tmp_path: Path) -> None:
    give_mail(db)
    ask(browser, "lin.gong")
    ask(browser, "lin.gong")
    first, second = sorted(set(mailed_links(db, tmp_path)))
    assert choose(browser, first)[0] == 200
    assert choose(browser, first)[0] == 404
    assert choose(browser, second)[0] == 404


@on_sqlite
def test_a_link_is_too_old_after_an_hour(browser: Browser, db: Database, lin: Person, tmp_path: Path) -> None:
    give_mail(db)
    ask(browser, "lin.gong")
    [link, *_] = mailed_links(db, tmp_path)
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        status, page = choose(browser, link)
    assert status == 404
    assert "链接" in page or "This link is not valid" in page


@on_sqlite
def test_the_answer_never_says_whether_somebody_is_there(
    browser: Browser, db: Database, lin: Person, tmp_path: Path
) -> None:
    give_mail(db)
    known, unknown = ask(browser, "lin.gong"), ask(browser, "nobody")
    assert len(mailed_links(db, tmp_path)) == 1
    assert re.sub(r'content="[^"]+"', "", known) == re.sub(r'content="[^"]+"', "", unknown)


@on_sqlite
def test_asking_is_limited_for_known_and_unknown_names_alike(browser: Browser, db: Database, lin: Person) -> None:
    for name in ("lin.gong", "nobody"):
        for _ in range(3):
            assert "alert-danger" not in ask(browser, name)
        assert "alert-danger" in ask(browser, name)
    assert browser.sign_in("lin.gong").status_code == 302  # asking is no failed sign-in


@on_sqlite
def test_a_password_too_short_or_typed_differently_is_refused_at_its_field(
    browser: Browser, db: Database, lin: Person, tmp_path: Path
) -> None:
    give_mail(db)
    ask(browser, "lin.gong")
    [link, *_] = mailed_links(db, tmp_path)
    status, page = choose(browser, link, "short")
    assert (status, 'id="password-problem"' in page) == (422, True)
    status, page = choose(browser, link, NEW, "something else")
    assert (status, 'id="again-problem"' in page) == (422, True)
    assert choose(browser, link)[0] == 200


def test_an_administrator_shows_a_link_once_and_its_person_is_told(site: Site) -> None:
    tang, admin = person_id(site, "tang.yi"), site.as_("wei.lan")
    page = admin.post(f"/people/{tang}/reset-link").text
    found = re.search(r'id="new-link">http://127\.0\.0\.1:8000(/password/[\w-]+)<', page)
    assert found
    assert found[1] not in admin.get(f"/people/{tang}").text
    assert "Wei Lan made a link" in site.as_("tang.yi").get("/notices").text
    browser = Browser(site.app.test_client())
    assert choose(browser, found[1])[0] == 200
    assert browser.sign_in("tang.yi", NEW).status_code == 302


def test_everybody_without_a_password_is_invited_once(site: Site) -> None:
    with site.db.transaction() as session:
        session.execute(update(Person).where(Person.login.in_(["tang.yi", "lin.gong"])).values(password_hash=""))
    admin = site.as_("wei.lan")
    assert "2 people have a mail address and no password yet" in admin.get("/people").text
    assert "2 people are mailed a link." in admin.post("/people/invitations", follow_redirects=True).text
    assert "no password yet." not in admin.get("/people").text
    assert "Nobody is left" in admin.post("/people/invitations", follow_redirects=True).text


def test_only_administrators_make_links_and_not_for_themselves(site: Site) -> None:
    assert site.as_("lin.gong").post(f"/people/{person_id(site, 'tang.yi')}/reset-link").status_code == 403
    assert site.as_("wei.lan").post(f"/people/{person_id(site, 'wei.lan')}/reset-link").status_code == 403


def test_a_link_dies_with_the_address_it_was_mailed_to_and_with_leaving(site: Site) -> None:
    tang, admin = person_id(site, "tang.yi"), site.as_("wei.lan")
    page = admin.post(f"/people/{tang}/reset-link").text
    found = re.search(r"(/password/[\w-]{43})", page)
    assert found
    admin.post(f"/people/{tang}/deactivate")
    browser = Browser(site.app.test_client())
    assert choose(browser, found[1])[0] == 404
    admin.post(f"/people/{tang}/reactivate")
    assert browser.get(found[1], follow_redirects=True).status_code == 200
    from tests.webapp.test_people import details

    sent = details(admin.get(f"/people/{tang}").text, email="other@demo.example")
    admin.post(f"/people/{tang}/details", sent)
    assert choose(browser, found[1])[0] == 404


@on_sqlite
def test_a_person_changes_their_own_password(browser: Browser, lin: Person) -> None:
    browser.sign_in("lin.gong")
    sent = {"current": "wrong", "password": NEW, "again": NEW}
    refused = browser.post("/account/password", sent)
    assert (refused.status_code, 'id="current-problem"' in refused.text) == (422, True)
    assert browser.post("/account/password", {**sent, "current": PASSWORD}).status_code == 302
    assert browser.get("/account").status_code == 200
    browser.post("/sign-out")
    assert browser.sign_in("lin.gong", NEW).status_code == 302
