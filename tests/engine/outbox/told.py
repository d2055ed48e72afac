"""Telling people in tests, and what then leaves the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine import clock
from engine.commands.send_messages import send_messages
from engine.errors import Sentence, Wording, say
from engine.outbox.deliveries import Delivery
from engine.outbox.kinds import MessageKind
from engine.outbox.models import OutboxMessage
from engine.outbox.operations import tell
from engine.settings import Settings, read_settings
from tests.cast import Cast

HELLO = say("Look at %(what)s.", what=Wording({"zh_CN": "任务", "en": "the task"}))


def told(cast: Cast, *names: str, kind: MessageKind = MessageKind.NOTIFIED, **more: Any) -> None:
    cast.act(lambda session: tell(session, [cast.ids[name] for name in names], HELLO, "/tasks/1", kind=kind, **more))


def settings_for(folder: Path, **variables: str) -> Settings:
    known = {"ZHANGSHI_ENVIRONMENT": "demo", "ZHANGSHI_DATA_DIR": str(folder), "ZHANGSHI_MAY_POST_INSIDE": "1"}
    return read_settings({**known, **variables})


def say_in(sentence: Sentence, language: str) -> str:
    return f"[{language}] {sentence}"


def messages(cast: Cast) -> list[OutboxMessage]:
    with cast.db.reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


class Postbox:
    """A sender that keeps what it is given, and fails with `fails` while that is set."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails
        self.tried: list[Delivery] = []

    def __call__(self, delivery: Delivery) -> None:
        self.tried.append(delivery)
        if self.fails is not None:
            raise self.fails

    def empty(self, cast: Cast, *, after: timedelta = timedelta(0), at: datetime | None = None) -> int:
        """Let everything leave that is due; gives how many messages did."""
        now = at or clock.now() + after
        with clock.set_to(now):
            return send_messages(cast.db, self, now=now)
