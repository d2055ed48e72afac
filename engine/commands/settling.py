"""What becomes of a task once its seats have changed: how every command on seats ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock, spiff
from engine.actors import Actor
from engine.advance import Run, load_run, write_down
from engine.advance.announcing import announce_seats
from engine.advance.ladders import close_ladders, open_ladders
from engine.commands.opening import LockedTask
from engine.errors import Invalid
from engine.forms import validate
from engine.history.operations import EventDraft, append_events, stop_collecting
from engine.history.queries import latest_event
from engine.tasks.entries import bring_into_step
from engine.tasks.operations import complete_task_row
from engine.tasks.passing import Turn, next_turn, passed_events
from engine.tasks.rules import barred_people
from engine.tasks.signing import read_signing
from engine.tasks.votes import votes_data, votes_in_feel


@dataclass(frozen=True)
class Vote:
    """A vote that is being cast: the typed answers and the comment that came with it, and what its event says."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def settle(
    session: Session,
    actor: Actor,
    locked: LockedTask,
    *,
    events: Iterable[EventDraft] = (),
    vote: Vote | None = None,
    run: Run | None = None,
) -> bool:
    """Bring a task in step with its seats, which the caller has changed: open those whose turn it is, pass those that
    need not be asked, start and stop clocks; complete the task and run the case on where it is decided. True where it
    is.

    `events` are those of the act, `vote` is the one that was cast; `run` is the case where it has been loaded already.
    A vote that does not decide neither loads nor saves the state.
    """
    turn = _next_turn(session, locked)
    task, version = locked.task, locked.instance.version
    acts = [*events, *passed_events(actor.channel, version, task.element_id, turn.passed)]
    if turn.outcome is None:
        _bring_into_step(session, locked)
        voted = [_vote_event("task_voted", actor, locked, vote)] if vote else []
        append_events(session, locked.instance.id, [*voted, *acts])
        stop_collecting(session, locked.instance.id)  # the case has been loaded for its form, nothing has run
        return False
    run = run or load_run(session, actor, locked.instance)
    decision, cast = turn.outcome.decision, vote or _last_vote(run, locked)
    complete_task_row(session, task, locked.seats, decision=decision, answers=cast.answers)
    outcome = {"decision": decision, "comment": cast.comment, "votes": votes_in_feel(locked.seats)}
    spiff.complete(run.engine_instance, task.id, {**cast.answers, **outcome}, stop=run.stops_before)
    completed = _vote_event("task_completed", actor, locked, cast, decision=decision, votes=votes_data(locked.seats))
    write_down(run, [*acts, completed], decided=task.id)
    return True


def _next_turn(session: Session, locked: LockedTask) -> Turn:
    properties, instance = locked.description.properties, locked.instance

    def barred() -> Set[UUID]:
        return barred_people(session, instance.id, initiator_id=instance.initiator_id, properties=properties)

    return next_turn(session, instance.id, read_signing(properties), locked.seats, barred)


def _last_vote(run: Run, locked: LockedTask) -> Vote:
    """Where no vote decides but that somebody need not vote any more, the answers of the last one count."""
    task, form_id = locked.task, locked.description.form_id
    voted = latest_event(run.session, run.instance.id, "task_voted", task.element_id)
    if form_id is None or voted is None or voted.data["task"] != str(task.id):
        return Vote()
    try:
        form = locked.definition.form(form_id)
        return Vote(validate(form, voted.data["answers"], run.context_of(task.id)), voted.data["comment"])
    except Invalid:
        return Vote()


def _bring_into_step(session: Session, locked: LockedTask) -> None:
    opened, closed = bring_into_step(session, locked.task.id, locked.seats)
    if closed:
        close_ladders(session, closed)
    if opened:
        open_ladders(session, locked.task.id, opened, opened_at=clock.now())
        seats = [seat for seat in locked.seats if seat.id in opened]
        announce_seats(session, locked.instance, locked.task.bundle_version_id, locked.task.element_id, seats)


def _vote_event(kind: str, actor: Actor, locked: LockedTask, vote: Vote, **outcome: Any) -> EventDraft:
    return EventDraft(
        kind,
        actor,
        element_id=locked.task.element_id,
        version=locked.instance.version,
        at=clock.now(),
        data={"task": locked.task.id, **vote.data, "answers": dict(vote.answers), **outcome},
    )
