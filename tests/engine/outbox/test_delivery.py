"""Law 5: what leaves the house is a row first, delivered at least once, in the reader's language."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from sqlalchemy import select

from engine import clock, commands
from engine.errors import Sentence, Wording, say
from engine.outbox.models import Notice, OutboxMessage
from engine.outbox.operations import tell
from engine.runner.mail import mail_sender
from engine.settings import read_settings
from tests.cast import Cast

HELLO = say("Look at %(what)s.", what=Wording({"zh_CN": "任务", "en": "the task"}))


def told(cast: Cast, *names: str) -> None:
    cast.act(lambda session: tell(session, [cast.ids[name] for name in names], HELLO, "/tasks/1"))


def test_telling_writes_rows_in_the_transaction_of_the_act(cast: Cast) -> None:
    told(cast, "approver", "finance", "approver")
    with cast.db.reading() as session:
        assert len(session.scalars(select(Notice)).all()) == 2
        messages = session.scalars(select(OutboxMessage)).all()
        assert [message.delivered_at for message in messages] == [None, None]
        assert Sentence.from_data(messages[0].sentence) == HELLO


def test_a_failed_delivery_is_tried_again_later_and_keeps_its_id(cast: Cast) -> None:
    told(cast, "approver")
    tried: list[object] = []

    def server_down(message: OutboxMessage) -> None:
        tried.append(message.id)
        raise ConnectionRefusedError("no mail server")

    now = clock.now()
    assert commands.tick(cast.db, now=now, send=server_down).messages_sent == 0
    assert commands.tick(cast.db, now=now, send=server_down).messages_sent == 0
    assert len(tried) == 1
    assert commands.tick(cast.db, now=now + timedelta(minutes=5), send=lambda m: tried.append(m.id)).messages_sent == 1
    assert commands.tick(cast.db, now=now + timedelta(days=1), send=lambda m: tried.append(m.id)).messages_sent == 0
    assert tried[0] == tried[1]
    assert len(tried) == 2


def test_without_a_mail_server_letters_are_put_into_a_folder(cast: Cast, tmp_path: Path) -> None:
    told(cast, "approver")
    settings = read_settings({"ZHANGSHI_ENVIRONMENT": "demo", "ZHANGSHI_DATA_DIR": str(tmp_path)})
    send = mail_sender(settings, lambda sentence, language: f"[{language}] {sentence}")
    assert commands.tick(cast.db, send=send).messages_sent == 1
    [letter] = [message_from_bytes(path.read_bytes(), policy=default) for path in settings.mail_dir.glob("*.eml")]
    assert letter["To"] == "approver@demo.example"
    assert letter["Subject"] == "[en] Look at the task."
    body = letter.get_body()
    assert body is not None
    assert f"{settings.public_url}/tasks/1" in body.get_content()
