"""The service task `task.escalate`: nobody acted in time, so whoever stands above is told."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.queries import load_definition
from engine.errors import say
from engine.history.operations import EventDraft, record_event
from engine.instances.models import ProcessInstance
from engine.outbox.operations import tell
from engine.people.models import OrgUnit, Person
from engine.people.queries import holders, managers_up
from engine.service_tasks import ServiceCall, service_task
from engine.tasks.assignment import FALLBACK_ROLE
from engine.tasks.models import Seat, SeatStatus, Task
from engine.tasks.queries import seats_of


@service_task("task.escalate")
def escalate_task(session: Session, actor: Actor, call: ServiceCall) -> None:
    """Tell the manager of whoever sits at the task `task_id`; for an untaken pool the head of the pool's unit; where
    there is neither, the process owners."""
    task = session.get_one(Task, UUID(call.arguments["task_id"]))
    instance = session.get_one(ProcessInstance, call.instance_id)
    seats = [seat for seat in seats_of(session, [task.id]) if seat.status == SeatStatus.OPEN]
    superiors = list(dict.fromkeys(person for seat in seats for person in _above(session, seat)))
    if not superiors:
        superiors = [person.id for person in holders(session, FALLBACK_ROLE, None)]
    name = load_definition(session, task.bundle_version_id).wording(task.element_id)
    sentence = say("Overdue: “%(task)s” of %(case)s has passed its time limit.", task=name, case=_case(instance))
    tell(session, superiors, sentence, f"/tasks/{task.id}")
    draft = EventDraft(
        "task_escalated",
        actor,
        element_id=task.element_id,
        version=instance.version,
        data={"task": task.id, "to": superiors},
    )
    record_event(session, instance.id, draft)


def _above(session: Session, seat: Seat) -> list[UUID]:
    person_id = seat.person_id or seat.taken_by
    if person_id is not None:
        return [manager.id for manager in managers_up(session, person_id, 1)]
    found = []
    for pool in seat.pools:
        role, _, unit = pool.partition("@")
        if unit and unit != "*":
            head_id = session.get_one(OrgUnit, UUID(unit)).head_id
            found += [head_id] if head_id else []
        elif unit == "*":
            found += [manager for person in holders(session, role, None) for manager in _manager(person)]
    return found


def _manager(person: Person) -> list[UUID]:
    return [person.manager_id] if person.manager_id else []


def _case(instance: ProcessInstance) -> str:
    return " ".join(filter(None, (instance.business_key, instance.title)))
