"""What a change would mean, counted and by example, before anybody decides on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from uuid import UUID

from engine.rescheduling.planning import Plan
from engine.rescheduling.waiting import WaitingTask
from engine.timers.ladder import StageAction
from engine.types import EPOCH

EXAMPLES = 50
MOST_DAYS = 30
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


@dataclass
class _Tally:
    """What is counted while the tasks go by."""

    now: int
    waiting_tasks: int = 0
    waiting_timers: int = 0
    tasks: int = 0
    timers: int = 0
    reminders: int = 0
    escalations: int = 0
    days_before: Counter[int] = field(default_factory=Counter)
    days_after: Counter[int] = field(default_factory=Counter)
    soonest: list[tuple[int, int, Plan]] = field(default_factory=list)

    def count(self, task: WaitingTask, plan: Plan | None) -> None:
        self.waiting_tasks += 1
        self.waiting_timers += len(task.rows)
        if plan is None:
            return
        moved = plan.moved
        if not (moved or plan.dropped or plan.added):
            return
        self.tasks += 1
        self.timers += len(moved)
        for each in moved:
            if each.due_at <= self.now < each.row.due_at:
                self.reminders += each.row.action == StageAction.REMIND
                self.escalations += each.row.action != StageAction.REMIND
        before, after = _before(plan), _after(plan)
        self.days_before[self._day(before)] += 1
        self.days_after[self._day(after)] += 1
        heappush(self.soonest, (-after, -self.tasks, plan))
        if len(self.soonest) > EXAMPLES:
            heappop(self.soonest)

    def _day(self, due_at: int) -> int:
        """Counted from the day before this one; whatever is further away counts at the nearer end."""
        return min(max(due_at // _DAY - self.first_day, 0), MOST_DAYS - 1)

    @property
    def first_day(self) -> int:
        return self.now // _DAY - 1


def preview_of(plans: Iterable[tuple[WaitingTask, Plan | None]], now: int) -> Preview:
    """Count what the plans of the tasks that wait would change; examples are those due first."""
    tally = _Tally(now)
    for task, plan in plans:
        tally.count(task, plan)
    length = max([*tally.days_before, *tally.days_after], default=-1) + 1
    return Preview(
        waiting_tasks=tally.waiting_tasks,
        waiting_timers=tally.waiting_timers,
        tasks=tally.tasks,
        timers=tally.timers,
        reminders=tally.reminders,
        escalations=tally.escalations,
        examples=[_example(plan, now) for *_, plan in sorted(tally.soonest, key=lambda each: (-each[0], -each[1]))],
        first_day=_instant(tally.first_day * _DAY),
        days=[(tally.days_before[day], tally.days_after[day]) for day in range(length)],
    )


def _before(plan: Plan) -> int:
    """When the limit is reached: of a task its open seats' first due date, else of what waits."""
    dues = [seat.due_at for seat in plan.task.seats if seat.due_at is not None]
    return min(dues) if dues else min(row.due_at for row in plan.task.rows)


def _after(plan: Plan) -> int:
    if plan.seat_dues:
        return min(plan.seat_dues.values())
    return min((moved.due_at for moved in plan.rows), default=0)


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
