"""People and roles were put right: a task that could ask nobody gets the seats it should have had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from engine.actors import Actor
from engine.advance import Run, write_down
from engine.advance.seats import plan_task
from engine.commands.opening import lock_task
from engine.commands.settling import settle
from engine.errors import Conflict, say
from engine.history.operations import EventDraft
from engine.tasks.models import Seat, SeatStatus
from engine.tasks.passing import passed_events


def reseat(run: Run, actor: Actor, task_id: UUID, events: Sequence[EventDraft]) -> bool:
    """Look up anew who is to be asked, as the state and the people are now; False where there is still nobody. Whoever
    was rightly asked keeps their seat, and their vote.

    Refused: `AlreadyDone` where the task waits no longer, `Conflict` where somebody has begun to decide it instead of
    those who were missing.
    """
    locked = lock_task(run.session, task_id)
    waiting = next(task for task in run.before.user_tasks if task.task_id == task_id) if run.before else None
    plan = plan_task(run, waiting) if waiting else None
    write_down(run, events)  # variables may have been put right
    if plan is None or plan.problems:
        return False
    new, wrong = _compare(locked.seats, plan.seats)
    _refuse_begun(locked.seats, wrong)
    for seat in wrong:
        seat.status = SeatStatus.NOT_NEEDED
    seats = _in_place_of(locked.seats, wrong, new)
    run.session.add_all(new)
    run.session.flush()  # the inbox entries that name them go past the unit of work
    passed = [(seat, passing) for seat, passing in plan.passed if seat in new]
    noted = passed_events(actor.channel, run.instance.version, locked.task.element_id, passed)
    settle(run.session, actor, replace(locked, seats=[seat for seat in seats if seat not in wrong]), events=noted)
    return True


def _compare(seats: Sequence[Seat], planned: Sequence[Seat]) -> tuple[list[Seat], list[Seat]]:
    """The planned seats that are not there yet, and those there that nobody would plan now. Added signers are beside
    any plan."""
    wrong = [seat for seat in seats if seat.added_by is None and seat.status != SeatStatus.NOT_NEEDED]
    new = []
    for seat in planned:
        same = next((each for each in wrong if (each.person_id, each.pools) == (seat.person_id, seat.pools)), None)
        if same is None:
            new.append(seat)
        else:
            wrong.remove(same)
    return new, wrong


def _refuse_begun(seats: Sequence[Seat], wrong: Sequence[Seat]) -> None:
    asked_for = {seat.anchor_id for seat in seats if seat.status != SeatStatus.NOT_NEEDED}
    if any(seat.status == SeatStatus.DECIDED or seat.taken_by or seat.id in asked_for for seat in wrong):
        raise Conflict(say("Somebody is already at work on this task: settle the incident by hand."))


def _in_place_of(seats: Sequence[Seat], wrong: Sequence[Seat], new: Sequence[Seat]) -> list[Seat]:
    """All seats in their order: the new ones behind those that they replace."""
    place = max((place for place, seat in enumerate(seats, start=1) if seat in wrong), default=len(seats))
    ordered = [*seats[:place], *new, *seats[place:]]
    for position, seat in enumerate(ordered):
        seat.position = position
    return ordered
