"""Reading what waits at one timer event of a process, task by task: its timers, its open seats, its case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, String, Text, cast, select, type_coerce
from sqlalchemy.orm import Session

from engine.db import table_of
from engine.instances.models import ProcessInstance
from engine.tasks.models import Seat, SeatStatus
from engine.timers.models import Timer

_TIMERS, _SEATS, _CASES = table_of(Timer), table_of(Seat), table_of(ProcessInstance)


@dataclass(frozen=True)
class Place:
    """A timer event of a process."""

    process_id: str
    element_id: str


class WaitingRow(NamedTuple):
    """A timer that waits. There may be a hundred thousand of them: instants are microseconds since 1970 UTC, and ids
    are texts that `UUID` reads, as the database has them."""

    id: str
    process_id: str
    element_id: str
    task_id: str | None
    seat_id: str | None
    stage: int | None
    action: str | None
    repetition: int
    repeat_every: str
    armed_at: int
    due_at: int
    literal: str
    is_working_time: bool
    base_literal: str
    is_base_working_time: bool
    calendar_code: str
    policy_id: str | None


class WaitingSeat(NamedTuple):
    """An open seat: whose it is (`pools` as JSON), when it opened and when it is due; ids and instants as above."""

    id: str
    task_id: str
    person_id: str | None
    taken_by: str | None
    pools: str
    opened_at: int
    due_at: int | None


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """What belongs together: the timers of one human task with its open seats; or a single timer of no task."""

    instance_id: str
    org_unit_id: str
    amount: Decimal | None
    currency: str
    rows: list[WaitingRow]
    seats: list[WaitingSeat]


def waiting_tasks(session: Session, place: Place, *, only: Collection[UUID] | None = None) -> Iterator[WaitingTask]:
    """Everything that waits at `place`, or what belongs to the tasks and single timers `only`: one task after the
    other, for there may be very many. Two statements."""
    seats: dict[str, list[WaitingSeat]] = {}
    for seat in map(WaitingSeat._make, session.execute(_seats(place, only))):
        seats.setdefault(seat.task_id, []).append(seat)
    for ((instance_id, unit, amount, currency), _timer), rows in groupby(
        _in_portions(session, _rows(place, only)), key=_task_of
    ):
        timers = [WaitingRow._make(row[CASE_COLUMNS:]) for row in rows]
        yield WaitingTask(instance_id, unit, amount, currency, timers, seats.get(timers[0].task_id or "", []))


def seated_at(session: Session, place: Place, *, only: Collection[UUID] | None = None) -> set[UUID]:
    """Everybody who sits in an open seat there, alone or as the taker of a pool's."""
    seats = _seats(place, only).with_only_columns(_SEATS.c.person_id, _SEATS.c.taken_by).order_by(None).distinct()
    return {person for row in session.execute(seats) for person in row if person is not None}


CASE_COLUMNS = 4


def _in_portions(session: Session, rows: Select[Any]) -> Iterator[Sequence[Any]]:
    for portion in session.execute(rows).partitions(2_000):
        yield from portion


def _task_of(row: Sequence[Any]) -> tuple[Sequence[Any], str]:
    """What keeps the rows of one task together: its case, and the task's id, without one the timer's."""
    return row[:CASE_COLUMNS], row[CASE_COLUMNS + 3] or row[CASE_COLUMNS]


def next_keys(
    session: Session, place: Place, *, after: UUID | None, of_tasks: bool, limit: int, moved_by: UUID | None = None
) -> list[UUID]:
    """The next tasks, or else the next timers of no task, that wait at `place`, in the order of their ids; without
    those that the policy `moved_by` holds for already."""
    key = _TIMERS.c.task_id if of_tasks else _TIMERS.c.id
    keys = select(key).distinct().where(*_waits_at(place), _TIMERS.c.due_at.is_not(None), _TIMERS.c.kind == "duration")
    keys = keys.where(_TIMERS.c.task_id.is_not(None) if of_tasks else _TIMERS.c.task_id.is_(None))
    if moved_by is not None:
        keys = keys.where(_TIMERS.c.policy_id.is_distinct_from(moved_by))
    if after is not None:
        keys = keys.where(key > after)
    return list(session.scalars(keys.order_by(key).limit(limit)))


def instances_of(session: Session, place: Place, keys: Collection[UUID]) -> set[UUID]:
    """The cases of these tasks and single timers."""
    cases = select(_TIMERS.c.instance_id).distinct().where(*_waits_at(place), _among(keys))
    return set(session.scalars(cases))


def _rows(place: Place, only: Collection[UUID] | None) -> Select[Any]:
    rows = (
        select(
            cast(_TIMERS.c.instance_id, String),
            cast(_CASES.c.org_unit_id, String),
            _CASES.c.amount,
            _CASES.c.currency,
            cast(_TIMERS.c.id, String),
            _TIMERS.c.process_id,
            _TIMERS.c.element_id,
            cast(_TIMERS.c.task_id, String),
            cast(_TIMERS.c.seat_id, String),
            _TIMERS.c.stage,
            _TIMERS.c.action,
            _TIMERS.c.repetition,
            _TIMERS.c.repeat_every,
            type_coerce(_TIMERS.c.armed_at, BigInteger),
            type_coerce(_TIMERS.c.due_at, BigInteger),
            _TIMERS.c.literal,
            _TIMERS.c.is_working_time,
            _TIMERS.c.base_literal,
            _TIMERS.c.is_base_working_time,
            _TIMERS.c.calendar_code,
            cast(_TIMERS.c.policy_id, String),
        )
        .join(_CASES, _CASES.c.id == _TIMERS.c.instance_id)
        .where(*_waits_at(place), _TIMERS.c.due_at.is_not(None), _TIMERS.c.kind == "duration")
    )
    rows = rows.order_by(_TIMERS.c.task_id, _TIMERS.c.id)  # what belongs together stands together
    return rows if only is None else rows.where(_among(only))


def _seats(place: Place, only: Collection[UUID] | None) -> Select[str, str, str, str, str, int, int]:
    tasks = select(_TIMERS.c.task_id).where(*_waits_at(place), _TIMERS.c.task_id.is_not(None))
    if only is not None:
        tasks = tasks.where(_TIMERS.c.task_id.in_(only))
    return (
        select(
            cast(_SEATS.c.id, String),
            cast(_SEATS.c.task_id, String),
            cast(_SEATS.c.person_id, String),
            cast(_SEATS.c.taken_by, String),
            type_coerce(_SEATS.c.pools, Text),
            type_coerce(_SEATS.c.opened_at, BigInteger),
            type_coerce(_SEATS.c.due_at, BigInteger),
        )
        .where(_SEATS.c.task_id.in_(tasks), _SEATS.c.status == SeatStatus.OPEN)
        .order_by(_SEATS.c.task_id, _SEATS.c.position)
    )


def _waits_at(place: Place) -> Sequence[ColumnElement[bool]]:
    return (
        _TIMERS.c.process_id == place.process_id,
        _TIMERS.c.element_id == place.element_id,
        _TIMERS.c.fired_at.is_(None),
        _TIMERS.c.cancelled_at.is_(None),
    )


def _among(keys: Collection[UUID]) -> ColumnElement[bool]:
    return _TIMERS.c.task_id.in_(keys) | (_TIMERS.c.task_id.is_(None) & _TIMERS.c.id.in_(keys))
