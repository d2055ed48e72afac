"""Somebody's advice is asked about a task (委派); the last word stays with whoever asks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.tasks import may_answer_delegation, may_delegate, may_recall_delegation, require_newcomer
from engine.commands.noting import actor_name, case_name, checked_text, task_event, task_name, tell_others
from engine.commands.opening import LockedTask, lock_task
from engine.errors import Invalid, Problem, Sentence, say
from engine.history.operations import append_events
from engine.outbox.kinds import MessageKind
from engine.tasks.handing_on import delegate_seat, end_delegation
from engine.tasks.models import Seat
from engine.tasks.operations import take_seat
from engine.tasks.outcome import Decision

OPINIONS = (Decision.APPROVE, Decision.REJECT)


def delegate_task(session: Session, actor: Actor, task_id: UUID, to_person_id: UUID, *, reason: str = "") -> None:
    """Ask a person for advice on the actor's seat: it stands in both inboxes until they answer or the actor takes it
    back or decides. A pool's seat is taken by it.

    Refused: `AlreadyDone`, `Conflict` while somebody is asked already, `NotAllowed`; `Invalid` as for handing over.
    """
    reason = checked_text("reason", reason)
    at = lock_task(session, task_id)
    sitting = may_delegate(session, actor, at)
    seat, actor = sitting.seat, sitting.actor
    require_newcomer(session, at, to_person_id)
    keep_for(session, actor, seat)
    delegate_seat(session, seat, to_person_id)
    event = task_event("task_delegated", actor, at, seat, to=to_person_id, reason=reason)
    append_events(session, at.instance.id, [event])
    sentence = say(
        "%(name)s asks for your advice on “%(task)s” of %(case)s.",
        name=actor_name(session, actor),
        task=task_name(at),
        case=case_name(at.instance),
    )
    tell_others(session, actor, [to_person_id], sentence, f"/tasks/{task_id}", kind=MessageKind.DELEGATED)


def answer_delegation(session: Session, actor: Actor, task_id: UUID, *, opinion: str | None, comment: str) -> None:
    """Give the advice that was asked for: an `opinion` (approve, reject or None) and a `comment`, one of them at least.
    The seat is its holder's alone again.

    Refused: `AlreadyDone`, `NotAllowed` where nobody asks the actor, `Invalid`.
    """
    if opinion is not None and opinion not in OPINIONS:
        raise Invalid([Problem("opinion", say("Choose one of the opinions offered."))])
    needs_words = say("Please say what you advise.") if opinion is None else None
    comment = checked_text("comment", comment, demanded=needs_words)
    at = lock_task(session, task_id)
    sitting = may_answer_delegation(session, actor, at)
    seat, actor = sitting.seat, sitting.actor
    end_delegation(session, seat)
    holder = seat.person_id or seat.taken_by
    data = {"opinion": opinion, "comment": comment, "for": holder}
    append_events(session, at.instance.id, [task_event("delegation_answered", actor, at, seat, **data)])
    sentence = say(
        "%(name)s has advised on “%(task)s” of %(case)s: it is yours to decide.",
        name=actor_name(session, actor),
        task=task_name(at),
        case=case_name(at.instance),
    )
    tell_others(session, actor, [holder], sentence, f"/tasks/{task_id}", kind=MessageKind.ADVISED)


def recall_delegation(session: Session, actor: Actor, task_id: UUID) -> None:
    """Ask no longer: the holder takes the seat back from whom they asked.

    Refused: `AlreadyDone` where they have answered, `NotAllowed` for others than the holder.
    """
    at = lock_task(session, task_id)
    sitting = may_recall_delegation(session, actor, at)
    seat, actor = sitting.seat, sitting.actor
    asked = seat.delegated_to
    end_delegation(session, seat)
    append_events(session, at.instance.id, [task_event("delegation_recalled", actor, at, seat, to=asked)])
    tell_others(session, actor, [asked], _recalled(session, actor, at), _case_page(at), kind=MessageKind.ADVISED)


def keep_for(session: Session, actor: Actor, seat: Seat) -> None:
    """A pool's seat that comes back to somebody is theirs from now on."""
    holder_id = actor.on_behalf_of or actor.person_id
    if seat.person_id is None and seat.taken_by is None and holder_id is not None:
        take_seat(session, holder_id, seat)


def _recalled(session: Session, actor: Actor, at: LockedTask) -> Sentence:
    return say(
        "%(name)s needs your advice on “%(task)s” of %(case)s no longer.",
        name=actor_name(session, actor),
        task=task_name(at),
        case=case_name(at.instance),
    )


def _case_page(at: LockedTask) -> str:
    return f"/cases/{at.instance.id}"
