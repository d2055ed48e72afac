"""What a change would mean, counted and by example, before anybody decides on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from engine.rescheduling.planning import Plan
from engine.types import EPOCH

EXAMPLES = 50
_DAY = 24 * 60 * 60 * 1_000_000


@dataclass(frozen=True)
class Example:
    """A task or single timer that would move: its due date before and after; `fires_at_once` where that is past."""

    instance_id: UUID
    task_id: UUID | None
    before: datetime
    after: datetime
    fires_at_once: bool


@dataclass(frozen=True)
class Preview:
    """`tasks` and `timers` that would move of all that wait; of them those that would be due at once: `reminders` and
    `escalations`. `days` counts tasks by the day (from `first_day`, UTC) on which they are due, before and after;
    earlier and later days are gathered at its ends."""

    waiting_tasks: int
    waiting_timers: int
    tasks: int
    timers: int
    reminders: int
    escalations: int
    examples: Sequence[Example]
    first_day: datetime
    days: Sequence[tuple[int, int]]


def preview_of(plans: Sequence[Plan], waiting_tasks: int, waiting_timers: int, now: int) -> Preview:
    """Count what `plans` would change; examples are those due first."""
    changing = [plan for plan in plans if plan.moved or plan.dropped or plan.added]
    at_once = [moved.row for plan in plans for moved in plan.moved if moved.due_at <= now < moved.row.due_at]
    reminders = sum(row.action == "remind" for row in at_once)
    dues = [(_before(plan), _after(plan)) for plan in changing]
    first_day, days = _by_day(dues, now)
    soonest = sorted(changing, key=_after)[:EXAMPLES]
    return Preview(
        waiting_tasks=waiting_tasks,
        waiting_timers=waiting_timers,
        tasks=len(changing),
        timers=sum(len(plan.moved) for plan in plans),
        reminders=reminders,
        escalations=len(at_once) - reminders,
        examples=[_example(plan, now) for plan in soonest],
        first_day=first_day,
        days=days,
    )


MOST_DAYS = 30


def _by_day(dues: Sequence[tuple[int, int]], now: int) -> tuple[datetime, list[tuple[int, int]]]:
    """The days from the day before this one on; whatever is further away counts at the nearer end."""
    first = now // _DAY - 1
    before, after = (Counter(min(max(due[side] // _DAY - first, 0), MOST_DAYS - 1) for due in dues) for side in (0, 1))
    length = max([*before, *after], default=-1) + 1
    return _instant(first * _DAY), [(before[day], after[day]) for day in range(length)]


def _before(plan: Plan) -> int:
    """When the limit is reached: of a task its open seats' first due date, else of what waits."""
    dues = [seat.due_at for seat in plan.task.seats if seat.due_at is not None]
    return min(dues, default=min(row.due_at for row in plan.task.rows))


def _after(plan: Plan) -> int:
    return min(plan.seat_dues.values(), default=min((moved.due_at for moved in plan.rows), default=0))


def _example(plan: Plan, now: int) -> Example:
    fires = any(moved.due_at <= now < moved.row.due_at for moved in plan.moved)
    task_id = plan.task.rows[0].task_id
    return Example(
        UUID(plan.task.instance_id),
        UUID(task_id) if task_id else None,
        _instant(_before(plan)),
        _instant(_after(plan)),
        fires,
    )


def _instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
