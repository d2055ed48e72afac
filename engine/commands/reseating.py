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
from engine.tasks.models import SeatStatus
from engine.tasks.passing import passed_events
from engine.tasks.turns import UNDECIDED


def reseat(run: Run, actor: Actor, task_id: UUID, events: Sequence[EventDraft]) -> bool:
    """Look up anew who is to be asked, as the state and the people are now; False where there is still nobody.

    Refused: `AlreadyDone` where the task waits no longer, `Conflict` where somebody has begun to decide it.
    """
    locked = lock_task(run.session, task_id)
    if any(seat.status == SeatStatus.DECIDED or seat.taken_by for seat in locked.seats):
        raise Conflict(say("Somebody is already at work on this task: settle the incident by hand."))
    waiting = next(task for task in run.before.user_tasks if task.task_id == task_id) if run.before else None
    plan = plan_task(run, waiting) if waiting else None
    write_down(run, events)  # variables may have been put right
    if plan is None or plan.problems:
        return False
    for seat in locked.seats:
        seat.status = SeatStatus.NOT_NEEDED if seat.status in UNDECIDED else seat.status
    for place, seat in enumerate(plan.seats, start=len(locked.seats)):
        seat.position = place
    run.session.add_all(plan.seats)
    run.session.flush()  # the inbox entries that name them go past the unit of work
    passed = passed_events(actor.channel, run.instance.version, locked.task.element_id, plan.passed)
    settle(run.session, actor, replace(locked, seats=list(plan.seats)), events=passed)
    return True
