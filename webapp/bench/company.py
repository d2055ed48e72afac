"""Who works in the company that is measured: one person who may do everything the bench process asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from uuid import UUID

from sqlalchemy.orm import Session

import workflows.service_tasks  # noqa: F401 - registers what the diagrams call
from engine.actors import Actor
from engine.calendars.seed import seed_chinese_calendar
from engine.commands import deploy_bundle, perform, start_process
from engine.db import Database
from engine.definitions.bundles import Bundle, read_folder
from engine.instances.models import ProcessInstance
from engine.people.credentials import hash_password
from engine.people.operations import add_legal_entity, add_org_unit, add_person, add_role, grant_role
from engine.people.permissions import Permission

LOGIN = "bench"
PASSWORD = "measured, never guessed"  # noqa: S105 - of a database that lives for the length of one measurement
ROLES = ("employee", "dept_head", "process_owner")


@dataclass(frozen=True)
class Company:
    """Ids of the people and places of the measured company."""

    actor: Actor
    unit_id: UUID
    entity_id: UUID


def found(database: Database) -> Company:
    """Put a small company into an empty database and publish what is measured."""
    company = perform(database, _people)
    perform(database, lambda session: deploy_bundle(session, company.actor, _shipped_bundle()))
    for name in ("returning", "timed"):
        perform(database, partial(_deploy, company=company, name=name))
    return company


def start(session: Session, company: Company, process_id: str) -> ProcessInstance:
    """One case of this process."""
    return start_process(
        session, company.actor, process_id, {}, org_unit_id=company.unit_id, legal_entity_id=company.entity_id
    )


def _people(session: Session) -> Company:
    seed_chinese_calendar(session)
    entity = add_legal_entity(session, "B1", "Bench")
    head_office = add_org_unit(session, entity, "B1-HQ", "Head office")
    unit = add_org_unit(session, entity, "B1-OPS", "Operations", parent=head_office)
    person = add_person(session, LOGIN, "Bench", unit, language="en")
    person.password_hash = hash_password(PASSWORD)
    for role in ROLES:
        add_role(session, role, role, permissions=(Permission.PUBLISH,) if role == "process_owner" else ())
        grant_role(session, person.id, role, org_unit_id=head_office.id)
    return Company(Actor(person.id), unit.id, entity.id)


def _shipped_bundle() -> Bundle:
    with as_file(files("bpmn") / "bench") as folder:
        return read_folder(folder)


def _deploy(session: Session, company: Company, name: str) -> None:
    deploy_bundle(session, company.actor, _own_bundle(name))


def _own_bundle(name: str) -> Bundle:
    diagram = (files("webapp.bench") / f"{name}.bpmn").read_bytes()
    return Bundle(f"bench-{name}", {f"{name}.bpmn": diagram})
