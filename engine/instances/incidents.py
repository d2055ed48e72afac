"""Reading incidents: lists with filters, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.instances.models import Incident, ProcessInstance
from engine.people.queries import visible_to

NOBODY_TO_ASK = "nobody_to_ask"
TIMER_FAILED = "timer_failed"
JOB_FAILED = "job_failed"
STUCK = "stuck"
SETTLED_BY_HAND = frozenset({NOBODY_TO_ASK, TIMER_FAILED, JOB_FAILED, STUCK})
"""Kinds in which the case does not wait inside an element that failed: a person may say that nothing is to be done."""


@dataclass(frozen=True)
class IncidentFilter:
    """Which incidents are asked for; what is empty does not count."""

    is_open: bool = True
    kind: str = ""
    process_id: str = ""
    element_id: str = ""


@dataclass(frozen=True)
class IncidentGroup:
    """Open incidents of one kind at one element of one version: what one cause has usually stopped."""

    kind: str
    process_id: str
    element_id: str
    bundle_version_id: UUID
    count: int


def incidents(
    session: Session, actor: Actor, wanted: IncidentFilter, *, beyond: UUID | None = None, limit: int = 25
) -> list[tuple[Incident, ProcessInstance]]:
    """Incidents of cases the actor may see: the open ones oldest first, the settled ones newest first.

    `beyond` is the id of the last one already shown.
    """
    statement = (
        select(Incident, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .where(_wanted(session, actor, wanted))
        .order_by(Incident.id if wanted.is_open else Incident.id.desc())  # UUIDv7: in the order of their opening
        .limit(limit)
    )
    if beyond is not None:
        statement = statement.where(Incident.id > beyond if wanted.is_open else Incident.id < beyond)
    return [(incident, instance) for incident, instance in session.execute(statement)]


def incident_groups(session: Session, actor: Actor, *, limit: int = 50) -> Sequence[IncidentGroup]:
    """The open incidents the actor may see by kind and element, the most frequent first."""
    count = func.count()
    statement = (
        select(
            Incident.kind,
            ProcessInstance.process_id,
            Incident.element_id,
            ProcessInstance.bundle_version_id,
            count,
        )
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .where(_wanted(session, actor, IncidentFilter()))
        .group_by(Incident.kind, ProcessInstance.process_id, Incident.element_id, ProcessInstance.bundle_version_id)
        .order_by(count.desc(), Incident.kind, Incident.element_id)
        .limit(limit)
    )
    return [IncidentGroup(*row) for row in session.execute(statement)]


def find_visible_incident(session: Session, actor: Actor, incident_id: UUID) -> tuple[Incident, ProcessInstance]:
    """The incident with its case if the actor may see the case, else `NotFound`."""
    statement = (
        select(Incident, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .where(Incident.id == incident_id, visible_to(session, actor, ProcessInstance.org_unit_id))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound(say("There is no such incident."))
    return found.Incident, found.ProcessInstance


def _wanted(session: Session, actor: Actor, wanted: IncidentFilter) -> ColumnElement[bool]:
    conditions = [
        Incident.resolved_at.is_(None) if wanted.is_open else Incident.resolved_at.is_not(None),
        visible_to(session, actor, ProcessInstance.org_unit_id),
    ]
    given = (
        (Incident.kind, wanted.kind),
        (ProcessInstance.process_id, wanted.process_id),
        (Incident.element_id, wanted.element_id),
    )
    return and_(*conditions, *(column == value for column, value in given if value))
