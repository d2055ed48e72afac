"""A person decides a task, or casts their vote in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.advance import Run, load_run
from engine.commands.opening import LockedTask, lock_task
from engine.commands.settling import Vote, settle
from engine.errors import Invalid, Problem, say
from engine.files.operations import attach_files
from engine.forms import file_ids, validate
from engine.instances.models import ProcessInstance
from engine.tasks.models import Seat
from engine.tasks.operations import decide_seat
from engine.tasks.rules import require_decision, require_segregation, sitting_of

MAX_COMMENT = 4000


def complete_task(
    session: Session,
    actor: Actor,
    task_id: UUID,
    *,
    decision: str | None = None,
    answers: Mapping[str, Any] | None = None,
    comment: str = "",
    revision: int | None = None,
    touched_seconds: int | None = None,
    zone: tzinfo = UTC,
) -> ProcessInstance:
    """Decide the actor's seat in a task with `decision` (one of those the task offers, None where it offers none), the
    form's `answers` as submitted, and a comment; where that decides the task (`signMode`), run the case on until it
    waits again.

    `revision` is that of the task as the decider saw it; `touched_seconds` how long they had it before them;
    `zone` is the one in which dates and times were typed.
    Refused: `AlreadyDone`, `Conflict`, `NotAllowed` (not for this actor; segregation of duties), `Invalid` with a
    problem per field.
    """
    locked = lock_task(session, task_id, revision=revision)
    sitting = sitting_of(session, actor, locked.task, locked.seats)
    seat, actor = sitting.seat, sitting.actor
    properties = locked.description.properties
    require_segregation(session, actor, locked.task, initiator_id=locked.instance.initiator_id, properties=properties)
    require_decision(decision, comment, properties)
    if len(comment) > MAX_COMMENT:
        raise Invalid([Problem("comment", say("The comment is longer than %(limit)s characters.", limit=MAX_COMMENT))])
    run = load_run(session, actor, locked.instance) if locked.description.form_id is not None else None
    typed = _validated(run, locked, answers or {}, zone) if run is not None else {}
    decide_seat(session, actor, seat, decision=decision, comment=comment)
    vote = Vote(typed, comment, _vote_data(seat, touched_seconds))
    settle(session, actor, locked, vote=vote, run=run)
    return locked.instance


def _validated(run: Run, locked: LockedTask, answers: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """The typed answers; files among them now belong to the case."""
    assert locked.description.form_id is not None
    form = locked.definition.form(locked.description.form_id)
    typed = validate(form, answers, run.context_of(locked.task.id), zone=zone)
    attach_files(run.session, run.actor, file_ids(form, typed))
    return typed


def waited_seconds(seat: Seat, now: datetime) -> int:
    """How long the seat has been open; never less than nothing, for a clock may be set back."""
    return max(0, int((now - (seat.opened_at or now)).total_seconds()))


def _vote_data(seat: Seat, touched_seconds: int | None) -> dict[str, Any]:
    return {
        "seat": seat.id,
        "decision": seat.decision,
        "comment": seat.comment,
        "waited_seconds": waited_seconds(seat, clock.now()),
        "touched_seconds": touched_seconds,
    }
