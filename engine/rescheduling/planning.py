"""What a change means for one task that waits: which of its timers move where, which stages go, which come. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from engine.calendars.working_time import WorkingCalendar
from engine.rescheduling.waiting import WaitingRow, WaitingSeat, WaitingTask
from engine.timers.ladder import ESCALATION, LIMIT, Ladder, Limit, Stage
from engine.types import EPOCH

_MICROSECOND = timedelta(microseconds=1)

Calendars = Callable[[str], WorkingCalendar]


@dataclass(frozen=True)
class NewLimit:
    """What holds for a task from now on: by seat (None: where no seat is), the limit in the calendar it is counted in;
    `ladder` None leaves the stages as they are."""

    limits: Mapping[UUID | None, Limit]
    ladder: Ladder | None = None
    policy_id: UUID | None = None


@dataclass(frozen=True)
class MovedRow:
    """A timer that waits and what becomes of it; `stage` where its action or recipients may have changed."""

    row: WaitingRow
    due_at: int
    limit: Limit
    stage: Stage | None = None


@dataclass(frozen=True)
class AddedStage:
    """A stage that a seat did not have so far."""

    seat: WaitingSeat
    stage: Stage
    limit: Limit
    started_at: int
    due_at: int


@dataclass
class Plan:
    """What happens to one task. `seat_dues` are the due dates of its open seats."""

    task: WaitingTask
    new: NewLimit
    rows: list[MovedRow] = field(default_factory=list)
    dropped: list[WaitingRow] = field(default_factory=list)
    added: list[AddedStage] = field(default_factory=list)
    seat_dues: dict[UUID, int] = field(default_factory=dict)

    @property
    def moved(self) -> list[MovedRow]:
        """The rows whose instant changes."""
        return [moved for moved in self.rows if moved.due_at != moved.row.due_at]


def plan_task(task: WaitingTask, new: NewLimit, calendars: Calendars, now: int) -> Plan:
    """What `new` means for a task whose timers wait. A stage that a seat did not have so far comes only where it is
    still ahead; what is due already fires at the next turn of the clock."""
    plan = Plan(task, new)
    starts = {row.seat_id: row.armed_at for row in task.rows if row.seat_id is not None}
    for seat in task.seats:
        start = starts.setdefault(seat.id, seat.opened_at)
        plan.seat_dues[seat.id] = due_at(new.limits[seat.id], start, calendars)
    first = min(plan.seat_dues.values(), default=None)
    for row in task.rows:
        _plan_row(plan, row, first, calendars)
    if new.ladder is not None:
        for seat in task.seats:
            _add_stages(plan, seat, starts[seat.id], first, calendars, now)
    return plan


def due_at(
    limit: Limit, start: int, calendars: Calendars, *, percent: int = LIMIT, repetition: int = 0, every: str = ""
) -> int:
    """As `Limit.due_at`, in microseconds since 1970 UTC."""
    calendar = calendars(limit.calendar_code) if limit.is_working_time else None
    started_at = EPOCH + timedelta(microseconds=start)
    due: datetime = limit.due_at(started_at, calendar, percent=percent, repetition=repetition, every=every)
    return (due - EPOCH) // _MICROSECOND


def _plan_row(plan: Plan, row: WaitingRow, first: int | None, calendars: Calendars) -> None:
    limits, ladder = plan.new.limits, plan.new.ladder
    if row.seat_id is None:
        limit = limits[None]
        due = due_at(limit, row.armed_at, calendars) if row.task_id is None or first is None else first
        plan.rows.append(MovedRow(row, due, limit))
        return
    of_seat, stage = limits.get(row.seat_id), _stage(row, ladder)
    every = row.repeat_every if ladder is None else ladder.repeat_every
    if of_seat is None or stage is None or (row.repetition and not every):
        plan.dropped.append(row)
        return
    due = due_at(of_seat, row.armed_at, calendars, percent=stage.percent, repetition=row.repetition, every=every)
    plan.rows.append(MovedRow(row, due, of_seat, stage))


def _stage(row: WaitingRow, ladder: Ladder | None) -> Stage | None:
    """The stage that this row is from now on, None where the new ladder has none there."""
    if row.stage == LIMIT:
        return ESCALATION
    if ladder is None:
        return Stage(row.stage or LIMIT, ESCALATION.action, ())
    return next((stage for stage in ladder.stages if stage.percent == row.stage), None)


def _add_stages(plan: Plan, seat: WaitingSeat, start: int, first: int | None, calendars: Calendars, now: int) -> None:
    limit = plan.new.limits[seat.id]
    known = {row.stage for row in plan.task.rows if row.seat_id == seat.id}
    drawn_waits = any(row.seat_id is None for row in plan.task.rows)
    speaks_for = drawn_waits and plan.seat_dues[seat.id] == first
    for stage in limit.stages(with_limit=not speaks_for):
        due = due_at(limit, start, calendars, percent=stage.percent)
        is_left_alone = stage.percent == LIMIT and drawn_waits  # nothing else would speak for the seat any more
        if stage.percent not in known and (due > now or is_left_alone):
            plan.added.append(AddedStage(seat, stage, limit, start, due))


def moved_rows(plans: Sequence[Plan]) -> list[MovedRow]:
    """The rows of all these plans whose instant changes."""
    return [moved for plan in plans for moved in plan.moved]
