"""Tables of events, their chains, and the answers already given to programs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant

_UNCOVERED = text("length > checkpointed_length")


class EventChain(Base):
    """The end of one chain of events. `id` is that of the case, or of the master record (asset, person, bundle).

    `checkpointed_length` is how far checkpoints outside the database cover it.
    """

    __tablename__ = "event_chains"
    __table_args__ = (Index("ix_event_chains_uncovered", "id", sqlite_where=_UNCOVERED, postgresql_where=_UNCOVERED),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    length: Mapped[int]
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
    checkpointed_length: Mapped[int] = mapped_column(default=0)


class Checkpoint(Base):
    """One line of the file outside the database: the ends of `chains` chains under one Merkle `root`, chained by hash.

    The file alone holds the ends themselves. `hash` covers `previous`, `number`, `made_at`, `root` and `chains`.
    """

    __tablename__ = "checkpoints"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    chains: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Event(Base):
    """One act. `body` is the whole event as canonical JSON and is what the hash covers; other columns are copies."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_actor_at", "actor_id", "at"), Index("ix_events_kind_at", "kind", "at"))

    chain_id: Mapped[UUID] = mapped_column(ForeignKey("event_chains.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    element_id: Mapped[str | None] = mapped_column(String(200))


class AnsweredRequest(Base):
    """The first answer to a request that carried an idempotency key; a repetition gets it again."""

    __tablename__ = "answered_requests"

    actor_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
