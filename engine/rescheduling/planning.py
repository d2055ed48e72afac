"""What a change means for one task that waits: which of its timers move where, which stages go, which come. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from engine.calendars.durations import add_plain
from engine.calendars.working_time import WorkingCalendar, add
from engine.rescheduling.waiting import WaitingRow, WaitingSeat, WaitingTask
from engine.timers.ladder import ESCALATION, LIMIT, Ladder, Limit, Stage
from engine.types import EPOCH

_MICROSECOND = timedelta(microseconds=1)


class DueDates:
    """Works out due dates, in microseconds since 1970 UTC, for many: what a limit means in minutes is read once."""

    def __init__(self, calendars: Callable[[str], WorkingCalendar]) -> None:
        self._calendars = calendars
        self._minutes: dict[tuple[str, bool, str, int, int, str], tuple[WorkingCalendar | None, Decimal, Decimal]] = {}

    def of(self, limit: Limit, start: int, *, percent: int = LIMIT, repetition: int = 0, every: str = "") -> int:
        """When `percent` of the limit have passed since `start`, and then so many repetitions: as `Limit.due_at`."""
        key = limit.literal, limit.is_working_time, limit.calendar_code, percent, repetition, every
        known = self._minutes.get(key)
        if known is None:
            calendar = self._calendars(limit.calendar_code) if limit.is_working_time else None
            known = self._minutes[key] = (calendar, *limit.minutes(calendar, percent, repetition, every))
        calendar, first, further = known
        due = EPOCH + timedelta(microseconds=start)
        for minutes in (first, further) if further else (first,):
            due = add_plain(due, minutes) if calendar is None else add(calendar, due, minutes)
        return (due - EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class NewLimit:
    """What holds for a task from now on: by seat (None: where no seat is), the limit in the calendar it is counted in;
    `ladder` None leaves the stages as they are."""

    limits: Mapping[str | None, Limit]
    ladder: Ladder | None = None
    policy_id: UUID | None = None


@dataclass(slots=True)
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


@dataclass(slots=True)
class Plan:
    """What happens to one task. `seat_dues` are the due dates of its open seats."""

    task: WaitingTask
    new: NewLimit
    rows: list[MovedRow] = field(default_factory=list)
    dropped: list[WaitingRow] = field(default_factory=list)
    added: list[AddedStage] = field(default_factory=list)
    seat_dues: dict[str, int] = field(default_factory=dict)

    @property
    def moved(self) -> list[MovedRow]:
        """The rows whose instant changes."""
        return [moved for moved in self.rows if moved.due_at != moved.row.due_at]


def plan_task(task: WaitingTask, new: NewLimit, dates: DueDates, now: int) -> Plan:
    """What `new` means for a task whose timers wait. A stage that a seat did not have so far comes only where it is
    still ahead; what is due already fires at the next turn of the clock."""
    plan = Plan(task, new)
    starts: dict[str, int] = {row.seat_id: row.armed_at for row in task.rows if row.seat_id is not None}
    for seat in task.seats:
        start = starts.setdefault(seat.id, seat.opened_at)
        plan.seat_dues[seat.id] = dates.of(new.limits[seat.id], start)
    first = min(plan.seat_dues.values(), default=None)
    for row in task.rows:
        _plan_row(plan, row, first, dates)
    for seat in task.seats:
        _add_stages(plan, seat, starts[seat.id], first, dates, now)
    return plan


def _plan_row(plan: Plan, row: WaitingRow, first: int | None, dates: DueDates) -> None:
    limits, ladder = plan.new.limits, plan.new.ladder
    if row.seat_id is None:
        limit = limits[None]
        due = dates.of(limit, row.armed_at) if row.task_id is None or first is None else first
        plan.rows.append(MovedRow(row, due, limit))
        return
    of_seat, stage = limits.get(row.seat_id), _stage(row, ladder)
    every = row.repeat_every if ladder is None else ladder.repeat_every
    if of_seat is None or stage is None or (row.repetition and not every):
        plan.dropped.append(row)
        return
    due = dates.of(of_seat, row.armed_at, percent=stage.percent, repetition=row.repetition, every=every)
    plan.rows.append(MovedRow(row, due, of_seat, stage))


def _stage(row: WaitingRow, ladder: Ladder | None) -> Stage | None:
    """The stage that this row is from now on, None where the new ladder has none there."""
    if row.stage == LIMIT:
        return ESCALATION
    if ladder is None:
        return Stage(row.stage or LIMIT, ESCALATION.action, ())
    return next((stage for stage in ladder.stages if stage.percent == row.stage), None)


def _add_stages(plan: Plan, seat: WaitingSeat, start: int, first: int | None, dates: DueDates, now: int) -> None:
    """The stages that the new ladder gives a seat; without one, that at the limit alone, where the diagram's own event
    has spoken for the seat so far and is due earlier from now on."""
    limit = plan.new.limits[seat.id]
    known = {row.stage for row in plan.task.rows if row.seat_id == seat.id}
    drawn_waits = any(row.seat_id is None for row in plan.task.rows)
    speaks_for = drawn_waits and plan.seat_dues[seat.id] == first
    for stage in limit.stages(with_limit=not speaks_for):
        if stage.percent in known or (plan.new.ladder is None and not (stage == ESCALATION and drawn_waits)):
            continue
        due = dates.of(limit, start, percent=stage.percent)
        is_left_alone = stage.percent == LIMIT and drawn_waits  # nothing else would speak for the seat any more
        if due > now or is_left_alone:
            plan.added.append(AddedStage(seat, stage, limit, start, due))
