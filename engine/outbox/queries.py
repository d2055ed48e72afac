"""Which messages wait or failed, which channels there are, and what a person has been told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, Sentence, say
from engine.outbox.kinds import MessageStatus
from engine.outbox.models import Channel, MessageChoice, Notice, OutboxMessage
from engine.people.models import Person, Role


@dataclass(frozen=True)
class Undelivered:
    """A bundle that waits to be tried again or has failed, as its first message tells; `channel` is its channel's row,
    `reader` the person it is for."""

    first: OutboxMessage
    reader: Person | None
    channel: Channel | None

    @property
    def sentence(self) -> Sentence | None:
        return Sentence.from_data(self.first.sentence) if self.first.sentence else None

    @property
    def failure(self) -> Sentence | None:
        return Sentence.from_data(self.first.failure) if self.first.failure else None


def undelivered(
    session: Session, status: MessageStatus, *, before: UUID | None = None, limit: int = 50
) -> list[Undelivered]:
    """Bundles that have not left the house, latest first: failed ones, or those that wait, also for their first try."""
    statement = (
        select(OutboxMessage, Person, Channel)
        .outerjoin(Person, Person.id == OutboxMessage.person_id)
        .outerjoin(Channel, Channel.id == OutboxMessage.channel_id)
        .where(
            OutboxMessage.status == status,
            or_(OutboxMessage.bundle_id == OutboxMessage.id, OutboxMessage.bundle_id.is_(None)),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(OutboxMessage.id < before)
    return [Undelivered(*row) for row in session.execute(statement)]


def bundle_sizes(session: Session, bundle_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many messages each of these bundles holds."""
    rows = session.execute(
        select(OutboxMessage.bundle_id, func.count())
        .where(OutboxMessage.bundle_id.in_(bundle_ids))
        .group_by(OutboxMessage.bundle_id)
    )
    return {bundle_id: count for bundle_id, count in rows if bundle_id is not None}


def failed_bundles(session: Session) -> list[UUID]:
    """Every bundle whose last try is over."""
    return list(
        session.scalars(
            select(OutboxMessage.id).where(
                OutboxMessage.status == MessageStatus.FAILED, OutboxMessage.bundle_id == OutboxMessage.id
            )
        )
    )


def channels(session: Session, *, person_id: UUID | None = None) -> list[Channel]:
    """The house's channels, or a person's own ones, by name."""
    whose = Channel.person_id.is_(None) if person_id is None else Channel.person_id == person_id
    return list(session.scalars(select(Channel).where(whose).order_by(Channel.way, Channel.name, Channel.id)))


def find_channel(session: Session, channel_id: UUID) -> Channel:
    """The channel, or `NotFound`."""
    channel = session.get(Channel, channel_id)
    if channel is None:
        raise NotFound(say("There is no such channel."))
    return channel


def roles_for_channels(session: Session) -> list[Role]:
    """The roles whose holders a chat group can be for, by code."""
    return list(session.scalars(select(Role).order_by(Role.code)))


def choices_of(session: Session, person_id: UUID) -> dict[tuple[str, str], bool]:
    """What a person has chosen, by kind and way."""
    rows = session.scalars(select(MessageChoice).where(MessageChoice.person_id == person_id))
    return {(row.kind, row.way): row.is_wanted for row in rows}


def waiting_since(session: Session, now: datetime) -> datetime | None:
    """Since when the oldest message waits that should have left by now: the measure of a clock that has stopped."""
    statement = select(func.min(OutboxMessage.deliver_at)).where(
        OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.deliver_at <= now
    )
    return session.scalar(statement)


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


def notices_since(session: Session, mark: UUID, limit: int = 500) -> Sequence[Notice]:
    """What anybody has been told since the id `mark` was made, in that order."""
    return session.scalars(select(Notice).where(Notice.id > mark).order_by(Notice.id).limit(limit)).all()
