"""Which sources there are, and what they have called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import LegalEntity, Person
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.monitoring.models import MonitoringCall, MonitoringSource


def list_sources(session: Session, actor: Actor) -> list[tuple[MonitoringSource, LegalEntity, Person]]:
    """Every source with its company and who answers for it, by name. Needs the permission to edit channels."""
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    query = (
        select(MonitoringSource, LegalEntity, Person)
        .join(LegalEntity, LegalEntity.id == MonitoringSource.legal_entity_id)
        .join(Person, Person.id == MonitoringSource.person_id)
        .order_by(MonitoringSource.name)
    )
    return [(source, entity, person) for source, entity, person in session.execute(query)]


def latest_calls(
    session: Session, actor: Actor, *, source_id: UUID | None = None, before: UUID | None = None, limit: int = 50
) -> list[tuple[MonitoringCall, str]]:
    """The latest calls, newest first, with the names of their sources: of one source or of all, before a call."""
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    query = select(MonitoringCall, MonitoringSource.name).join(
        MonitoringSource, MonitoringSource.id == MonitoringCall.source_id
    )
    if source_id is not None:
        query = query.where(MonitoringCall.source_id == source_id)
    if before is not None:
        query = query.where(MonitoringCall.id < before)
    return [(call, name) for call, name in session.execute(query.order_by(MonitoringCall.id.desc()).limit(limit))]


def last_called(session: Session) -> dict[UUID, datetime]:
    """When each source has called last, whatever became of it."""
    query = select(MonitoringCall.source_id, func.max(MonitoringCall.received_at)).group_by(MonitoringCall.source_id)
    return {row[0]: row[1] for row in session.execute(query)}
