"""Telling people: a notice inside, and a message that leaves the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Sentence
from engine.outbox.kinds import MessageKind
from engine.outbox.models import Notice, OutboxMessage
from engine.types import new_id, storable

LEASE = timedelta(minutes=5)
"""How long a message belongs to whoever sends it; then it is taken for not sent."""

Send = Callable[[OutboxMessage], None]
"""Delivers one message, or raises; must bear being called again with the same message id."""


def tell(
    session: Session,
    person_ids: Iterable[UUID],
    sentence: Sentence,
    path: str,
    *,
    kind: MessageKind = MessageKind.NOTIFIED,
    due_at: datetime | None = None,
    asked_by: UUID | None = None,
) -> None:
    """Tell these people: `path` is the page the message opens, `due_at` until when something is asked of them, by
    `asked_by`. Rows only; the outbox is delivered later."""
    now = clock.now()
    people = list(dict.fromkeys(person_ids))
    if not people:
        return
    common = {"sentence": sentence.to_data(), "path": path, "created_at": now}
    session.execute(insert(Notice), [{"id": new_id(), "person_id": person, **common} for person in people])
    session.execute(
        insert(OutboxMessage),
        [{"id": new_id(), "channel": "mail", "person_id": person, "deliver_at": now, **common} for person in people],
    )


def claim(session: Session, message_id: UUID, now: datetime) -> bool:
    """Take a message that is due, to send it once this transaction has ended: a slow mail server must not hold it."""
    result = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.delivered_at.is_(None), OutboxMessage.deliver_at <= now)
        .values(deliver_at=now + LEASE)
    )
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult: SQLAlchemy types execute() wider


def mark_delivered(session: Session, message_id: UUID) -> None:
    """The message has left the house."""
    session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(delivered_at=clock.now()))


def postpone_failed(session: Session, message_id: UUID, reason: str) -> None:
    """The message could not be sent: it is tried again later, each time after twice as long."""
    message = session.get_one(OutboxMessage, message_id)
    message.attempts += 1
    message.last_error = storable(reason)
    message.deliver_at = clock.retry_at(message.attempts)


def mark_notices_read(session: Session, actor: Actor, *, until: datetime) -> None:
    """The actor has seen the notices up to this instant."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), Notice.created_at <= until)
        .values(read_at=clock.now())
    )
