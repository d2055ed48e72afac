"""A message arrives for whoever waits for it, now or later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, feel, spiff
from engine.actors import SYSTEM, Actor
from engine.advance import load_run, write_down
from engine.errors import Invalid, Problem, say
from engine.history.operations import EventDraft
from engine.instances.models import BufferedMessage, InstanceStatus, Subscription
from engine.instances.operations import MAX_KEY, SIGNAL, buffer_message, lock_instance, take_buffered
from engine.instances.queries import waiting_for
from engine.jobs.operations import enqueue


def deliver_message(
    session: Session, actor: Actor, name: str, correlation_key: str, variables: Mapping[str, Any]
) -> UUID | None:
    """Deliver a message to the first case that waits for this name and key; gives the case's id.

    None where nobody waits: the message is buffered for a week and delivered when somebody does. Refused: `Invalid`
    name or key of more than 200 characters.
    """
    _check_address(name, correlation_key)
    subscription = waiting_for(session, name, correlation_key)
    if subscription is not None and _deliver(session, actor, subscription, variables):
        return subscription.instance_id
    buffer_message(session, name, correlation_key, feel.to_json(dict(variables)))
    if subscription is not None:  # it was gone once its case was locked; perhaps another one waits
        enqueue(session, "deliver_buffered_messages", {"name": name, "key": correlation_key})
    return None


def deliver_buffered(session: Session, name: str, correlation_key: str) -> bool:
    """Deliver one early message to somebody who waits by now; False where there is no such pair."""
    now = clock.now()
    early = session.scalars(
        select(BufferedMessage)
        .where(
            BufferedMessage.name == name,
            BufferedMessage.correlation_key == correlation_key,
            BufferedMessage.expires_at > now,
        )
        .order_by(BufferedMessage.id)
        .limit(1)
    ).first()
    subscription = waiting_for(session, name, correlation_key) if early is not None else None
    if early is None or subscription is None:
        return False
    return _deliver(session, SYSTEM, subscription, feel.from_json(early.variables), early_id=early.id)


def _check_address(name: str, correlation_key: str) -> None:
    named = (("name", name), ("correlation_key", correlation_key))
    sentence = say("At most %(limit)s characters.", limit=MAX_KEY)
    if problems := [Problem(where, sentence) for where, text in named if len(text) > MAX_KEY]:
        raise Invalid(problems)


def deliver_signal(session: Session, actor: Actor, subscription_id: UUID, variables: Mapping[str, Any]) -> None:
    """Deliver a signal to one place that waits for it; nothing where it waits no longer."""
    subscription = session.get(Subscription, subscription_id)
    if subscription is not None:
        _deliver(session, actor, subscription, variables)


def _deliver(
    session: Session,
    actor: Actor,
    subscription: Subscription,
    variables: Mapping[str, Any],
    *,
    early_id: UUID | None = None,
) -> bool:
    """False, with nothing done, where the place waits no longer, or the buffered message `early_id` was delivered."""
    instance = lock_instance(session, subscription.instance_id)
    if instance is None or instance.status != InstanceStatus.ACTIVE:
        return False
    if session.get(Subscription, subscription.id, populate_existing=True) is None:
        return False
    if early_id is not None and not take_buffered(session, early_id):
        return False
    run = load_run(session, actor, instance)
    deliver = spiff.deliver_signal if subscription.name == SIGNAL else spiff.deliver_message
    deliver(
        run.engine_instance,
        subscription.engine_task_id,
        variables,
        event=subscription.event or None,
        stop=run.stops_before,
    )
    received = EventDraft(
        "message_received",
        actor,
        version=instance.version,
        data={
            "name": subscription.name,
            "key": subscription.correlation_key,
            "variables": feel.to_json(dict(variables)),
        },
    )
    write_down(run, [received])
    return True
