"""Tables of messages on their way out, the channels they take, what people chose, and notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.outbox.kinds import MessageKind, MessageStatus
from engine.types import JsonText, UtcInstant, new_id

_WAITING = text("status = 'waiting'")
_FAILED = text("status = 'failed'")


class Channel(Base):
    """A way out of the house that somebody has set up: a chat robot (an Apprise URL) or a webhook.

    `address` is a secret: pages and programs may write it, never read it. A chat belongs to a person, or takes what is
    told to holders of `role` (null: everybody). `kinds` are the kinds of messages (chat) or facts (webhook) it takes.
    A webhook's signing secret is made from its id and `secret_number`.
    """

    __tablename__ = "channels"
    __table_args__ = (CheckConstraint("way in ('chat','webhook')", name="way"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    way: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str | None] = mapped_column(ForeignKey("roles.code"))
    kinds: Mapped[list[str]] = mapped_column(JsonText)
    secret_number: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)


class OutboxMessage(Base):
    """A message to deliver at least once, by mail to a person, or through a channel.

    `sentence` is {template, values}, said in the recipient's language when it is delivered; `path` is the page it
    opens. `facts` is what a webhook is told instead. Messages to one reader leave as one bundle: `bundle_id`, the id
    of its first message, is set at the first try and never again, so that each try carries the same id and content.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("status in ('waiting','delivered','failed','dropped')", name="status"),
        Index("ix_outbox_due", "deliver_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index(
            "ix_outbox_reader",
            "person_id",
            "channel_id",
            "channel",
            "bundle_id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_outbox_failed", "id", sqlite_where=_FAILED, postgresql_where=_FAILED),
        Index("ix_outbox_bundle", "bundle_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(20))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(40), default=MessageKind.NOTIFIED)
    sentence: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    facts: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    path: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    deliver_at: Mapped[datetime] = mapped_column(UtcInstant)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    status: Mapped[str] = mapped_column(String(20), default=MessageStatus.WAITING)
    bundle_id: Mapped[UUID | None] = mapped_column(Uuid)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JsonText)


class MessageChoice(Base):
    """A person wants, or does not want, messages of one kind by one way. Without a row the default holds."""

    __tablename__ = "message_choices"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    way: Mapped[str] = mapped_column(String(20), primary_key=True)
    is_wanted: Mapped[bool]


class Notice(Base):
    """Something a person is told inside the application. `sentence` and `path` as in the outbox."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_person", "person_id", "id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(40), default=MessageKind.NOTIFIED)
    sentence: Mapped[dict[str, Any]] = mapped_column(JsonText)
    path: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    read_at: Mapped[datetime | None] = mapped_column(UtcInstant)
