"""A further person is asked to sign (加签), before, after or beside whoever asks; or is not asked after all (减签)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.tasks import may_add_signer, may_remove_signer, require_newcomer
from engine.commands.delegate_task import keep_for
from engine.commands.noting import actor_name, case_name, checked_text, task_event, task_name, tell_others
from engine.commands.opening import lock_task
from engine.commands.settling import settle
from engine.errors import AlreadyDone, NotAllowed, NotFound, say
from engine.outbox.kinds import MessageKind
from engine.tasks.handing_on import drop_seat, seat_beside
from engine.tasks.models import AddedHow, SeatStatus
from engine.tasks.turns import UNDECIDED
from engine.visibility import require_sight


def add_signer(
    session: Session, actor: Actor, task_id: UUID, person_id: UUID, how: AddedHow, *, reason: str = ""
) -> None:
    """Ask a person to sign a task as well: before the actor, who decides once they have approved; after the actor; or
    beside, at once. All added signers must approve; beside in a vote by ratio they join it with weight 1. A pool's
    seat is taken by it.

    Refused: `AlreadyDone`, `Conflict` while somebody is asked for advice, `NotAllowed` (also where nothing is approved
    at the task); `Invalid` on `person` as for handing over, on `reason`.
    """
    reason = checked_text("reason", reason)
    at = lock_task(session, task_id)
    sitting = may_add_signer(session, actor, at)
    anchor, actor = sitting.seat, sitting.actor
    require_newcomer(session, at, person_id)
    keep_for(session, actor, anchor)
    assert actor.person_id is not None
    seat = seat_beside(session, at.task, at.seats, anchor, person_id, how, added_by=actor.person_id)
    data = {"person": person_id, "how": how.value, "to": anchor.id, "reason": reason}
    settle(session, actor, at, events=[task_event("signer_added", actor, at, seat, **data)])


def remove_signer(session: Session, actor: Actor, task_id: UUID, seat_id: UUID, *, reason: str = "") -> None:
    """Ask an added signer no longer, by whom they were added by or by a process owner. Where theirs was the last word
    missing, the task is decided by it.

    Refused: `NotFound` seat, `AlreadyDone` where they have decided or the task is closed, `NotAllowed` for others and
    for seats that were not added, `Invalid` on `reason`.
    """
    reason = checked_text("reason", reason)
    at = lock_task(session, task_id)
    require_sight(session, actor, at.instance.id)
    seat = next((each for each in at.seats if each.id == seat_id), None)
    if seat is None:
        raise NotFound(say("There is no such seat at this task."))
    if seat.added_by is None:
        raise NotAllowed(say("Only signers who were added can be removed."))
    if seat.status not in UNDECIDED:
        raise AlreadyDone(say("This signer has decided already, or is asked no longer."))
    if seat not in may_remove_signer(session, actor, at):
        raise NotAllowed(say("A signer is removed by whom they were added by, or by the process owner."))
    adviser_id, was_asked = seat.delegated_to, seat.status == SeatStatus.OPEN
    drop_seat(at.seats, seat)
    removed = task_event("signer_removed", actor, at, seat, person=seat.person_id, reason=reason)
    settle(session, actor, at, events=[removed])
    sentence = say(
        "%(name)s needs your signature on “%(task)s” of %(case)s no longer.",
        name=actor_name(session, actor),
        task=task_name(at),
        case=case_name(at.instance),
    )
    concerned = [seat.person_id, adviser_id] if was_asked else []
    tell_others(session, actor, concerned, sentence, f"/cases/{at.instance.id}", kind=MessageKind.SIGNER_ADDED)
