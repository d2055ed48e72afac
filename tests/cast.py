"""The standing cast: who is who in tests of the engine, and small diagrams published for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.calendars.seed import seed_chinese_calendar
from engine.db import Database
from engine.definitions.bundles import Bundle
from engine.history.models import Event
from engine.inbox import inbox
from engine.instances.models import Incident, ProcessInstance
from engine.people.operations import add_legal_entity, add_org_unit, add_person, add_role, grant_role
from engine.people.permissions import Permission
from engine.tasks.models import Task, TaskStatus
from tests.bpmn import Diagram

T = TypeVar("T")

ROLES: dict[str, tuple[str, ...]] = {
    "employee": (),
    "approver": (),
    "asset_manager": (),
    "finance_accountant": (),
    "process_owner": (Permission.PUBLISH, Permission.CANCEL_CASES, Permission.RESOLVE_INCIDENTS, Permission.VIEW_ALL),
    "admin": (
        Permission.EDIT_PEOPLE,
        Permission.EDIT_CALENDARS,
        Permission.EDIT_TIMERS,
        Permission.EDIT_CHANNELS,
        Permission.VERIFY_HISTORY,
    ),
}


@dataclass
class Cast:
    """People by what they are to the case; `stranger` works in another company."""

    db: Database
    unit_id: UUID
    entity_id: UUID
    requester: Actor
    approver: Actor
    second_approver: Actor
    asset_manager: Actor
    finance: Actor
    process_owner: Actor
    admin: Actor
    head: Actor
    stranger: Actor
    ids: dict[str, UUID] = field(default_factory=dict)

    def act(self, act: Callable[[Session], T]) -> T:
        """Carry out an act as an edge does."""
        return commands.perform(self.db, act)

    def publish(self, diagram: Diagram | bytes, *, key: str = "test", files: Mapping[str, bytes] | None = None) -> None:
        """Publish a diagram with further files as a bundle."""
        xml = diagram if isinstance(diagram, bytes) else diagram.xml()
        bundle = Bundle(key, {"process.bpmn": xml, **(files or {})})
        self.act(lambda session: commands.deploy_bundle(session, self.process_owner, bundle))

    def start(self, process_id: str = "p", actor: Actor | None = None, **variables: Any) -> UUID:
        """Start a case of the requester's unit; gives its id."""
        return self.act(
            lambda session: commands.start_process(
                session,
                actor or self.requester,
                process_id,
                variables,
                org_unit_id=self.unit_id,
                legal_entity_id=self.entity_id,
                title="a case",
            )
        ).id

    def complete(self, actor: Actor, task_id: UUID, decision: str | None = None, **options: Any) -> ProcessInstance:
        return self.act(lambda session: commands.complete_task(session, actor, task_id, decision=decision, **options))

    def task(self, instance_id: UUID, element_id: str) -> UUID:
        """The id of the one open task of this element."""
        with self.db.reading() as session:
            return session.scalars(
                select(Task.id).where(
                    Task.instance_id == instance_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN
                )
            ).one()

    def waiting(self, actor: Actor) -> list[str]:
        """The element ids in an actor's inbox."""
        with self.db.reading() as session:
            return [item.element_id for item in inbox(session, actor).items]

    def instance(self, instance_id: UUID) -> ProcessInstance:
        with self.db.reading() as session:
            return session.get_one(ProcessInstance, instance_id)

    def events(self, instance_id: UUID) -> list[str]:
        """`kind` or `kind element` of every event, in order."""
        with self.db.reading() as session:
            rows = session.scalars(select(Event).where(Event.chain_id == instance_id).order_by(Event.number))
            return [" ".join(filter(None, (event.kind, event.element_id))) for event in rows]

    def incidents(self, instance_id: UUID) -> list[Incident]:
        with self.db.reading() as session:
            return list(session.scalars(select(Incident).where(Incident.instance_id == instance_id)))


def assemble(db: Database) -> Cast:
    """Put the cast into an empty database."""
    with db.transaction() as session:
        seed_chinese_calendar(session)
        for code, permissions in ROLES.items():
            add_role(session, code, code, name_en=code, permissions=permissions)
        entity = add_legal_entity(session, "E1", "启明")
        company = add_org_unit(session, entity, "HQ", "总部")
        unit = add_org_unit(session, entity, "OPS", "运维部", parent=company)
        other_entity = add_legal_entity(session, "E2", "远方")
        other = add_org_unit(session, other_entity, "FAR", "远方公司")
        ids: dict[str, UUID] = {}
        for login, role, home in (
            ("head", "employee", unit),
            ("requester", "employee", unit),
            ("approver", "approver", company),
            ("second_approver", "approver", company),
            ("asset_manager", "asset_manager", company),
            ("finance", "finance_accountant", company),
            ("process_owner", "process_owner", None),
            ("admin", "admin", None),
            ("stranger", "approver", other),
        ):
            person = add_person(session, login, login, home or company, email=f"{login}@demo.example", language="en")
            grant_role(session, person.id, role, org_unit_id=home.id if home else None)
            ids[login] = person.id
        company.head_id = ids["head"]
        unit.head_id = ids["head"]
        actors = {login: Actor(person_id) for login, person_id in ids.items()}
        return Cast(db, unit.id, entity.id, ids=ids, **actors)
