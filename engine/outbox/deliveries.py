"""How messages leave: taken by lease, in bundles of one reader each, tried again when they failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import EngineError, Sentence, Wording
from engine.outbox.kinds import MessageStatus, Way
from engine.outbox.models import Channel, OutboxMessage
from engine.people.models import Person
from engine.people.queries import people_by_id

LEASE = timedelta(minutes=5)
"""How long a bundle belongs to whoever sends it; then it is taken for not sent. No sender may take longer."""

LAST_TRY = 12
"""After so many failures (a day and two hours: `clock.retry_at`) a person has to look."""

AFTER_THE_FIRST = timedelta(seconds=1)
"""How long after the bundle that tries whether a receiver is back the others follow."""

LARGEST_BUNDLE = 2_000


class DeliveryFailed(EngineError):
    """A message could not be delivered. `is_final`: trying again is of no use. `is_unreachable`: nobody was there to
    take it, so that the others by the same way need not be tried now."""

    def __init__(self, sentence: Sentence, *, is_final: bool = False, is_unreachable: bool = False) -> None:
        super().__init__(sentence)
        self.is_final = is_final
        self.is_unreachable = is_unreachable


@dataclass(frozen=True)
class Item:
    """One message of a bundle."""

    id: UUID
    kind: str
    sentence: Sentence | None
    facts: dict[str, Any] | None
    path: str
    due_at: datetime | None
    asked_by: Wording | None
    created_at: datetime


@dataclass(frozen=True)
class Delivery:
    """Everything a sender needs to deliver a bundle. `id` is the same at each try: its Message-ID or webhook-id.

    `address` is a mail address, an Apprise URL or a webhook's URL.
    """

    id: UUID
    channel: str
    address: str
    items: tuple[Item, ...]
    language: str = "zh_CN"
    time_zone: str = "Asia/Shanghai"
    channel_id: UUID | None = None
    secret_number: int = 1


Send = Callable[[Delivery], None]
"""Delivers one bundle, or raises; must bear being called again with the same id."""


@dataclass(frozen=True)
class Reader:
    """Whose messages go together: one person by one way, one channel; or a bundle that has been tried before. A webhook
    is told each fact by itself."""

    channel: str
    person_id: UUID | None
    channel_id: UUID | None
    bundle_id: UUID | None


def due_readers(session: Session, now: datetime, limit: int = 100) -> list[Reader]:
    """For whom something waits to leave now, longest waiting first."""
    place = (OutboxMessage.channel, OutboxMessage.person_id, OutboxMessage.channel_id, OutboxMessage.bundle_id)
    rows = session.execute(
        select(*place)
        .where(OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.deliver_at <= now)
        .group_by(*place)
        .order_by(func.min(OutboxMessage.deliver_at))
        .limit(limit)
    )
    return [Reader(*row) for row in rows]


def claim(session: Session, reader: Reader, now: datetime) -> UUID | None:
    """Take what waits for this reader, to send it once this transaction has ended; gives the bundle's id, None where
    somebody else has taken it.

    A bundle keeps its messages from its first try on, so that a repetition is the same message to whoever receives it.
    """
    if reader.bundle_id is not None:
        if _lock(session, [OutboxMessage.id == reader.bundle_id], now, 1):
            session.execute(update(OutboxMessage).where(_waits_in(reader.bundle_id)).values(deliver_at=now + LEASE))
            return reader.bundle_id
        return None
    mine = [
        OutboxMessage.channel == reader.channel,
        OutboxMessage.person_id.is_not_distinct_from(reader.person_id),
        OutboxMessage.channel_id.is_not_distinct_from(reader.channel_id),
        OutboxMessage.bundle_id.is_(None),
    ]
    taken = _lock(session, mine, now, 1 if reader.channel == Way.WEBHOOK else LARGEST_BUNDLE)
    if not taken:
        return None
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id.in_(taken)).values(bundle_id=taken[0], deliver_at=now + LEASE)
    )
    return taken[0]


def _lock(session: Session, place: list[ColumnElement[bool]], now: datetime, limit: int) -> list[UUID]:
    """The messages that are due there and that nobody else is about to take; SQLite has one writer anyway."""
    return list(
        session.scalars(
            select(OutboxMessage.id)
            .where(*place, OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.deliver_at <= now)
            .order_by(OutboxMessage.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def _waits_in(bundle_id: UUID) -> ColumnElement[bool]:
    return (OutboxMessage.bundle_id == bundle_id) & (OutboxMessage.status == MessageStatus.WAITING)


def read_delivery(session: Session, bundle_id: UUID) -> Delivery | None:
    """What to send; None for somebody who has left or has no address, and for a channel that was switched off."""
    statement = select(OutboxMessage).where(_waits_in(bundle_id)).order_by(OutboxMessage.id)
    messages = session.scalars(statement).all()
    if not messages:
        return None
    first = messages[0]
    people = people_by_id(session, [first.person_id, *(message.asked_by for message in messages)])
    reader = people.get(first.person_id) if first.person_id else None
    channel = session.get(Channel, first.channel_id) if first.channel_id else None
    address = _address(first, reader, channel)
    if not address:
        return None
    return Delivery(
        id=bundle_id,
        channel=first.channel,
        address=address,
        items=tuple(_item(message, people) for message in messages),
        language=reader.language if reader else "zh_CN",
        time_zone=reader.time_zone if reader else "Asia/Shanghai",
        channel_id=first.channel_id,
        secret_number=channel.secret_number if channel else 1,
    )


def _address(message: OutboxMessage, reader: Person | None, channel: Channel | None) -> str:
    if message.person_id is not None and (reader is None or not reader.is_active):
        return ""
    if message.channel_id is not None:
        return channel.address if channel is not None and channel.is_active else ""
    return reader.email if reader else ""


def _item(message: OutboxMessage, people: dict[UUID, Person]) -> Item:
    asker = people.get(message.asked_by) if message.asked_by else None
    return Item(
        id=message.id,
        kind=message.kind,
        sentence=Sentence.from_data(message.sentence) if message.sentence else None,
        facts=message.facts,
        path=message.path,
        due_at=message.due_at,
        asked_by=Wording({"zh_CN": asker.name, "en": asker.name_en or asker.name}) if asker else None,
        created_at=message.created_at,
    )


def mark_delivered(session: Session, bundle_id: UUID) -> int:
    """The bundle has left the house; gives how many messages that were."""
    result = session.execute(
        update(OutboxMessage)
        .where(_waits_in(bundle_id))
        .values(status=MessageStatus.DELIVERED, delivered_at=clock.now(), failure=None)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult: SQLAlchemy types execute() wider


def drop(session: Session, bundle_ids: Sequence[UUID]) -> int:
    """There is nobody to deliver these to, or somebody gave them up; gives how many bundles that were."""
    return _settle(session, bundle_ids, {"status": MessageStatus.DROPPED})


def postpone_failed(session: Session, bundle_id: UUID, failure: DeliveryFailed) -> None:
    """The bundle could not be sent: it is tried again later, each time after twice as long, up to the last try."""
    attempts = session.scalar(select(func.max(OutboxMessage.attempts)).where(_waits_in(bundle_id)))
    if attempts is None:
        return
    is_over = failure.is_final or attempts + 1 >= LAST_TRY
    next_try = clock.retry_at(attempts + 1)
    session.execute(
        update(OutboxMessage)
        .where(_waits_in(bundle_id))
        .values(
            attempts=attempts + 1,
            failure=failure.sentence.to_data(),
            deliver_at=next_try,
            status=MessageStatus.FAILED if is_over else MessageStatus.WAITING,
        )
    )
    if failure.is_unreachable and not is_over:
        _let_rest(session, bundle_id, next_try + AFTER_THE_FIRST)


def _let_rest(session: Session, bundle_id: UUID, until: datetime) -> None:
    """What else would leave by the same way waits for this bundle's next try: with a receiver that is away, each try
    takes until its time-out, and nothing else would leave meanwhile."""
    first = session.get_one(OutboxMessage, bundle_id)
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.status == MessageStatus.WAITING,
            OutboxMessage.deliver_at < until,
            OutboxMessage.channel == first.channel,
            OutboxMessage.channel_id.is_not_distinct_from(first.channel_id),
            OutboxMessage.bundle_id.is_distinct_from(bundle_id),
        )
        .values(deliver_at=until)
    )


def hurry(session: Session, channel_id: UUID) -> None:
    """What waits for this channel need wait no longer: whatever kept it away is put right."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.channel_id == channel_id)
        .values(deliver_at=clock.now())
    )


def send_again(session: Session, bundle_ids: Sequence[UUID]) -> int:
    """Try these once more now, failed or waiting; their tries count anew. Gives how many bundles that were."""
    return _settle(session, bundle_ids, {"status": MessageStatus.WAITING, "attempts": 0, "deliver_at": clock.now()})


def _settle(session: Session, bundle_ids: Sequence[UUID], values: dict[str, Any]) -> int:
    """Change every message of these bundles that has not left; a message that was never tried is its own bundle."""
    is_unsettled = OutboxMessage.status.in_((MessageStatus.WAITING, MessageStatus.FAILED))
    rows = session.execute(
        update(OutboxMessage)
        .where(func.coalesce(OutboxMessage.bundle_id, OutboxMessage.id).in_(bundle_ids), is_unsettled)
        .values(**values)
        .returning(func.coalesce(OutboxMessage.bundle_id, OutboxMessage.id))
    )
    return len(set(rows.scalars()))
