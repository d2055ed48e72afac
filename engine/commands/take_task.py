"""A person takes a task out of a pool, or puts it back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.allowed.tasks import may_put_back, require_sitting
from engine.commands.opening import LockedTask, lock_task
from engine.history.operations import EventDraft, append_events
from engine.tasks.models import Seat
from engine.tasks.operations import put_back_seat, take_seat


def take_task(session: Session, actor: Actor, task_id: UUID) -> None:
    """Take a pool's task: from now on it stands in this person's inbox alone. Taking it twice changes nothing. Who
    stands in for somebody away takes it for them, so that it is not left with a substitute who may no longer act.

    Refused: `AlreadyDone`, `Conflict` where somebody else has it, `NotAllowed`.
    """
    locked = lock_task(session, task_id)
    sitting = require_sitting(session, actor, locked)
    seat, actor = sitting.seat, sitting.actor
    holder_id = actor.on_behalf_of or actor.person_id
    assert holder_id is not None
    if holder_id in (seat.taken_by, seat.person_id):
        return
    take_seat(session, holder_id, seat)
    _record(session, actor, locked, seat, "task_taken")


def put_back_task(session: Session, actor: Actor, task_id: UUID) -> None:
    """Put a taken task back into its pool. Refused: `NotAllowed` for others, `AlreadyDone` where nobody has it."""
    locked = lock_task(session, task_id)
    sitting = may_put_back(session, actor, locked)
    seat, actor = sitting.seat, sitting.actor
    put_back_seat(session, seat)
    _record(session, actor, locked, seat, "task_put_back")


def _record(session: Session, actor: Actor, locked: LockedTask, seat: Seat, kind: str) -> None:
    draft = EventDraft(
        kind,
        actor,
        element_id=locked.task.element_id,
        version=locked.instance.version,
        data={"task": locked.task.id, "seat": seat.id},
    )
    append_events(session, locked.instance.id, [draft])
