"""The service task `notify.role`: the holders of a role are told what the diagram's step is called."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.queries import load_definition
from engine.errors import say
from engine.instances.models import ProcessInstance
from engine.outbox.operations import tell
from engine.people.queries import holders, nearest_pool
from engine.service_tasks import ServiceCall, service_task


@service_task("notify.role")
def notify_role(session: Session, actor: Actor, call: ServiceCall) -> None:
    """Tell the holders of the role in header `role`, in the case's unit or the nearest above; nobody there is no error:
    the task that follows will say so."""
    instance = session.get_one(ProcessInstance, call.instance_id)
    role = call.headers.get("role", "")
    pool = nearest_pool(session, role, instance.org_unit_id)
    if pool is None:
        return
    definition = load_definition(session, instance.bundle_version_id)
    sentence = say(
        "%(message)s: %(case)s",
        message=definition.wording(f"{call.element_id}:message", call.element_id),
        case=" ".join(filter(None, (instance.business_key, instance.title))),
    )
    people: list[UUID] = [person.id for person in holders(session, *pool) if person.id != actor.person_id]
    tell(session, people, sentence, f"/cases/{instance.id}")
