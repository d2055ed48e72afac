"""Whether the rows of cases are in step with their states and their histories: what every fault must leave so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engine import spiff
from engine.actors import SYSTEM
from engine.advance import load_run
from engine.advance.write_down import key_problem
from engine.db import Database
from engine.history.queries import events_of
from engine.history.verification import verify_chains
from engine.instances.models import InstanceStatus, ProcessInstance, Subscription
from engine.tasks.entries import recipients_of_seat
from engine.tasks.models import InboxEntry, Seat, SeatStatus, Task, TaskStatus
from engine.timers.models import Timer

UNDECIDED = (SeatStatus.OPEN, SeatStatus.WAITING)


def faults(db: Database, case_id: UUID) -> list[str]:
    """Orphan tasks, seats, inbox entries, timers and subscriptions, votes without event, breaks in the chain."""
    with db.reading() as session:
        case = session.scalars(
            select(ProcessInstance).where(ProcessInstance.id == case_id).options(undefer(ProcessInstance.state))
        ).one()
        waiting = _waiting(session, case)
        return [
            *_of_tasks(session, case_id, waiting),
            *_of_timers(session, case_id, waiting),
            *_of_subscriptions(session, case_id, waiting),
            *_of_votes(session, case_id),
            *(f"history {found.what} at {found.number}" for found in verify_chains(session, case_id)),
        ]


def _waiting(session: Session, case: ProcessInstance) -> spiff.Waiting:
    if case.status == InstanceStatus.CANCELLED:
        return spiff.Waiting((), (), (), (), (), is_stuck=False)
    return spiff.waiting(load_run(session, SYSTEM, case).engine_instance)


def _of_tasks(session: Session, case_id: UUID, waiting: spiff.Waiting) -> Iterator[str]:
    tasks = session.scalars(select(Task).where(Task.instance_id == case_id)).all()
    open_rows = {task.id for task in tasks if task.status == TaskStatus.OPEN}
    tokens = {task.task_id for task in waiting.user_tasks}
    if open_rows != tokens:
        yield f"tasks: {len(open_rows - tokens)} rows without token, {len(tokens - open_rows)} tokens without row"
    seats = session.scalars(select(Seat).where(Seat.task_id.in_([task.id for task in tasks]))).all()
    asking = {seat.task_id for seat in seats if seat.status == SeatStatus.OPEN}
    if asking != open_rows:
        yield f"seats: open at {len(asking - open_rows)} closed tasks, none at {len(open_rows - asking)} open ones"
    if any(seat.status in UNDECIDED and seat.task_id not in open_rows for seat in seats):
        yield "seats: undecided ones at a closed task"
    shown = session.execute(
        select(InboxEntry.seat_id, InboxEntry.recipient).where(InboxEntry.task_id.in_([task.id for task in tasks]))
    )
    wanted = {(s.id, one) for s in seats if s.status == SeatStatus.OPEN for one in recipients_of_seat(s)}
    if {tuple(row) for row in shown} != wanted:
        yield "inbox: not in step with the open seats"


def _of_timers(session: Session, case_id: UUID, waiting: spiff.Waiting) -> Iterator[str]:
    live = session.scalars(
        select(Timer).where(Timer.instance_id == case_id, Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))
    ).all()
    drawn = Counter(timer.engine_task_id for timer in live if timer.action is None)
    armed = Counter(timer.task_id for timer in waiting.timers)
    if drawn != armed:
        yield f"timers: {sum((drawn - armed).values())} without token, {sum((armed - drawn).values())} tokens without"
    open_seats = set(
        session.scalars(
            select(Seat.id)
            .join(Task, Task.id == Seat.task_id)
            .where(Task.instance_id == case_id, Seat.status == SeatStatus.OPEN)
        )
    )
    if any(timer.seat_id not in open_seats for timer in live if timer.action is not None):
        yield "timers: a stage of a seat that is asked no longer"


def _of_subscriptions(session: Session, case_id: UUID, waiting: spiff.Waiting) -> Iterator[str]:
    rows = Counter(session.scalars(select(Subscription.engine_task_id).where(Subscription.instance_id == case_id)))
    readable = [each for each in waiting.messages if key_problem(each) is None]
    if rows != Counter(each.task_id for each in (*readable, *waiting.signals)):
        yield "subscriptions: not in step with what is waited for"


def _of_votes(session: Session, case_id: UUID) -> Iterator[str]:
    """Every seat that a person has decided is in exactly one event, and every such event has its seat."""
    decided = Counter(
        str(seat_id)
        for seat_id in session.scalars(
            select(Seat.id)
            .join(Task, Task.id == Seat.task_id)
            .where(Task.instance_id == case_id, Seat.decided_by.is_not(None))
        )
    )
    kinds = ("task_voted", "task_completed", "task_sent_back")
    told = Counter(
        str(event.data["seat"]) for event in events_of(session, case_id) if event.kind in kinds and "seat" in event.data
    )
    if decided != told:
        yield f"votes: {sum((decided - told).values())} without event, {sum((told - decided).values())} without seat"
