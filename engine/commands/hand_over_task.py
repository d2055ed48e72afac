"""A task is handed over to somebody else for good (转办)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.tasks import may_hand_over, require_newcomer
from engine.commands.noting import actor_name, case_name, checked_text, task_event, task_name, tell_others
from engine.commands.opening import lock_task
from engine.errors import say
from engine.history.operations import append_events
from engine.instances.operations import resolve_incidents
from engine.outbox.kinds import MessageKind
from engine.tasks.handing_on import hand_over_seat


def hand_over_task(session: Session, actor: Actor, task_id: UUID, to_person_id: UUID, *, reason: str = "") -> None:
    """Give the actor's seat, or a pool's that nobody has taken, to a person for good; its time limit goes on.

    Refused: `AlreadyDone`, `Conflict` while somebody is asked for advice, `NotAllowed`; `Invalid` on `person` where
    they have left, are barred from the task (domain.md B1) or have a part in it, on `reason`.
    """
    reason = checked_text("reason", reason)
    at = lock_task(session, task_id)
    sitting = may_hand_over(session, actor, at)
    seat, actor = sitting.seat, sitting.actor
    require_newcomer(session, at, to_person_id)
    held_by = seat.person_id or seat.taken_by
    hand_over_seat(session, seat, to_person_id)
    resolve_incidents(session, actor, at.instance.id, engine_task_ids=[task_id])  # somebody is asked now
    event = task_event("task_handed_over", actor, at, seat, **{"from": held_by, "to": to_person_id, "reason": reason})
    append_events(session, at.instance.id, [event])
    sentence = say(
        "%(name)s handed “%(task)s” of %(case)s over to you.",
        name=actor_name(session, actor),
        task=task_name(at),
        case=case_name(at.instance),
    )
    tell_others(session, actor, [to_person_id], sentence, f"/tasks/{task_id}", kind=MessageKind.HANDED_OVER)
