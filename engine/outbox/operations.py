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
from engine.outbox.models import Notice, OutboxMessage
from engine.types import new_id

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)

Send = Callable[[OutboxMessage], None]
"""Delivers one message, or raises; must bear being called again with the same message id."""


def tell(session: Session, person_ids: Iterable[UUID], sentence: Sentence, path: str) -> None:
    """Tell these people: `path` is the page the message opens. Rows only; the outbox is delivered later."""
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


def deliver(session: Session, message: OutboxMessage, send: Send) -> bool:
    """Send one message. A failure is kept on the row and tried again later, each time after twice as long."""
    try:
        send(message)
    except Exception as error:  # whatever a mail server may do, the other messages go out
        message.attempts += 1
        message.last_error = str(error)[:2000]
        message.deliver_at = clock.now() + min(FIRST_RETRY * 2 ** (message.attempts - 1), LONGEST_RETRY)
        return False
    message.delivered_at = clock.now()
    return True


def mark_notices_read(session: Session, actor: Actor, *, until: datetime) -> None:
    """The actor has seen the notices up to this instant."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), Notice.created_at <= until)
        .values(read_at=clock.now())
    )
