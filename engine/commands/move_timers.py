"""What waits is moved after a policy or a calendar has changed: a job in chunks, each with its cases locked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.advance.limits import calendar_named
from engine.calendars.queries import find_calendar
from engine.commands.locking import lock_free_instances
from engine.history.operations import record_master_event
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.rescheduling.applying import apply_plans
from engine.rescheduling.planning import DueDates, Plan, plan_task
from engine.rescheduling.rules import CalendarRule, Rule, policy_rule
from engine.rescheduling.waiting import Place, WaitingTask, instances_of, next_keys, seated_in, seats_at, waiting_tasks
from engine.timers.models import Timer, TimerPolicy
from engine.timers.policies import active_policies
from engine.types import EPOCH

JOB = "move_timers"
CHUNK = 400
"""Tasks moved in one transaction: few enough that no writer waits 300 ms for it (law 1)."""
BUSY_AGAIN = timedelta(seconds=5)
SWEEP = timedelta(minutes=1)
"""After that, whoever armed a timer by the old rules while they changed has committed it."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Change:
    """What has changed at a timer event: the policy whose cases move, the one whose cases go back to what holds without
    it, or the calendar that is counted in."""

    place: Place
    changed: UUID | None = None
    removed: UUID | None = None
    calendar: str = ""


def move_waiting(session: Session, change: Change) -> Job:
    """Have everything that waits and that `change` concerns moved, by a job in chunks."""
    return enqueue(session, JOB, {**_to_data(change), "of_tasks": True, "after": None, "busy": [], "sweeps": 1})


def preview_calendar(session: Session, actor: Actor, code: str) -> tuple[int, int]:
    """How many timers would move if those counted in this calendar were counted anew, and how many of them would fire
    at once. Refused: `NotAllowed`, `NotFound`."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    find_calendar(session, code)
    now = micros_now()
    moved = [
        row
        for place in _places_counted_in(session, code)
        for _task, plan in plan_change(session, Change(place, calendar=code), ())
        if plan is not None
        for row in plan.moved
    ]
    return len(moved), sum(row.due_at <= now < row.row.due_at for row in moved)


def move_to_calendar(session: Session, actor: Actor, code: str) -> int:
    """Have what is counted in this calendar counted anew; gives how many timers wait for that. Refused: as above."""
    require_permission(session, actor, Permission.EDIT_CALENDARS)
    calendar = find_calendar(session, code)
    moving, at_once = preview_calendar(session, actor, code)
    for place in _places_counted_in(session, code):
        move_waiting(session, Change(place, calendar=code))
    data = {"timers": moving, "at_once": at_once}
    record_master_event(session, actor, calendar.id, "calendar", "timers_moved", data)
    return moving


def plan_change(
    session: Session, change: Change, policies: Collection[TimerPolicy], *, only: Collection[UUID] | None = None
) -> Iterator[tuple[WaitingTask, Plan | None]]:
    """What the change means for each task that waits, or for each of `only`; None where it leaves one alone.
    `policies` are those that hold afterwards."""
    place, rule = change.place, cast(Rule, CalendarRule(change.calendar))
    seats = seats_at(session, place, only=only)
    if not change.calendar:
        people = seated_in(seats)
        rule = policy_rule(session, policies, place.element_id, people, changed=change.changed, removed=change.removed)
    dates, now = DueDates(partial(calendar_named, session)), micros_now()
    for task in waiting_tasks(session, place, seats, only=only):
        new = rule.new_limit(task)
        yield task, None if new is None else plan_task(task, new, dates, now)


def micros_now() -> int:
    """The present instant in microseconds since 1970 UTC."""
    return (clock.now() - EPOCH) // _MICROSECOND


@job_kind(JOB)
def _move(session: Session, job: Job) -> bool:
    """Move the next chunk. Cases that somebody is at work on are left for the end."""
    change, payload = _from_data(job.payload), dict(job.payload)
    after = UUID(payload["after"]) if payload["after"] else None
    keys = next_keys(
        session, change.place, after=after, of_tasks=payload["of_tasks"], limit=CHUNK, moved_by=change.changed
    )
    if keys:
        payload["busy"] += [str(key) for key in _move_chunk(session, job, change, keys)]
        payload["after"] = str(keys[-1])
    elif payload["of_tasks"]:
        payload |= {"of_tasks": False, "after": None}
    else:
        _finish(session, job, change, payload)
        return True
    job.payload = payload
    return False


def _finish(session: Session, job: Job, change: Change, payload: dict[str, Any]) -> None:
    """Once everything has had its turn: those that were busy again soon, and in the end a sweep for latecomers."""
    still_busy = _move_chunk(session, job, change, [UUID(key) for key in payload["busy"]])
    again = {**payload, "of_tasks": True, "after": None, "busy": []}
    if still_busy:
        enqueue(session, JOB, again, run_at=clock.now() + BUSY_AGAIN)
    elif payload["sweeps"]:
        enqueue(session, JOB, {**again, "sweeps": payload["sweeps"] - 1}, run_at=clock.now() + SWEEP)


def _move_chunk(session: Session, job: Job, change: Change, keys: Sequence[UUID]) -> list[UUID]:
    """Move these tasks and single timers; gives those whose cases are busy."""
    if not keys:
        return []
    free = lock_free_instances(session, instances_of(session, change.place, keys))
    policies = active_policies(session, change.place.process_id)
    plans: list[Plan] = []
    busy: list[UUID] = []
    for task, plan in plan_change(session, change, policies, only=keys):  # read under the lock
        if UUID(task.instance_id) not in free:
            busy.append(UUID(task.rows[0].task_id or task.rows[0].id))
        elif plan is not None:
            plans.append(plan)
    job.progress_done += apply_plans(session, plans)
    return busy


def _places_counted_in(session: Session, code: str) -> list[Place]:
    places = (
        select(Timer.process_id, Timer.element_id)
        .distinct()
        .where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None), Timer.is_working_time)
        .where(Timer.calendar_code == code)
    )
    return [Place(process_id, element_id) for process_id, element_id in session.execute(places)]


def _to_data(change: Change) -> dict[str, Any]:
    return {
        "process": change.place.process_id,
        "element": change.place.element_id,
        "changed": str(change.changed) if change.changed else None,
        "removed": str(change.removed) if change.removed else None,
        "calendar": change.calendar,
    }


def _from_data(data: dict[str, Any]) -> Change:
    return Change(
        Place(data["process"], data["element"]),
        changed=UUID(data["changed"]) if data["changed"] else None,
        removed=UUID(data["removed"]) if data["removed"] else None,
        calendar=data["calendar"],
    )
