"""Writing instances, their subscriptions and their incidents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session, undefer

from engine import clock
from engine.actors import Actor
from engine.errors import NotFound, Sentence, say
from engine.instances.models import BufferedMessage, Incident, ProcessInstance, Subscription
from engine.types import new_id, storable

MESSAGE_LIFETIME = timedelta(days=7)
MAX_DETAIL = 20_000
MAX_KEY = 200
"""Of a message: the longest name and correlation key."""
SIGNAL = "=signal"
"""The subscription name of signals, whose own name is the key; no message is called so."""


@dataclass(frozen=True)
class NewSubscription:
    """A place that has begun to wait for a message."""

    engine_task_id: UUID
    event: str
    name: str
    correlation_key: str


def lock_instance(session: Session, instance_id: UUID, *, wait: bool = True) -> ProcessInstance | None:
    """Lock the instance's row before anything else (law 1) and read it anew, state included.

    None where it does not exist, or, without `wait`, where somebody else is at work on it.
    """
    statement = (
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(undefer(ProcessInstance.state))
        .with_for_update(skip_locked=not wait)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one_or_none()


def require_instance(session: Session, instance_id: UUID) -> ProcessInstance:
    """As `lock_instance`, or `NotFound`."""
    instance = lock_instance(session, instance_id)
    if instance is None:
        raise NotFound(say("There is no such case."))
    return instance


def describe(
    session: Session,
    instance_id: UUID,
    *,
    business_key: str | None = None,
    title: str | None = None,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> None:
    """Say what a case is about, for lists and inboxes: only what is given changes."""
    given = {"business_key": business_key, "title": title, "amount": amount, "currency": currency}
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == instance_id).values(**values))


def subscribe(session: Session, instance_id: UUID, waiting: Iterable[NewSubscription]) -> None:
    """Write the places that have begun to wait for messages."""
    rows = [
        {
            "id": new_id(),
            "instance_id": instance_id,
            "engine_task_id": new.engine_task_id,
            "event": new.event,
            "name": new.name,
            "correlation_key": new.correlation_key,
        }
        for new in waiting
    ]
    if rows:
        session.execute(insert(Subscription), rows)


def unsubscribe(session: Session, instance_id: UUID, engine_task_ids: Iterable[UUID]) -> None:
    """Forget the places that wait no longer."""
    ids = list(engine_task_ids)
    if ids:
        session.execute(
            delete(Subscription).where(Subscription.instance_id == instance_id, Subscription.engine_task_id.in_(ids))
        )


def buffer_message(session: Session, name: str, correlation_key: str, variables: Mapping[str, Any]) -> None:
    """Keep a message that nobody waits for yet; those that have expired go."""
    now = clock.now()
    session.execute(delete(BufferedMessage).where(BufferedMessage.expires_at <= now))
    session.add(
        BufferedMessage(
            id=new_id(),
            name=name,
            correlation_key=correlation_key,
            variables=dict(variables),
            expires_at=now + MESSAGE_LIFETIME,
        )
    )


def take_buffered(session: Session, message_id: UUID) -> bool:
    """Take a buffered message out, to deliver it; False where another worker has."""
    result = session.execute(delete(BufferedMessage).where(BufferedMessage.id == message_id))
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult: SQLAlchemy types execute() wider


def open_incident(
    session: Session,
    instance_id: UUID,
    *,
    element_id: str,
    kind: str,
    message: Sentence,
    engine_task_id: UUID | None = None,
    detail: str = "",
) -> Incident:
    """Record that a person has to look; a second failure at the same place counts on the open incident."""
    same_place = select(Incident).where(
        Incident.instance_id == instance_id,
        Incident.element_id == element_id,
        Incident.kind == kind,
        or_(Incident.engine_task_id == engine_task_id, Incident.engine_task_id.is_(None)),
        Incident.resolved_at.is_(None),
    )
    incident = session.scalars(same_place).first()
    if incident is not None:
        incident.attempts += 1
        incident.message, incident.detail = message.to_data(), storable(detail, MAX_DETAIL)
        return incident
    incident = Incident(
        id=new_id(),
        instance_id=instance_id,
        element_id=element_id,
        engine_task_id=engine_task_id,
        kind=kind,
        message=message.to_data(),
        detail=storable(detail, MAX_DETAIL),
        opened_at=clock.now(),
    )
    session.add(incident)
    return incident


def resolve_incidents(
    session: Session,
    actor: Actor,
    instance_id: UUID,
    *,
    incident_id: UUID | None = None,
    engine_task_ids: Collection[UUID] | None = None,
) -> None:
    """Close the open incidents of an instance: one, those of some places in its state, or all of them."""
    statement = update(Incident).where(Incident.instance_id == instance_id, Incident.resolved_at.is_(None))
    if incident_id is not None:
        statement = statement.where(Incident.id == incident_id)
    if engine_task_ids is not None:
        statement = statement.where(Incident.engine_task_id.in_(engine_task_ids))
    session.execute(statement.values(resolved_at=clock.now(), resolved_by=actor.person_id))
