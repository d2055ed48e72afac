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
from engine.people.models import OrgUnit
from engine.people.queries import holders, managers_up, people_by_id
from engine.service_tasks import ServiceCall, service_task
from engine.tasks.assignment import FALLBACK_ROLE
from engine.tasks.models import Seat, SeatStatus, Task
from engine.tasks.queries import seats_of


@service_task("task.escalate")
def escalate_task(session: Session, actor: Actor, call: ServiceCall) -> None:
    """Tell whoever stands above the task `task_id` that its time limit has passed; the process owners where nobody
    does."""
    task = session.get_one(Task, UUID(call.arguments["task_id"]))
    instance = session.get_one(ProcessInstance, call.instance_id)
    seats = [seat for seat in seats_of(session, [task.id]) if seat.status == SeatStatus.OPEN]
    above = list(dict.fromkeys(person for seat in seats for person in _above(session, seat)))
    people = people_by_id(session, above)
    superiors = [person_id for person_id in above if people[person_id].is_active]
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
    """Whom to tell of one seat: the manager of who sits there; of an untaken pool the head of its unit, and where the
    unit has none, the managers of those in the pool."""
    person_id = seat.person_id or seat.taken_by
    if person_id is not None:
        return [manager.id for manager in managers_up(session, person_id, 1)]
    return [superior for pool in seat.pools for superior in _responsible(session, pool)]


def _responsible(session: Session, pool: str) -> list[UUID]:
    role, _, unit = pool.partition("@")
    if not unit:
        return []
    unit_id = None if unit == "*" else UUID(unit)
    head_id = session.get_one(OrgUnit, unit_id).head_id if unit_id else None
    if head_id is not None:
        return [head_id]
    return [person.manager_id for person in holders(session, role, unit_id) if person.manager_id]


def _case(instance: ProcessInstance) -> str:
    return " ".join(filter(None, (instance.business_key, instance.title)))
