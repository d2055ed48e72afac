"""Monitoring sources are set up, switched off and on, and given new secrets; each act is an event."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import find_person_by_login, require_permission
from engine.types import new_id
from workflows.monitoring.models import MonitoringSource

LONGEST_NAME = 100


def add_source(session: Session, actor: Actor, name: str, login: str) -> MonitoringSource:
    """A monitoring system whose alarms are raised in the name of the person with this sign-in name, about the assets
    of that person's company.

    Refused: `NotAllowed` without the permission; a name that is empty or taken, nobody of this sign-in name.
    """
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    name = name.strip()
    problems = []
    if not 1 <= len(name) <= LONGEST_NAME or "\0" in name:
        problems.append(Problem("name", say("A name has 1 to %(limit)s characters.", limit=LONGEST_NAME)))
    elif session.scalars(select(MonitoringSource.id).where(MonitoringSource.name == name)).first() is not None:
        problems.append(Problem("name", say("There is a source of this name already.")))
    person = _person(session, login)
    if person is None:
        problems.append(_nobody(login))
    if problems or person is None:
        raise Invalid(problems)
    source = MonitoringSource(
        id=new_id(),
        name=name,
        legal_entity_id=session.get_one(OrgUnit, person.org_unit_id).legal_entity_id,
        person_id=person.id,
        created_by=actor.person_id,
        created_at=clock.now(),
    )
    session.add(source)
    _record(session, actor, source, "monitoring_source_added")
    return source


def switch_source(session: Session, actor: Actor, source_id: UUID, *, is_active: bool) -> MonitoringSource:
    """Take no alarm of this source any more, or take them again."""
    source = _own(session, actor, source_id)
    if source.is_active != is_active:
        source.is_active = is_active
        _record(session, actor, source, "monitoring_source_on" if is_active else "monitoring_source_off")
    return source


def renew_source_secret(session: Session, actor: Actor, source_id: UUID) -> MonitoringSource:
    """The source signs with a new secret from now on; the old one is worth nothing at once."""
    source = _own(session, actor, source_id)
    source.secret_number += 1
    _record(session, actor, source, "monitoring_source_secret_renewed")
    return source


def change_answering(session: Session, actor: Actor, source_id: UUID, login: str) -> MonitoringSource:
    """Somebody else of the same company answers for the alarms of this source from now on."""
    source = _own(session, actor, source_id)
    person = _person(session, login)
    if person is None:
        raise Invalid([_nobody(login)])
    if session.get_one(OrgUnit, person.org_unit_id).legal_entity_id != source.legal_entity_id:
        raise Conflict(say("This person belongs to another company than the source."))
    source.person_id = person.id
    _record(session, actor, source, "monitoring_source_reassigned")
    return source


def find_source(session: Session, source_id: UUID) -> MonitoringSource:
    """The source, or `NotFound`."""
    source = session.get(MonitoringSource, source_id)
    if source is None:
        raise NotFound(say("There is no such monitoring source."))
    return source


def _own(session: Session, actor: Actor, source_id: UUID) -> MonitoringSource:
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    return find_source(session, source_id)


def _person(session: Session, login: str) -> Person | None:
    person = find_person_by_login(session, login.strip())
    return person if person is not None and person.is_active else None


def _nobody(login: str) -> Problem:
    return Problem("login", say("Nobody here has the sign-in name “%(login)s”.", login=login.strip()[:80]))


def _record(session: Session, actor: Actor, source: MonitoringSource, kind: str) -> None:
    data = {"name": source.name, "person": source.person_id, "legal_entity": source.legal_entity_id}
    record_master_event(session, actor, source.id, "monitoring_source", kind, data)
