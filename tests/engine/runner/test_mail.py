"""Mail over real sockets: what arrives, and what a bad server does to it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from engine import clock
from engine.commands.send_messages import send_messages
from engine.errors import say
from engine.outbox.kinds import MessageStatus
from engine.outbox.operations import tell
from engine.runner import mail
from engine.runner.sending import sender
from tests.cast import Cast
from tests.engine.outbox.told import HELLO, messages, say_in, settings_for, told
from tests.engine.runner.servers import mail_server

NOON = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)


def send_all(cast: Cast, url: str, folder: Path, *, after: timedelta = timedelta(0)) -> int:
    now = clock.now() + after
    with clock.set_to(now):
        return send_messages(cast.db, sender(settings_for(folder, ZHANGSHI_SMTP_URL=url), say_in), now=now)


def test_a_mail_says_what_who_asks_how_long_is_left_and_opens_a_page(cast: Cast, tmp_path: Path) -> None:
    with mail_server() as server, clock.set_to(NOON):
        told(cast, "approver", due_at=NOON + timedelta(hours=3, minutes=5), asked_by=cast.ids["requester"])
        assert send_all(cast, server.url, tmp_path) == 1
    [letter] = server.mails
    assert letter["Subject"] == "[en] Look at the task."
    assert letter["To"] == "approver@demo.example"
    assert letter["From"] == "Zhangshi <zhangshi@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    for part in (plain.get_content(), html.get_content()):
        assert "2026-09-30 15:05" in part
        assert "3 h 5 min left" in part
        assert "Asked by requester" in part
        assert "http://127.0.0.1:8000/tasks/1" in part
    assert "<form" not in html.get_content()


def test_what_strangers_typed_is_no_markup_and_no_header(cast: Cast, tmp_path: Path) -> None:
    sentence = say("A case: %(title)s", title="<b>fat</b>\r\nBcc: all@demo.example")
    with mail_server() as server:
        cast.act(lambda session: tell(session, [cast.ids["approver"]], sentence, "/cases/1"))
        assert send_all(cast, server.url, tmp_path) == 1
    [letter] = server.mails
    assert letter["Bcc"] is None
    html = letter.get_body(("html",))
    assert html is not None
    assert "<b>fat" not in html.get_content()


def test_several_messages_are_one_mail_with_a_list(cast: Cast, tmp_path: Path) -> None:
    for _ in range(150):
        told(cast, "approver")
    with mail_server() as server:
        assert send_all(cast, server.url, tmp_path) == 150
    [letter] = server.mails
    assert letter["Subject"] == "[en] 150 messages from Zhangshi"
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().count("Look at the task.") == 100
    assert "And 50 more" in plain.get_content()


def test_a_server_that_dies_after_data_gets_the_same_mail_again(cast: Cast, tmp_path: Path) -> None:
    told(cast, "approver")
    with mail_server("after_data") as server:
        assert send_all(cast, server.url, tmp_path) == 0
        told(cast, "approver")
        assert send_all(cast, server.url, tmp_path, after=timedelta(minutes=5)) == 2
    first, *others = server.mails
    again = [letter for letter in others if letter["Message-ID"] == first["Message-ID"]]
    assert len(others) == 2
    assert len(again) == 1
    assert again[0].get_body(("plain",)).get_content() == first.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_refused_mailbox_is_final_and_says_why(cast: Cast, tmp_path: Path) -> None:
    told(cast, "approver")
    with mail_server("recipient") as server:
        send_all(cast, server.url, tmp_path)
    [message] = messages(cast)
    assert message.status == MessageStatus.FAILED
    assert message.failure is not None
    assert message.failure["values"] == {"reason": "550 no such mailbox"}


def test_a_busy_server_and_one_that_is_down_are_asked_again(cast: Cast, tmp_path: Path) -> None:
    told(cast, "approver")
    with mail_server("busy") as server:
        assert send_all(cast, server.url, tmp_path) == 0
    assert send_all(cast, server.url, tmp_path, after=timedelta(minutes=5)) == 0
    with mail_server() as server:
        assert send_all(cast, server.url, tmp_path, after=timedelta(hours=1)) == 1


def test_a_server_that_drips_is_hung_up_on(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "DEADLINE_SECONDS", 1)
    told(cast, "approver")
    began = time.monotonic()
    with mail_server("drip") as server:
        assert send_all(cast, server.url, tmp_path) == 0
    assert time.monotonic() - began < 15
    assert messages(cast)[0].failure == say("It took longer than %(seconds)s seconds.", seconds=1).to_data()


def test_without_a_mail_server_mails_are_put_into_a_folder(cast: Cast, tmp_path: Path) -> None:
    told(cast, "approver")
    assert send_all(cast, "", tmp_path) == 1
    [file] = (tmp_path / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["Message-ID"] == f"<{messages(cast)[0].id}@127.0.0.1>"
    assert str(HELLO) in str(letter["Subject"])


def test_no_password_travels_in_the_clear(cast: Cast, tmp_path: Path) -> None:
    told(cast, "approver")
    with mail_server() as server:
        send_all(cast, f"smtp://me:secret@127.0.0.1:{server.port}", tmp_path)
    assert server.mails == []
    assert messages(cast)[0].failure is not None
