"""The clocks of seats: when each is due, and the stages around it.

The diagram's own event waits for the first open seat to reach its limit; every other seat has a stage of its own there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.advance.limits import calendar_of, limits_of_seats, policy_for
from engine.advance.run import Run
from engine.advance.timers import is_readable, report_unreadable
from engine.calendars.timer_literals import TimerKind
from engine.db import table_of
from engine.errors import EngineError
from engine.instances.models import ProcessInstance
from engine.tasks.models import InboxEntry, Seat, SeatStatus
from engine.timers.ladder import ESCALATION, LIMIT, Limit, Stage, repeats
from engine.timers.models import Timer
from engine.timers.operations import NewTimer, arm, as_new, disarm_seats
from engine.timers.policies import limit_of

_SEATS, _ENTRIES = table_of(Seat), table_of(InboxEntry)


@dataclass(frozen=True)
class SeatClock:
    """How long a seat has, and when that is over."""

    seat: Seat
    limit: Limit
    due_at: datetime


def hang_ladders(run: Run, timers: Sequence[NewTimer], opened: Mapping[UUID, Sequence[Seat]]) -> list[NewTimer]:
    """Give the seats that open with their task, by task, their due dates; the timers to arm, stages included.

    A task that waits already, whose literal could be read only now, is seen to as well.
    """
    limited = sorted((timer for timer in timers if timer.task_id), key=lambda timer: str(timer.task_id))
    hung = [timer for timer in timers if timer.task_id is None]
    for task_id, of_task in groupby(limited, key=lambda timer: timer.task_id):
        assert task_id is not None
        seats = opened.get(task_id)
        if seats is not None:
            hung += _hang(run, list(of_task), seats)
        else:
            waiting = _open_seats(run.session, task_id)
            hung += _hang(run, list(of_task), waiting)
            _sort_entries(run.session, waiting)
    return hung


def open_ladders(session: Session, task_id: UUID, seat_ids: Collection[UUID], *, opened_at: datetime) -> None:
    """Start the clocks of seats that open later than their task: due dates, the inbox's order, stages.

    Nothing where the task has no limit.
    """
    session.flush()  # the seats that the caller has written are read below
    drawn = limit_timer(session, task_id)
    if drawn is None or not seat_ids:
        return
    seats = session.scalars(select(Seat).where(Seat.id.in_(seat_ids)).order_by(Seat.position)).all()
    case = session.get_one(ProcessInstance, drawn.instance_id)
    clocks = _clocks(session, case, as_new(drawn), seats, opened_at)
    for each in clocks:
        each.seat.due_at = each.due_at
    _sort_entries(session, seats)
    was_due = drawn.due_at
    first = _move_drawn(session, drawn)
    stages = [stage for each in clocks for stage in _stages(session, as_new(drawn), each, first, opened_at)]
    if first is not None and was_due is not None and first < was_due:
        stages += _stages_left(session, case, drawn, first, seat_ids)
    arm(session, stages)


def close_ladders(session: Session, seat_ids: Collection[UUID]) -> None:
    """Stop the clocks of seats that are decided, wait again or are not needed, while their task is still open."""
    session.flush()  # what the seats have become is read below
    if not seat_ids:
        return
    task_ids = session.scalars(select(_SEATS.c.task_id).where(_SEATS.c.id.in_(seat_ids)).distinct()).all()
    disarm_seats(session, task_ids, seat_ids)
    for task_id in task_ids:
        if (drawn := limit_timer(session, task_id)) is not None:
            _move_drawn(session, drawn)


def limit_timer(session: Session, task_id: UUID) -> Timer | None:
    """The diagram's own event that is the time limit of this task, fired or not; of several the earliest."""
    drawn = (
        select(Timer)
        .where(
            Timer.task_id == task_id,
            Timer.action.is_(None),
            Timer.kind == TimerKind.DURATION,
            Timer.due_at.is_not(None),
        )
        .order_by(Timer.due_at)
        .limit(1)
    )
    return session.scalars(drawn.execution_options(populate_existing=True)).one_or_none()


def next_repetition(session: Session, stage: Timer, now: datetime) -> NewTimer | None:
    """The row for the next time that a ladder's last stage is due after `now`; None when it has been repeated enough.
    Times missed while nobody fired them are passed over."""
    limit = Limit.of(stage)
    calendar = calendar_of(session, limit)
    for step in range(1, stage.repetitions_left + 1):
        due_at = limit.due_at(
            stage.armed_at,
            calendar,
            percent=stage.stage or 0,
            repetition=stage.repetition + step,
            every=stage.repeat_every,
        )
        if due_at > now:
            left = stage.repetitions_left - step
            return replace(as_new(stage), due_at=due_at, repetition=stage.repetition + step, repetitions_left=left)
    return None


def _hang(run: Run, timers: Sequence[NewTimer], seats: Sequence[Seat]) -> list[NewTimer]:
    """The timers of one task with their due dates, and the ladder around the earliest of its limits."""
    now = clock.now()
    limits: list[tuple[NewTimer, list[SeatClock]]] = []
    others: list[NewTimer] = []
    for timer in timers:
        clocks = _readable_clocks(run, timer, seats, now)
        if clocks:
            due = _first(clocks)
            limits.append((replace(timer, due_at=due.due_at, calendar_code=due.limit.calendar_code), clocks))
        else:
            others.append(timer)
    for place, seat in enumerate(seats):
        dues = [clocks[place].due_at for _, clocks in limits] + [timer.due_at for timer in others if timer.due_at]
        seat.due_at = min(dues, default=None)
    hung = [*others, *(timer for timer, _ in limits)]
    if limits:
        drawn, clocks = min(limits, key=lambda limit: _first(limit[1]).due_at)
        hung += [stage for each in clocks for stage in _stages(run.session, drawn, each, drawn.due_at, now)]
    return hung


def _readable_clocks(run: Run, timer: NewTimer, seats: Sequence[Seat], opened_at: datetime) -> list[SeatClock]:
    """The clocks of the seats where the timer is a duration; one that gives no time is an incident."""
    if timer.kind != TimerKind.DURATION or not is_readable(timer):
        return []
    try:
        return _clocks(run.session, run.instance, timer, seats, opened_at)
    except EngineError as error:
        report_unreadable(run, timer.element_id, timer.engine_task_id, error.sentence)
        return []


def _clocks(
    session: Session, case: ProcessInstance, drawn: NewTimer, seats: Sequence[Seat], opened_at: datetime
) -> list[SeatClock]:
    policy = policy_for(session, case, drawn.process_id, drawn.element_id)
    limit = limit_of(policy) if policy else Limit(drawn.base_literal, drawn.is_base_working_time)
    limits = limits_of_seats(session, limit, seats, case.org_unit_id)
    return [
        SeatClock(seat, limits[seat.id], limits[seat.id].due_at(opened_at, calendar_of(session, limits[seat.id])))
        for seat in seats
    ]


def _first(clocks: Sequence[SeatClock]) -> SeatClock:
    return min(clocks, key=lambda each: each.due_at)


def _stages(
    session: Session, drawn: NewTimer, each: SeatClock, first: datetime | None, opened_at: datetime
) -> list[NewTimer]:
    """The rows of a seat's ladder; one at the limit itself where the diagram's own event, due at `first`, does not
    speak for the seat."""
    limit, calendar = each.limit, calendar_of(session, each.limit)
    return [
        _stage_row(drawn, each, stage, opened_at, limit.due_at(opened_at, calendar, percent=stage.percent))
        for stage in limit.stages(with_limit=each.due_at != first)
    ]


def _stages_left(
    session: Session, case: ProcessInstance, drawn: Timer, first: datetime, opened: Collection[UUID]
) -> list[NewTimer]:
    """A stage at the limit for each seat that the diagram's own event spoke for until somebody opened who is due
    `first`: else it would speak for them too early."""
    own = select(Timer.seat_id).where(
        Timer.task_id == drawn.task_id, Timer.stage == LIMIT, Timer.cancelled_at.is_(None)
    )
    others = select(Seat).where(
        Seat.task_id == drawn.task_id,
        Seat.status == SeatStatus.OPEN,
        Seat.due_at != first,
        Seat.id.not_in(opened),
        Seat.id.not_in(own),
    )
    seats = session.scalars(others).all()
    limits = {each.seat.id: each.limit for each in _clocks(session, case, as_new(drawn), seats, drawn.armed_at)}
    return [
        _stage_row(
            as_new(drawn),
            SeatClock(seat, limits[seat.id], seat.due_at),
            ESCALATION,
            seat.opened_at or drawn.armed_at,
            seat.due_at,
        )
        for seat in seats
        if seat.due_at is not None
    ]


def _stage_row(drawn: NewTimer, each: SeatClock, stage: Stage, opened_at: datetime, due_at: datetime) -> NewTimer:
    limit = each.limit
    return replace(
        drawn,
        seat_id=each.seat.id,
        engine_task_id=each.seat.task_id,
        event="",
        literal=limit.literal,
        is_working_time=limit.is_working_time,
        calendar_code=limit.calendar_code,
        stage=stage.percent,
        action=stage.action.value,
        recipients=list(stage.to),
        repeat_every=limit.ladder.repeat_every if repeats(limit.ladder, stage) else "",
        repetitions_left=repeats(limit.ladder, stage),
        armed_at=opened_at,
        due_at=due_at,
    )


def _move_drawn(session: Session, drawn: Timer) -> datetime | None:
    """Let the diagram's own event wait for the first open seat to reach its limit; gives when that is, None where the
    event has fired."""
    if drawn.fired_at is not None or drawn.cancelled_at is not None:
        return None
    session.flush()  # the due dates of the seats are read below
    first: datetime | None = session.scalar(
        select(func.min(_SEATS.c.due_at)).where(_SEATS.c.task_id == drawn.task_id, _SEATS.c.status == SeatStatus.OPEN)
    )
    if first is not None:
        drawn.due_at = first
    return first


def _open_seats(session: Session, task_id: UUID) -> Sequence[Seat]:
    return session.scalars(
        select(Seat).where(Seat.task_id == task_id, Seat.status == SeatStatus.OPEN).order_by(Seat.position)
    ).all()


def _sort_entries(session: Session, seats: Sequence[Seat]) -> None:
    """Let the inboxes stand in the order of the seats' due dates."""
    for seat in seats:
        if seat.due_at is not None:
            session.execute(update(_ENTRIES).where(_ENTRIES.c.seat_id == seat.id).values(sort_at=seat.due_at))
