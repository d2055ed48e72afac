"""A case is ended by hand; its cancel hook leaves no business record without state and owner."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock, spiff
from engine.actors import Actor
from engine.advance import load_run
from engine.errors import AlreadyDone, Invalid, Problem, say
from engine.history.operations import EventDraft, append_events
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.instances.operations import require_instance, resolve_incidents, unsubscribe
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.service_tasks import ServiceCall, find_service_task
from engine.tasks.operations import cancel_tasks
from engine.timers.operations import disarm

CANCEL_HOOK = "cancelHook"


def cancel_case(session: Session, actor: Actor, instance_id: UUID, reason: str) -> ProcessInstance:
    """End an active case for a reason; its process's cancel hook runs in the same transaction.

    Refused: `NotAllowed` without the permission, `NotFound`, `AlreadyDone` where it has ended, `Invalid` reason.
    """
    require_permission(session, actor, Permission.CANCEL_CASES)
    if not reason.strip():
        raise Invalid([Problem("reason", say("Please say why the case is cancelled."))])
    instance = require_instance(session, instance_id)
    if instance.status != InstanceStatus.ACTIVE:
        raise AlreadyDone(say("This case has ended already."))
    run = load_run(session, actor, instance)
    waiting = spiff.waiting(run.engine_instance)
    cancel_tasks(session, [task.task_id for task in waiting.user_tasks])
    disarm(session, instance_id, [timer.task_id for timer in waiting.timers])
    unsubscribe(session, instance_id, [*(m.task_id for m in waiting.messages), *(s.task_id for s in waiting.signals)])
    resolve_incidents(session, actor, instance_id)
    instance.status, instance.ended_at = InstanceStatus.CANCELLED, clock.now()
    instance.revision += 1
    cancelled = EventDraft("case_cancelled", actor, version=instance.version, data={"reason": reason})
    append_events(session, instance_id, [cancelled])
    hook = run.definition.process(instance.process_id).properties.get(CANCEL_HOOK)
    if hook:
        arguments = {**spiff.variables(run.engine_instance), "reason": reason}
        call = ServiceCall(instance_id, instance_id, instance.process_id, arguments, {})
        find_service_task(hook).run(session, actor, call)
    return instance
