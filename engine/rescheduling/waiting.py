"""Reading what waits at one timer event of a process, task by task: its timers, its open seats, its case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, String, Text, cast, select, type_coerce
from sqlalchemy.orm import Session

from engine.db import is_among, table_of
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
    seats: Sequence[WaitingSeat]


SeatsByTask: TypeAlias = Mapping[str, Sequence[WaitingSeat]]


def seats_at(session: Session, place: Place, *, only: Collection[UUID] | None = None) -> SeatsByTask:
    """The open seats by the task they belong to, of everything that waits at `place` or of the tasks `only`."""
    tasks = select(_TIMERS.c.task_id).where(*_waits_at(place), _TIMERS.c.task_id.is_not(None))
    seats = _SEATS.c.task_id.in_(tasks) if only is None else is_among(session, _SEATS.c.task_id, only)
    found: dict[str, list[WaitingSeat]] = {}
    for seat in map(WaitingSeat._make, session.execute(_OPEN_SEATS.where(seats)).all()):
        found.setdefault(seat.task_id, []).append(seat)
    return found


def seated_in(seats: SeatsByTask) -> set[UUID]:
    """Everybody who sits in one of these seats, alone or as the taker of a pool's."""
    people = {person for of_task in seats.values() for seat in of_task for person in (seat.person_id, seat.taken_by)}
    return {UUID(person) for person in people if person is not None}


def waiting_tasks(
    session: Session, place: Place, seats: SeatsByTask, *, only: Collection[UUID] | None = None
) -> Iterator[WaitingTask]:
    """Everything that waits at `place`, or what belongs to the tasks and single timers `only`, with its `seats`: one
    task after the other, for there may be very many. One statement."""
    rows = _ROWS.where(*_waits_at(place))
    if only is not None:
        rows = rows.where(_belongs_to(session, only))
    for ((instance_id, unit, amount, currency), _timer), of_task in groupby(_in_portions(session, rows), key=_task_of):
        timers = [WaitingRow._make(row[CASE_COLUMNS:]) for row in of_task]
        yield WaitingTask(instance_id, unit, amount, currency, timers, seats.get(timers[0].task_id or "", ()))


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


def instances_of(session: Session, place: Place, keys: Collection[UUID]) -> Select[UUID]:
    """The cases of these tasks and single timers, as a question for a greater one."""
    return select(_TIMERS.c.instance_id).where(*_waits_at(place), _belongs_to(session, keys))


_ROWS = (
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
    .where(_TIMERS.c.due_at.is_not(None), _TIMERS.c.kind == "duration")
    .order_by(_TIMERS.c.task_id, _TIMERS.c.id)  # what belongs together stands together
)

_OPEN_SEATS = (
    select(
        cast(_SEATS.c.id, String),
        cast(_SEATS.c.task_id, String),
        cast(_SEATS.c.person_id, String),
        cast(_SEATS.c.taken_by, String),
        type_coerce(_SEATS.c.pools, Text),
        type_coerce(_SEATS.c.opened_at, BigInteger),
        type_coerce(_SEATS.c.due_at, BigInteger),
    )
    .where(_SEATS.c.status == SeatStatus.OPEN)
    .order_by(_SEATS.c.task_id, _SEATS.c.position)
)


def _waits_at(place: Place) -> Sequence[ColumnElement[bool]]:
    return (
        _TIMERS.c.process_id == place.process_id,
        _TIMERS.c.element_id == place.element_id,
        _TIMERS.c.fired_at.is_(None),
        _TIMERS.c.cancelled_at.is_(None),
    )


def _belongs_to(session: Session, keys: Collection[UUID]) -> ColumnElement[bool]:
    of_no_task = _TIMERS.c.task_id.is_(None) & is_among(session, _TIMERS.c.id, keys)
    return is_among(session, _TIMERS.c.task_id, keys) | of_no_task
