"""What the pages about incidents show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import case_variables
from engine.commands.retry_incidents import RetryResult
from engine.definitions.queries import load_definition
from engine.errors import Sentence
from engine.instances.incidents import (
    SETTLED_BY_HAND,
    IncidentFilter,
    IncidentGroup,
    find_visible_incident,
    incident_groups,
    incidents,
)
from engine.instances.models import Incident, InstanceStatus, ProcessInstance
from engine.people.models import Person
from engine.people.queries import people_by_id
from webapp.i18n import element_name, process_name
from webapp.incidents.words import KindWords, words_of

PAGE = 50


@dataclass(frozen=True)
class IncidentRow:
    """An incident as a list shows it."""

    incident: Incident
    case: ProcessInstance
    element: str
    process: str
    sentence: Sentence
    words: KindWords


@dataclass(frozen=True)
class GroupRow:
    """Open incidents with one kind, process and element, to choose from."""

    group: IncidentGroup
    element: str
    process: str
    words: KindWords


@dataclass(frozen=True)
class IncidentPage:
    """One incident, with the variables of its case where the reader may change them."""

    row: IncidentRow
    settled_by: Person | None
    is_active: bool
    may_settle: bool
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class ResultRow:
    """What came of one incident that was tried again among many."""

    row: IncidentRow
    outcome: str
    reason: Sentence | None


def incident_list(
    session: Session, actor: Actor, wanted: IncidentFilter, *, beyond: UUID | None
) -> tuple[list[IncidentRow], UUID | None]:
    """A page of incidents, and the id beyond which the next one begins."""
    found = incidents(session, actor, wanted, beyond=beyond, limit=PAGE + 1)
    last = found[PAGE - 1][0].id if len(found) > PAGE else None
    return [_row(session, *each) for each in found[:PAGE]], last


def group_list(session: Session, actor: Actor) -> list[GroupRow]:
    """The causes that have stopped cases, the most frequent first."""
    return [_group(session, group) for group in incident_groups(session, actor)]


def read_incident(session: Session, actor: Actor, incident_id: UUID, *, with_variables: bool) -> IncidentPage:
    """One incident of a case that the actor may see."""
    incident, case = find_visible_incident(session, actor, incident_id)
    is_active = case.status == InstanceStatus.ACTIVE and incident.is_open
    shows = with_variables and is_active
    return IncidentPage(
        row=_row(session, incident, case),
        settled_by=people_by_id(session, [incident.resolved_by]).get(incident.resolved_by)
        if incident.resolved_by
        else None,
        is_active=is_active,
        may_settle=incident.kind in SETTLED_BY_HAND,
        variables=case_variables(session, actor, case.id) if shows else {},
    )


def result_rows(session: Session, actor: Actor, results: Iterable[RetryResult]) -> list[ResultRow]:
    """What came of the incidents of a job."""
    return [
        ResultRow(_row(session, *find_visible_incident(session, actor, each.incident_id)), each.outcome, each.reason)
        for each in results
    ]


def _row(session: Session, incident: Incident, case: ProcessInstance) -> IncidentRow:
    definition = load_definition(session, case.bundle_version_id)
    return IncidentRow(
        incident,
        case,
        element_name(definition, case.process_id, incident.element_id),
        process_name(definition, case.process_id),
        Sentence.from_data(incident.message),
        words_of(incident.kind),
    )


def _group(session: Session, group: IncidentGroup) -> GroupRow:
    definition = load_definition(session, group.bundle_version_id)
    return GroupRow(
        group,
        element_name(definition, group.process_id, group.element_id),
        process_name(definition, group.process_id),
        words_of(group.kind),
    )
