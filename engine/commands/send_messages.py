"""What waits to leave the house leaves it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog

from engine.db import Database
from engine.errors import say
from engine.outbox.deliveries import (
    DeliveryFailed,
    Send,
    claim,
    drop,
    due_readers,
    mark_delivered,
    postpone_failed,
    read_delivery,
)
from engine.types import storable

log = structlog.get_logger()


def send_messages(db: Database, send: Send, *, now: datetime) -> int:
    """Deliver what is due at `now`, what waits for one reader as one bundle; gives how many messages left the house.

    Safe to run anywhere, at any time, twice: a bundle belongs to whoever took it first. No message holds up another
    one's reader, and nothing is sent inside a transaction (law 1): nobody waits for a slow mail server. Where one
    bundle fails, the rest for the same reader waits for the next pass.
    """
    sent = 0
    with db.reading() as session:
        readers = due_readers(session, now)
    for reader in readers:
        while True:
            with db.transaction() as session:
                bundle_id = claim(session, reader, now)
            if bundle_id is None:
                break
            left = _deliver(db, bundle_id, send)
            sent += left or 0
            if left is None or reader.bundle_id is not None:
                break
    return sent


def _deliver(db: Database, bundle_id: UUID, send: Send) -> int | None:
    """How many messages left; None where sending failed."""
    with db.reading() as session:
        delivery = read_delivery(session, bundle_id)
    if delivery is None:
        with db.transaction() as session:
            drop(session, [bundle_id])
        return 0
    try:
        send(delivery)
    except Exception as error:  # whatever a mail server may do, the other messages go out
        log.error("message_failed", message=str(bundle_id), channel=delivery.channel, reason=storable(str(error)))
        with db.transaction() as session:
            postpone_failed(session, bundle_id, _failure(error))
        return None
    with db.transaction() as session:
        return mark_delivered(session, bundle_id)


def _failure(error: Exception) -> DeliveryFailed:
    if isinstance(error, DeliveryFailed):
        return error
    return DeliveryFailed(say("It could not be sent: %(reason)s", reason=storable(str(error) or type(error).__name__)))
