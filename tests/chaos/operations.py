"""Random operations that somebody might carry out on a case now; most are legal, those that are not are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engine import clock, commands, spiff
from engine.actors import SYSTEM, Actor
from engine.advance import load_run
from engine.allowed.going_back import read_way, send_back_targets
from engine.commands.add_signer import add_signer, remove_signer
from engine.commands.delegate_task import answer_delegation, delegate_task, recall_delegation
from engine.commands.fire_stages import fire_stages
from engine.commands.hand_over_task import hand_over_task
from engine.commands.send_back_task import send_back_task
from engine.commands.take_task import put_back_task, take_task
from engine.commands.withdraw_case import withdraw_case
from engine.instances.models import ProcessInstance
from engine.tasks.models import AddedHow, Seat, SeatStatus, Task, TaskStatus
from engine.timers.models import Timer
from engine.timers.queries import DueTimer
from tests.cast import Cast

Act = Callable[[Session], object]
FAR = timedelta(days=30)


@dataclass(frozen=True)
class Operation:
    """What somebody might do, with how likely it is chosen."""

    name: str
    weight: float
    act: Act


def possible_operations(cast: Cast, case_id: UUID, random: Random) -> list[Operation]:
    """At least one as long as the case is not stuck."""
    with cast.db.reading() as session:
        tasks = session.scalars(select(Task).where(Task.instance_id == case_id, Task.status == TaskStatus.OPEN)).all()
        seats = session.scalars(
            select(Seat).where(Seat.task_id.in_([task.id for task in tasks]), Seat.status == SeatStatus.OPEN)
        ).all()
        found = [each for seat in seats for each in _on_seat(cast, session, seat, random)]
        found += _on_added(session, [task.id for task in tasks])
        found += _on_timers(session, case_id)
        found += _on_messages(session, case_id)
        found += _on_way(cast, session, case_id, seats, random)
    found.append(Operation("withdraw", 0.3, lambda s: withdraw_case(s, cast.requester, case_id, "a mistake")))
    return found


def _holder(cast: Cast, seat: Seat, random: Random) -> Actor:
    holder = seat.person_id or seat.taken_by
    if holder is not None:
        return Actor(holder)
    is_for_approvers = any(pool.startswith("approver") for pool in seat.pools)
    return random.choice([cast.approver, cast.second_approver]) if is_for_approvers else cast.process_owner


def _on_seat(cast: Cast, session: Session, seat: Seat, random: Random) -> list[Operation]:
    task_id, actor = seat.task_id, _holder(cast, seat, random)
    other = random.choice(sorted(cast.ids.values()))
    decision = random.choice(["approve", "approve", "approve", "reject"])
    answers = {"n": str(random.randrange(1, 13))}
    offers = session.get_one(Task, task_id).element_id != "fill"
    how = random.choice(list(AddedHow))
    operations = [
        Operation(
            "vote",
            3.0,
            lambda s: commands.complete_task(s, actor, task_id, decision=decision if offers else None, answers=answers),
        ),
        Operation("take", 0.3, lambda s: take_task(s, actor, task_id)),
        Operation("hand over", 0.3, lambda s: hand_over_task(s, actor, task_id, other)),
        Operation("delegate", 0.3, lambda s: delegate_task(s, actor, task_id, other)),
        Operation("add signer", 0.6, lambda s: add_signer(s, actor, task_id, other, how)),
    ]
    if seat.taken_by is not None:
        operations.append(Operation("put back", 0.3, lambda s: put_back_task(s, actor, task_id)))
    if seat.delegated_to is not None:
        adviser = Actor(seat.delegated_to)
        operations += [
            Operation("advise", 1.0, lambda s: answer_delegation(s, adviser, task_id, opinion="approve", comment="")),
            Operation("recall", 0.3, lambda s: recall_delegation(s, actor, task_id)),
        ]
    return operations


def _on_added(session: Session, task_ids: list[UUID]) -> list[Operation]:
    undecided = (SeatStatus.OPEN, SeatStatus.WAITING)
    added = session.scalars(
        select(Seat).where(Seat.task_id.in_(task_ids), Seat.added_by.is_not(None), Seat.status.in_(undecided))
    )
    return [Operation("remove signer", 0.6, _removal(seat)) for seat in added]


def _removal(seat: Seat) -> Act:
    task_id, seat_id, actor = seat.task_id, seat.id, Actor(seat.added_by)
    return lambda s: remove_signer(s, actor, task_id, seat_id)


def _on_timers(session: Session, case_id: UUID) -> list[Operation]:
    waiting = session.scalars(
        select(Timer).where(Timer.instance_id == case_id, Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))
    )
    return [
        Operation("fire", 0.5, _firing(timer.id, case_id))
        if timer.action is None
        else Operation("reach a stage", 0.2, _reaching(timer.id, case_id))
        for timer in waiting
    ]


def _reaching(timer_id: UUID, case_id: UUID) -> Act:
    return lambda s: fire_stages(s, [DueTimer(timer_id, case_id, is_stage=True)], clock.now() + FAR)


def _firing(timer_id: UUID, case_id: UUID) -> Act:
    return lambda s: commands.fire_timer(s, timer_id, case_id, clock.now() + FAR)


def _on_messages(session: Session, case_id: UUID) -> list[Operation]:
    case = _case(session, case_id)
    messages = spiff.waiting(load_run(session, SYSTEM, case).engine_instance).messages
    return [Operation("message", 0.5, _delivery(each.name, str(each.correlation_key))) for each in messages]


def _delivery(name: str, key: str) -> Act:
    return lambda s: commands.deliver_message(s, SYSTEM, name, key, {"vote": 9})


def _on_way(cast: Cast, session: Session, case_id: UUID, seats: object, random: Random) -> list[Operation]:
    """Back to any task that the case has been through; also to those that are refused."""
    way = read_way(session, load_run(session, SYSTEM, _case(session, case_id)))
    assert isinstance(seats, (list, tuple))
    return [
        Operation("send back", 0.2, _sending_back(_holder(cast, seat, random), seat.task_id, target.element_id))
        for seat in seats
        for target in send_back_targets(way, seat.task_id)
    ]


def _sending_back(actor: Actor, task_id: UUID, target: str) -> Act:
    return lambda s: send_back_task(s, actor, task_id, target, "once more")


def _case(session: Session, case_id: UUID) -> ProcessInstance:
    return session.scalars(
        select(ProcessInstance).where(ProcessInstance.id == case_id).options(undefer(ProcessInstance.state))
    ).one()
