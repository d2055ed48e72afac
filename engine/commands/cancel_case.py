"""A case is ended by hand; its cancel hook leaves no business record without state and owner."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock, spiff
from engine.actors import Actor
from engine.advance import load_run
from engine.advance.announcing import announce_events
from engine.allowed.cases import may_cancel
from engine.commands.going_back import holders_of_open
from engine.commands.noting import actor_name, case_name, checked_text, tell_others
from engine.errors import say
from engine.history.operations import EventDraft, append_events, stop_collecting
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.instances.operations import require_instance, resolve_incidents, unsubscribe
from engine.outbox.kinds import MessageKind
from engine.service_tasks import ServiceCall, find_service_task
from engine.tasks.operations import cancel_tasks
from engine.tasks.queries import open_tasks_of
from engine.timers.operations import disarm
from engine.visibility import require_sight

CANCEL_HOOK = "cancelHook"


def cancel_case(session: Session, actor: Actor, instance_id: UUID, reason: str) -> ProcessInstance:
    """End an active case for a reason; its process's cancel hook runs in the same transaction. The initiator and those
    who sat at its tasks are told.

    Refused: `NotAllowed` without the permission, `NotFound`, `AlreadyDone` where it has ended, `Invalid` reason.
    """
    reason = checked_text("reason", reason, demanded=say("Please say why the case is cancelled."))
    instance = require_instance(session, instance_id)
    may_cancel(session, actor, instance)
    require_sight(session, actor, instance_id)
    run = load_run(session, actor, instance)
    stop_collecting(session, instance_id)  # nothing is run on: what the hook records is appended by itself
    waiting = spiff.waiting(run.engine_instance)
    task_ids = {*(t.task_id for t in waiting.user_tasks), *(t.id for t in open_tasks_of(session, [instance_id]))}
    losing = holders_of_open(session, list(task_ids))
    cancel_tasks(session, task_ids)
    disarm(session, instance_id, [*(timer.task_id for timer in waiting.timers), *task_ids])
    unsubscribe(session, instance_id, [*(m.task_id for m in waiting.messages), *(s.task_id for s in waiting.signals)])
    resolve_incidents(session, actor, instance_id)
    instance.status, instance.ended_at = InstanceStatus.CANCELLED, clock.now()
    instance.revision += 1
    cancelled = EventDraft("case_cancelled", actor, version=instance.version, data={"reason": reason})
    append_events(session, instance_id, [cancelled])
    announce_events(session, instance, [cancelled])
    hook = run.definition.process(instance.process_id).properties.get(CANCEL_HOOK)
    if hook:
        arguments = {**spiff.variables(run.engine_instance), "reason": reason}
        call = ServiceCall(instance_id, instance_id, instance.process_id, arguments, {})
        find_service_task(hook).run(session, actor, call)
    sentence = say(
        "%(name)s has cancelled %(case)s: %(reason)s",
        name=actor_name(session, actor),
        case=case_name(instance),
        reason=reason,
    )
    others = [person for person in losing if person != instance.initiator_id]  # who has been told as such
    tell_others(session, actor, others, sentence, f"/cases/{instance_id}", kind=MessageKind.CASE_ENDED)
    return instance
