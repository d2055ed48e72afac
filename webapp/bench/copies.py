"""Many open cases at once: one case is started by the engine, and its rows are copied under new ids.

A copy is what the engine would have written: state, task, seat, inbox entries, timers, and a chain of events whose
hashes hold. It can be completed like any other case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from engine.commands import perform
from engine.db import Base, Database
from engine.history.operations import ZERO_HASH, chain_hash
from engine.types import new_id
from webapp.bench.company import Company, start

PER_TRANSACTION = 2_000
WITH_IDS = ("process_instances", "tasks", "seats", "timers")

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def open_cases(database: Database, company: Company, count: int, *, process_id: str = "Process_Bench") -> list[UUID]:
    """Have `count` more cases of the bench process wait at their first task; gives the ids of the tasks."""
    model = perform(database, lambda session: _rows_of(session, start(session, company, process_id).id))
    tasks: list[UUID] = []
    for begin in range(0, count, PER_TRANSACTION):
        copies = [_copy(model) for _ in range(min(PER_TRANSACTION, count - begin))]
        with database.transaction() as session:
            for table in model:
                if rows := [row for copied in copies for row in copied[table]]:
                    session.execute(_table(table).insert(), rows)
        tasks += [row["id"] for copied in copies for row in copied["tasks"]]
    return tasks


def _rows_of(session: Session, instance_id: UUID) -> Rows:
    """Every row of a case that waits at its one task, table by table, those referred to first."""
    session.flush()  # rows are read below the ORM
    tasks = _read(session, "tasks", _table("tasks").c.instance_id == instance_id)
    task_id = tasks[0]["id"]
    return {
        "process_instances": _read(session, "process_instances", _table("process_instances").c.id == instance_id),
        "tasks": tasks,
        "seats": _read(session, "seats", _table("seats").c.task_id == task_id),
        "inbox_entries": _read(session, "inbox_entries", _table("inbox_entries").c.task_id == task_id),
        "timers": _read(session, "timers", _table("timers").c.instance_id == instance_id),
        "event_chains": _read(session, "event_chains", _table("event_chains").c.id == instance_id),
        "events": _read(session, "events", _table("events").c.chain_id == instance_id),
    }


def _read(session: Session, table: str, condition: ColumnElement[bool]) -> list[Row]:
    return [dict(row) for row in session.execute(select(_table(table)).where(condition)).mappings()]


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _copy(model: Rows) -> Rows:
    new_ids = {row["id"]: new_id() for table in WITH_IDS for row in model[table]}
    copied = {table: [_renamed(row, new_ids) for row in rows] for table, rows in model.items()}
    _chain_again(copied["event_chains"][0], copied["events"])
    return copied


def _renamed(row: Row, new_ids: Mapping[UUID, UUID]) -> Row:
    return {name: _with_new_ids(value, new_ids) for name, value in row.items()}


def _with_new_ids(value: Any, new_ids: Mapping[UUID, UUID]) -> Any:
    if isinstance(value, UUID):
        return new_ids.get(value, value)
    if isinstance(value, str):
        for old, new in new_ids.items():
            value = value.replace(str(old), str(new)).replace(old.hex, new.hex)  # events; state
    return value


def _chain_again(chain: Row, events: Sequence[Row]) -> None:
    chain["head"] = ZERO_HASH
    for event in sorted(events, key=lambda event: int(event["number"])):
        event["hash"] = chain["head"] = chain_hash(chain["head"], event["body"])
