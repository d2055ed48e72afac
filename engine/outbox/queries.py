"""Which messages wait to leave, and what a person has been told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.outbox.models import Notice, OutboxMessage


def undelivered(session: Session, now: datetime, limit: int = 100) -> list[UUID]:
    """Messages to deliver now, oldest first."""
    return list(
        session.scalars(
            select(OutboxMessage.id)
            .where(OutboxMessage.delivered_at.is_(None), OutboxMessage.deliver_at <= now)
            .order_by(OutboxMessage.deliver_at)
            .limit(limit)
        )
    )


def notices(session: Session, actor: Actor, *, before: UUID | None = None, limit: int = 25) -> Sequence[Notice]:
    """What the actor has been told, latest first."""
    statement = select(Notice).where(Notice.person_id == actor.person_id)
    if before is not None:
        statement = statement.where(Notice.id < before)
    return session.scalars(statement.order_by(Notice.id.desc()).limit(limit)).all()


def has_unread_notices(session: Session, actor: Actor) -> bool:
    """Whether the bell should show a dot."""
    statement = select(Notice.id).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None)).limit(1)
    return session.scalars(statement).first() is not None
