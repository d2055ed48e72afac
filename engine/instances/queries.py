"""Reading cases and incidents."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import NotFound, say
from engine.instances.models import BufferedMessage, Incident, InstanceStatus, ProcessInstance, Subscription
from engine.people.queries import visible_to


def find_case(session: Session, actor: Actor, instance_id: UUID) -> ProcessInstance:
    """The case if the actor may see it (own unit's or started by the actor), else `NotFound`.

    Whoever has or had a task in it may see it too: commands and pages ask for that beforehand.
    """
    statement = select(ProcessInstance).where(
        ProcessInstance.id == instance_id,
        or_(visible_to(session, actor, ProcessInstance.org_unit_id), ProcessInstance.initiator_id == actor.person_id),
    )
    case = session.scalars(statement).one_or_none()
    if case is None:
        raise NotFound(say("There is no such case, or it is not for you to see."))
    return case


def numbered(session: Session, business_key: str) -> list[UUID]:
    """The ids of the cases with exactly this number, newest first. Whoever asks has to ask who may see them."""
    found = select(ProcessInstance.id).where(ProcessInstance.business_key == business_key)
    return list(session.scalars(found.order_by(ProcessInstance.id.desc())))


def cases(
    session: Session,
    actor: Actor,
    *,
    status: InstanceStatus | None = None,
    process_id: str | None = None,
    search: str = "",
    before: UUID | None = None,
    limit: int = 25,
) -> Sequence[ProcessInstance]:
    """Cases the actor may see, newest first; `before` is the id of the last one already shown."""
    statement = select(ProcessInstance).where(
        or_(visible_to(session, actor, ProcessInstance.org_unit_id), ProcessInstance.initiator_id == actor.person_id)
    )
    if status is not None:
        statement = statement.where(ProcessInstance.status == status)
    if process_id:
        statement = statement.where(ProcessInstance.process_id == process_id)
    if search:
        statement = statement.where(
            or_(
                ProcessInstance.business_key.icontains(search, autoescape=True),
                ProcessInstance.title.icontains(search, autoescape=True),
            )
        )
    if before is not None:
        statement = statement.where(ProcessInstance.id < before)
    return session.scalars(statement.order_by(ProcessInstance.id.desc()).limit(limit)).all()


def open_incidents(
    session: Session, actor: Actor, *, instance_id: UUID | None = None, limit: int = 100
) -> list[tuple[Incident, ProcessInstance]]:
    """Open incidents of cases the actor may see, oldest first."""
    statement = (
        select(Incident, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .where(
            and_(Incident.resolved_at.is_(None), visible_to(session, actor, ProcessInstance.org_unit_id)),
        )
        .order_by(Incident.opened_at)
        .limit(limit)
    )
    if instance_id is not None:
        statement = statement.where(Incident.instance_id == instance_id)
    return [(incident, instance) for incident, instance in session.execute(statement)]


def find_incident(session: Session, incident_id: UUID) -> Incident:
    """The incident, or `NotFound`."""
    incident = session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(say("There is no such incident."))
    return incident


def waiting_for(session: Session, name: str, correlation_key: str) -> Subscription | None:
    """The first place that waits for this message."""
    return session.scalars(
        select(Subscription)
        .where(Subscription.name == name, Subscription.correlation_key == correlation_key)
        .order_by(Subscription.id)
        .limit(1)
    ).first()


def has_early_message(session: Session, name: str, correlation_key: str) -> bool:
    """Whether such a message arrived before anybody waited for it."""
    statement = select(BufferedMessage.id).where(
        BufferedMessage.name == name,
        BufferedMessage.correlation_key == correlation_key,
        BufferedMessage.expires_at > clock.now(),
    )
    return session.scalars(statement.limit(1)).first() is not None


def all_waiting_for(session: Session, name: str, correlation_key: str) -> Sequence[Subscription]:
    """Every place that waits for this."""
    return session.scalars(
        select(Subscription)
        .where(Subscription.name == name, Subscription.correlation_key == correlation_key)
        .order_by(Subscription.id)
    ).all()
