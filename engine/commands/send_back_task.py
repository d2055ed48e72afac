"""A case is sent back (退回) to a task of one's choice that it has been through."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.advance import load_run, write_down
from engine.allowed.going_back import read_way, send_back_targets
from engine.allowed.tasks import may_send_back
from engine.commands.going_back import deciders_of, go_back, holders_of_open
from engine.commands.noting import actor_name, case_name, checked_text, task_event, task_name, tell_others
from engine.commands.opening import lock_task
from engine.errors import NotAllowed, NotFound, say
from engine.instances.models import ProcessInstance
from engine.outbox.kinds import MessageKind
from engine.tasks.operations import complete_task_row, decide_seat
from engine.tasks.outcome import Decision
from engine.tasks.queries import open_tasks_of


def send_back_task(
    session: Session,
    actor: Actor,
    task_id: UUID,
    target_element_id: str,
    comment: str,
    *,
    revision: int | None = None,
) -> ProcessInstance:
    """Move the case from an open task to one that it has been through (architecture.md 5): what is open in between is
    cancelled, service tasks passed are undone, answers stay as drafts. One person's act in every sign mode; `comment`
    says why; `revision` as for `complete_task`.

    Refused: `AlreadyDone`, `Conflict`, `NotAllowed` (not for this actor; a target that is not legal, with the reason),
    `NotFound` where the case has not been at the target, `Invalid` on `comment`.
    """
    comment = checked_text("comment", comment, demanded=say("Please say why the case is sent back."))
    at = lock_task(session, task_id, revision=revision)
    sitting = may_send_back(session, actor, at)
    seat, actor = sitting.seat, sitting.actor
    run = load_run(session, actor, at.instance)
    way = read_way(session, run)
    known = next((each for each in send_back_targets(way, task_id) if each.element_id == target_element_id), None)
    target = way.last(target_element_id)
    if known is None or target is None:
        raise NotFound(
            say("The case has been through no task “%(id)s” that it could go back to.", id=target_element_id)
        )
    if known.reason is not None:
        raise NotAllowed(known.reason)
    open_before = [task.id for task in open_tasks_of(session, [at.instance.id])]
    losing = holders_of_open(session, open_before)
    decide_seat(session, actor, seat, decision=Decision.SEND_BACK, comment=comment)
    complete_task_row(session, at.task, at.seats, decision=Decision.SEND_BACK, answers={})
    gone = go_back(session, actor, way, task_id, target, reason=comment)
    data = {
        "target": target_element_id,
        "comment": comment,
        "cancelled": gone.cancelled,
        "taken_back": gone.taken_back,
    }
    write_down(run, [task_event("task_sent_back", actor, at, seat, **data)], decided=task_id)
    sentence = say(
        "%(name)s sent %(case)s back from “%(task)s” to “%(target)s”: %(comment)s",
        name=actor_name(session, actor),
        case=case_name(at.instance),
        task=task_name(at),
        target=known.name,
        comment=comment,
    )
    opened = [task.id for task in open_tasks_of(session, [at.instance.id]) if task.id not in open_before]
    told_of_it = set(holders_of_open(session, opened))  # as somebody a task waits for
    concerned = [*deciders_of(session, target.task.id), *losing, at.instance.initiator_id]
    others = [person for person in concerned if person not in told_of_it]
    tell_others(session, actor, others, sentence, f"/cases/{at.instance.id}", kind=MessageKind.RETURNED)
    return at.instance
