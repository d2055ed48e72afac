"""The clocks of seats that open later than their task, or close before it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.advance.timers import calendar_for
from engine.calendars.working_time import WorkingCalendar
from engine.db import table_of
from engine.tasks.models import InboxEntry, Seat, SeatStatus
from engine.timers.ladder import Limit, repeats
from engine.timers.models import Timer
from engine.timers.operations import NewTimer, arm, disarm_seats

_SEATS, _ENTRIES, _TIMERS = table_of(Seat), table_of(InboxEntry), table_of(Timer)


def open_ladders(session: Session, task_id: UUID, seat_ids: Collection[UUID], *, opened_at: datetime) -> None:
    """Start the clocks of seats that have opened by now: their due dates, the inbox's order, their stages.

    Nothing where the task has no limit. The diagram's own event waits for the first open seat to reach it; every other
    seat has a stage of its own there.
    """
    session.flush()  # the seats and inbox entries that the caller has written are read and changed below
    drawn = limit_timer(session, task_id)
    if drawn is None or not seat_ids:
        return
    limit = Limit(drawn.literal, drawn.is_working_time, drawn.calendar_code)
    calendar = calendar_for(session) if drawn.is_working_time else None
    due_at = limit.due_at(opened_at, calendar)
    for seat in session.scalars(select(Seat).where(Seat.id.in_(seat_ids))):
        seat.due_at = due_at
    session.flush()  # the first due date is asked for below
    session.execute(update(_ENTRIES).where(_ENTRIES.c.seat_id.in_(seat_ids)).values(sort_at=due_at))
    speaks_for = _move_drawn(session, drawn)
    arm(
        session,
        [
            stage
            for seat_id in seat_ids
            for stage in stages_of(drawn, limit, calendar, seat_id, opened_at, with_limit=due_at != speaks_for)
        ],
    )


def close_ladders(session: Session, seat_ids: Collection[UUID]) -> None:
    """Stop the clocks of seats that are decided, wait again or are not needed; their task is still open."""
    session.flush()  # the seats' new status is read below
    if not seat_ids:
        return
    task_ids = session.scalars(select(_SEATS.c.task_id).where(_SEATS.c.id.in_(seat_ids)).distinct()).all()
    disarm_seats(session, task_ids, seat_ids)
    for task_id in task_ids:
        drawn = limit_timer(session, task_id)
        if drawn is not None:
            _move_drawn(session, drawn)


def limit_timer(session: Session, task_id: UUID) -> Timer | None:
    """The diagram's own event that is the time limit of this task, fired or not; of several the earliest."""
    drawn = (
        select(Timer)
        .where(Timer.task_id == task_id, Timer.action.is_(None), Timer.kind == "duration", Timer.due_at.is_not(None))
        .order_by(Timer.due_at)
        .limit(1)
    )
    return session.scalars(drawn.execution_options(populate_existing=True)).one_or_none()


def stages_of(
    drawn: Timer | NewTimer,
    limit: Limit,
    calendar: WorkingCalendar | None,
    seat_id: UUID,
    opened_at: datetime,
    *,
    with_limit: bool,
) -> list[NewTimer]:
    """The rows of a seat's ladder; `with_limit` where the diagram's own event does not speak for the seat."""
    assert drawn.task_id is not None
    return [
        NewTimer(
            instance_id=drawn.instance_id,
            task_id=drawn.task_id,
            seat_id=seat_id,
            engine_task_id=drawn.task_id,
            process_id=drawn.process_id,
            element_id=drawn.element_id,
            event="",
            kind=drawn.kind,
            literal=limit.literal,
            base_literal=drawn.base_literal,
            is_working_time=limit.is_working_time,
            is_base_working_time=drawn.is_base_working_time,
            calendar_code=limit.calendar_code,
            policy_id=drawn.policy_id,
            stage=stage.percent,
            action=stage.action,
            recipients=list(stage.to),
            repeat_every=limit.ladder.repeat_every if repeats(limit.ladder, stage) else "",
            repetitions_left=repeats(limit.ladder, stage),
            armed_at=opened_at,
            due_at=limit.due_at(opened_at, calendar, percent=stage.percent),
        )
        for stage in limit.stages(with_limit=with_limit)
    ]


def _move_drawn(session: Session, drawn: Timer) -> datetime | None:
    """The diagram's own event waits for the first open seat to reach its limit; gives when that is, None where it has
    fired."""
    if drawn.fired_at is not None or drawn.cancelled_at is not None:
        return None
    first: datetime | None = session.scalar(
        select(func.min(_SEATS.c.due_at)).where(_SEATS.c.task_id == drawn.task_id, _SEATS.c.status == SeatStatus.OPEN)
    )
    if first is not None and first != drawn.due_at:
        session.execute(update(_TIMERS).where(_TIMERS.c.id == drawn.id).values(due_at=first))
        session.refresh(drawn, ["due_at"])
    return first
