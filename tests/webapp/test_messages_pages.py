"""Messages that did not leave, the channels of the house, and what a person wants to be told."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from engine import clock
from engine.commands.send_messages import send_messages
from engine.db import Database
from engine.errors import say
from engine.outbox.kinds import FactKind, MessageKind, MessageStatus
from engine.outbox.models import Channel, MessageChoice, OutboxMessage
from engine.outbox.operations import Fact, tell, tell_all
from engine.people.models import Person, Role
from engine.people.permissions import Permission
from engine.runner.sending import sender
from tests.engine.runner.servers import web_server
from tests.webapp.conftest import Browser
from webapp.sayings import say_in

HEADERS = {"Accept-Language": "en"}


@pytest.fixture
def admin(db: Database, lin: Person, app: Flask) -> Browser:
    with db.transaction() as session:
        session.execute(update(Role).values(permissions=[Permission.EDIT_CHANNELS]))
    browser = Browser(app.test_client())
    browser.sign_in("lin.gong")
    return browser


@pytest.fixture
def colleague(lin: Person, app: Flask) -> Browser:
    browser = Browser(app.test_client())
    browser.sign_in("lin.gong")
    return browser


def failed(db: Database, person: Person, *, count: int = 1) -> list[str]:
    with db.transaction() as session:
        for number in range(count):
            tell(session, [person.id], say("Look at case %(number)s", number=number), "/cases/1")
        session.flush()  # the rows that are made to have failed
        failure = say("The mail server hung up before it had taken the mail.").to_data()
        values = {"status": MessageStatus.FAILED, "bundle_id": OutboxMessage.id, "attempts": 12, "failure": failure}
        session.execute(update(OutboxMessage).values(**values))
        return [str(row) for row in session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id))]


def statuses(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(OutboxMessage.status).order_by(OutboxMessage.id)))


def test_without_the_permission_there_is_nothing_to_see(colleague: Browser) -> None:
    assert colleague.get("/messages").status_code == 403
    assert colleague.get("/messages/channels").status_code == 403
    assert colleague.post("/messages", {"act": "resend_all"}).status_code == 403


def test_pages_without_anything_say_so(admin: Browser) -> None:
    assert "No message has failed" in admin.get("/messages").text
    assert "No message waits" in admin.get("/messages?show=waiting").text
    assert "No channel yet" in admin.get("/messages/channels").text


def test_a_failed_message_is_shown_with_its_reason_and_tried_again(db: Database, admin: Browser, lin: Person) -> None:
    first, second = failed(db, lin, count=2)
    page = admin.get("/messages").text
    assert "Look at case 0" in page
    assert "The mail server hung up before it had taken the mail." in page
    assert "tried 12 times" in page
    assert admin.post("/messages", {"act": "resend", "id": first, "show": "failed"}).status_code == 302
    assert admin.post("/messages", {"act": "give_up", "id": second, "show": "failed"}).status_code == 302
    assert statuses(db) == ["waiting", "dropped"]


def test_all_failed_ones_are_tried_again_at_once(db: Database, admin: Browser, lin: Person) -> None:
    failed(db, lin, count=3)
    admin.post("/messages", {"act": "resend_all"})
    assert statuses(db) == ["waiting"] * 3


def test_a_webhook_shows_its_secret_once_and_never_its_address(admin: Browser, db: Database) -> None:
    admin.get("/messages/channels")
    form = {"name": "ERP", "address": "https://erp.example/in/very-secret", "kinds": ["task.opened", "case.ended"]}
    page = admin.post("/messages/webhooks", form)
    secret = re.search(r"whsec_[\w+/=]+", page.text)
    assert secret is not None
    later = admin.get("/messages/channels").text
    assert "ERP" in later
    assert secret[0] not in later
    assert "very-secret" not in later
    with db.reading() as session:
        assert session.scalars(select(Channel.kinds)).one() == ["task.opened", "case.ended"]


def test_a_wrong_entry_is_said_beside_its_field(admin: Browser) -> None:
    page = admin.post("/messages/webhooks", {"name": "ERP", "address": "ftp://erp.example"})
    assert page.status_code == 422
    assert 'id="webhook-address-problem"' in page.text
    assert 'value="ERP"' in page.text
    page = admin.post("/messages/chats", {"name": "Group", "address": "mailto://a@b.example", "kinds": "urged"})
    assert page.status_code == 422
    assert "wecombot://" in page.text


def test_a_webhook_inside_the_own_network_is_refused_when_it_is_saved(app: Flask, admin: Browser) -> None:
    inside = {"name": "Inside", "address": "http://169.254.169.254/latest", "kinds": "case.ended"}
    page = admin.post("/messages/webhooks", inside)
    assert page.status_code == 422
    assert "169.254.169.254 lies inside the own network." in page.text
    object.__setattr__(app.extensions["zhangshi.settings"], "may_post_inside", True)
    assert admin.post("/messages/webhooks", inside).status_code == 200


def test_the_test_button_says_what_became_of_it(app: Flask, admin: Browser, db: Database) -> None:
    object.__setattr__(app.extensions["zhangshi.settings"], "may_post_inside", True)
    with web_server((200, b""), (500, b"closed")) as server:
        admin.post("/messages/webhooks", {"name": "ERP", "address": server.url, "kinds": "case.ended"})
        with db.reading() as session:
            address = f"/messages/channels/{session.scalars(select(Channel.id)).one()}/test"
        admin.post(address)
        assert "The test message was taken." in admin.get("/messages/channels").text
        admin.post(address)
        assert "The receiver answers 500: closed" in admin.get("/messages/channels").text


def test_what_waits_leaves_once_the_address_is_put_right(app: Flask, admin: Browser, db: Database) -> None:
    found = app.extensions["zhangshi.settings"]
    object.__setattr__(found, "may_post_inside", True)
    dead = {"name": "ERP", "address": "http://127.0.0.1:9/in", "kinds": "case.ended"}
    admin.post("/messages/webhooks", dead)
    with db.transaction() as session:
        channel = session.scalars(select(Channel.id)).one()
        tell_all(session, [], [Fact(FactKind.CASE_ENDED, "/cases/1", {"case": {"business_key": "D-1"}})])
    send_messages(db, sender(found, say_in), now=clock.now())
    page = admin.get("/messages?show=waiting").text
    assert "A case has ended: D-1" in page
    assert "nobody listens there" in page
    with web_server() as server:
        wrong = admin.post(f"/messages/channels/{channel}/address", {"address": "nowhere"})
        assert wrong.status_code == 422
        assert 'value="nowhere"' in wrong.text
        assert admin.post(f"/messages/channels/{channel}/address", {"address": server.url}).status_code == 302
        send_messages(db, sender(found, say_in), now=clock.now())
        assert len(server.requests) == 1
    assert statuses(db) == ["delivered"]


def test_a_person_chooses_what_they_are_told_and_how(colleague: Browser, db: Database, lin: Person) -> None:
    page = colleague.get("/account/messages").text
    assert 'value="task_opened:mail"' in page
    everything = [f"{kind}:{way}" for kind in MessageKind for way in ("notice", "mail", "chat")]
    wanted = [entry for entry in everything if entry != "urged:mail"]
    assert colleague.post("/account/messages", {"wanted": wanted}).status_code == 302
    with db.transaction() as session:
        choices = {(row.kind, row.way): row.is_wanted for row in session.scalars(select(MessageChoice))}
        tell(session, [lin.id], say("Hurry"), "/tasks/1", kind=MessageKind.URGED)
        tell(session, [lin.id], say("Commented"), "/cases/1", kind=MessageKind.COMMENTED)
    assert choices["urged", "mail"] is False
    assert choices["pool_task_opened", "mail"] is True
    assert ("reminded", "mail") not in choices
    with db.reading() as session:
        assert session.scalars(select(OutboxMessage.kind)).all() == ["commented"]


def test_a_persons_own_chat_is_theirs_alone(colleague: Browser, db: Database) -> None:
    colleague.get("/account/messages")
    colleague.post("/account/messages/chats", {"name": "My WeCom", "address": "wecombot://abcdef"})
    page = colleague.get("/account/messages").text
    assert "My WeCom" in page
    assert "abcdef" not in page
    with db.reading() as session:
        channel = session.scalars(select(Channel)).one()
    colleague.post(f"/account/messages/chats/{channel.id}/switch", {"is_active": "0"})
    with db.reading() as session:
        assert session.scalars(select(Channel.is_active)).one() is False


def test_a_persons_own_chat_gets_another_address(colleague: Browser, db: Database) -> None:
    colleague.get("/account/messages")
    colleague.post("/account/messages/chats", {"name": "My WeCom", "address": "wecombot://abcdef"})
    with db.reading() as session:
        channel = session.scalars(select(Channel)).one()
    path = f"/account/messages/chats/{channel.id}/address"
    refused = colleague.post(path, {"address": "nonsense"})
    assert (refused.status_code, f'id="address-{channel.id}-problem"' in refused.text) == (422, True)
    assert colleague.post(path, {"address": "wecombot://ghijkl"}).status_code == 302
    with db.reading() as session:
        assert session.scalars(select(Channel.address)).one() == "wecombot://ghijkl"


def test_nobody_sets_up_a_chat_of_their_own_inside_the_network(app: Flask, colleague: Browser, admin: Browser) -> None:
    object.__setattr__(app.extensions["zhangshi.settings"], "may_post_inside", True)
    inside = {"name": "Inside", "address": "json://127.0.0.1:8080/", "kinds": "urged"}
    assert colleague.post("/account/messages/chats", inside).status_code == 422
    assert admin.post("/messages/chats", inside).status_code == 302
