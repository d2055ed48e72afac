"""Tables of messages on their way out and of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, UtcInstant, new_id

_UNSENT = text("delivered_at IS NULL")


class OutboxMessage(Base):
    """A message to deliver at least once; `id` is its stable id. `sentence` is {template, values}, said in the
    recipient's language when it is delivered; `path` is the page it opens."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unsent", "deliver_at", sqlite_where=_UNSENT, postgresql_where=_UNSENT),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    sentence: Mapped[dict[str, Any]] = mapped_column(JsonText)
    path: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    deliver_at: Mapped[datetime] = mapped_column(UtcInstant)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")


class Notice(Base):
    """Something a person is told inside the application. `sentence` and `path` as in the outbox."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_person", "person_id", "id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    sentence: Mapped[dict[str, Any]] = mapped_column(JsonText)
    path: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    read_at: Mapped[datetime | None] = mapped_column(UtcInstant)
