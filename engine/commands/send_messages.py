"""What waits to leave the house leaves it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog

from engine.db import Database
from engine.outbox.models import OutboxMessage
from engine.outbox.operations import Send, claim, mark_delivered, postpone_failed
from engine.outbox.queries import undelivered

log = structlog.get_logger()


def send_messages(db: Database, send: Send, *, now: datetime) -> int:
    """Deliver what is due at `now`; gives how many messages left the house."""
    with db.reading() as session:
        waiting = undelivered(session, now)
    sent = 0
    for message_id in waiting:
        with db.transaction() as session:
            is_mine = claim(session, message_id, now)
        sent += is_mine and _send_message(db, message_id, send)
    return sent


def _send_message(db: Database, message_id: UUID, send: Send) -> bool:
    """Send a message outside of any writing transaction (law 1): nobody waits for a slow mail server."""
    try:
        with db.reading() as session:
            send(session.get_one(OutboxMessage, message_id))
    except Exception as error:  # whatever a mail server may do, the other messages go out
        log.error("message_failed", message=str(message_id), exc_info=error)
        with db.transaction() as session:
            postpone_failed(session, message_id, str(error))
        return False
    with db.transaction() as session:
        mark_delivered(session, message_id)
    return True
