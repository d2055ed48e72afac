"""Writing plans down: timers, seats and the order of the inboxes, many rows in few statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    String,
    Subquery,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from engine import clock
from engine.db import table_of
from engine.rescheduling.planning import AddedStage, MovedRow, Plan
from engine.tasks.models import InboxEntry, Seat
from engine.timers.ladder import repeats
from engine.timers.models import Timer
from engine.timers.operations import NewTimer, arm
from engine.types import EPOCH

_TIMERS, _SEATS, _ENTRIES = table_of(Timer), table_of(Seat), table_of(InboxEntry)


def apply_plans(session: Session, plans: Sequence[Plan]) -> int:
    """Write what has been planned for tasks whose cases are locked; gives how many timers got another instant."""
    alike: dict[tuple[Any, ...], list[tuple[Plan, MovedRow]]] = {}
    for plan in plans:
        for moved in plan.rows:
            alike.setdefault(_likeness(plan, moved), []).append((plan, moved))
    for same in alike.values():
        dues = {moved.row.id: moved.due_at for _, moved in same}
        _set_each(session, _TIMERS, _TIMERS.c.id, _TIMERS.c.due_at, dues, _shared(*same[0]))
    _cancel(session, [row.id for plan in plans for row in plan.dropped])
    seats = {seat_id: due for plan in plans for seat_id, due in plan.seat_dues.items()}
    _set_each(session, _SEATS, _SEATS.c.id, _SEATS.c.due_at, seats, {})
    _set_each(session, _ENTRIES, _ENTRIES.c.seat_id, _ENTRIES.c.sort_at, seats, {})
    arm(session, [_new_timer(plan, added) for plan in plans for added in plan.added])
    return sum(len(plan.moved) for plan in plans)


def _likeness(plan: Plan, moved: MovedRow) -> tuple[Any, ...]:
    """Rows that agree in this get the same values beside their instants."""
    limit, stage = moved.limit, moved.stage
    return (
        limit.literal,
        limit.is_working_time,
        limit.calendar_code,
        plan.new.policy_id,
        plan.new.ladder is None,
        stage and stage.percent,
        moved.row.repetition,
    )


def _shared(plan: Plan, moved: MovedRow) -> dict[str, Any]:
    """What is written beside the instant: the same for most rows."""
    limit, ladder = moved.limit, plan.new.ladder
    values: dict[str, Any] = {"calendar_code": limit.calendar_code}
    if ladder is None:
        return values
    values |= {"literal": limit.literal, "is_working_time": limit.is_working_time, "policy_id": plan.new.policy_id}
    if moved.stage is not None:
        times = max(0, repeats(ladder, moved.stage) - moved.row.repetition)
        values |= {
            "action": moved.stage.action.value,
            "recipients": list(moved.stage.to),
            "repeat_every": ladder.repeat_every if times else "",
            "repetitions_left": times,
        }
    return values


def _set_each(
    session: Session,
    table: Table,
    key: Column[Any],
    target: Column[Any],
    values: Mapping[str, int],
    shared: Mapping[str, Any],
) -> None:
    """Give each row its own instant, and all of them the `shared` values: one statement, however many they are."""
    if not values:
        return
    new = _pairs_sqlite(values) if session.get_bind().dialect.name == "sqlite" else _pairs_postgresql(values)
    session.execute(
        update(table)
        .where(type_coerce(key, new.c.of.type) == new.c.of)
        .values({target: type_coerce(new.c.to, target.type), **_columns(table, shared)})
    )


def _pairs_postgresql(values: Mapping[str, int]) -> Subquery:
    """Arrays as one text each: the driver would look at every member of a list."""
    return select(
        func.unnest(cast(bindparam("keys", f"{{{','.join(values)}}}", Text), ARRAY(Uuid))).label("of"),
        func.unnest(
            cast(bindparam("instants", f"{{{','.join(map(str, values.values()))}}}", Text), ARRAY(BigInteger))
        ).label("to"),
    ).subquery("new")


def _pairs_sqlite(values: Mapping[str, int]) -> Subquery:
    pair = func.json_each(bindparam("pairs", json.dumps(list(values.items())), Text)).table_valued("value").c.value
    return select(
        func.json_extract(pair, "$[0]", type_=String).label("of"),
        func.json_extract(pair, "$[1]", type_=BigInteger).label("to"),
    ).subquery("new")


def _columns(table: Table, values: Mapping[str, Any]) -> dict[Any, Any]:
    return {table.c[name]: value for name, value in values.items()}


def _cancel(session: Session, timer_ids: Sequence[str]) -> None:
    if timer_ids:
        session.execute(
            update(_TIMERS)
            .where(_TIMERS.c.id.in_([UUID(timer) for timer in timer_ids]))
            .values(cancelled_at=clock.now())
        )


def _new_timer(plan: Plan, added: AddedStage) -> NewTimer:
    row, limit, stage = plan.task.rows[0], added.limit, added.stage
    times = repeats(limit.ladder, stage)
    return NewTimer(
        instance_id=UUID(plan.task.instance_id),
        task_id=UUID(added.seat.task_id),
        seat_id=UUID(added.seat.id),
        engine_task_id=UUID(added.seat.task_id),
        process_id=row.process_id,
        element_id=row.element_id,
        event="",
        kind="duration",
        literal=limit.literal,
        base_literal=row.base_literal,
        is_working_time=limit.is_working_time,
        is_base_working_time=row.is_base_working_time,
        calendar_code=limit.calendar_code,
        policy_id=plan.new.policy_id,
        stage=stage.percent,
        action=stage.action.value,
        recipients=list(stage.to),
        repeat_every=limit.ladder.repeat_every if times else "",
        repetitions_left=times,
        armed_at=_instant(added.started_at),
        due_at=_instant(added.due_at),
    )


def _instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
