"""Opening, taking, deciding and closing human tasks, and keeping the inbox projection in step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import insert_for, table_of
from engine.tasks.assignment import SeatPlan, person_recipient
from engine.tasks.models import Draft, InboxEntry, Seat, SeatStatus, Task, TaskStatus
from engine.types import new_id

WITHOUT_DUE_DATE = datetime(9000, 1, 1, tzinfo=UTC)

# Built once: every completion executes them.
_NEW_TASKS, _NEW_SEATS, _NEW_ENTRIES = (insert(table_of(model)) for model in (Task, Seat, InboxEntry))
_ENTRIES, _DRAFTS = table_of(InboxEntry), table_of(Draft)
_DROP_ENTRIES = delete(_ENTRIES).where(_ENTRIES.c.task_id == bindparam("task_id"))
_DROP_DRAFTS = delete(_DRAFTS).where(_DRAFTS.c.task_id == bindparam("task_id"))
_TASK_WITH_SEATS = (
    select(Task, Seat)
    .join(Seat, Seat.task_id == Task.id)
    .where(Task.id == bindparam("task_id"))
    .order_by(Seat.position)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class NewTask:
    """A human task that has begun to wait."""

    id: UUID
    instance_id: UUID
    bundle_version_id: UUID
    process_id: str
    element_id: str
    sign_mode: str
    priority: int
    inputs: Mapping[str, Any]
    seat: SeatPlan
    due_at: datetime | None


def open_tasks(session: Session, new_tasks: Iterable[NewTask]) -> None:
    """Write the rows of tasks that have begun to wait: three statements however many they are."""
    tasks: list[dict[str, Any]] = []
    seats: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    now = clock.now()
    for new in new_tasks:
        seat_id = new_id()
        tasks.append(
            {
                "id": new.id,
                "instance_id": new.instance_id,
                "bundle_version_id": new.bundle_version_id,
                "process_id": new.process_id,
                "element_id": new.element_id,
                "sign_mode": new.sign_mode,
                "priority": new.priority,
                "inputs": dict(new.inputs),
                "opened_at": now,
            }
        )
        seats.append(
            {
                "id": seat_id,
                "task_id": new.id,
                "person_id": new.seat.person_id,
                "pools": list(new.seat.pools),
                "opened_at": now,
                "due_at": new.due_at,
            }
        )
        entries += [
            {"seat_id": seat_id, "recipient": recipient, "task_id": new.id, "sort_at": new.due_at or WITHOUT_DUE_DATE}
            for recipient in new.seat.recipients
        ]
    if tasks:
        session.execute(_NEW_TASKS, tasks)
        session.execute(_NEW_SEATS, seats)
        session.execute(_NEW_ENTRIES, entries)


def decide_seat(session: Session, actor: Actor, seat: Seat, *, decision: str | None, comment: str) -> None:
    """Record what the seat's holder decided."""
    seat.status = SeatStatus.DECIDED
    seat.decided_at = clock.now()
    seat.decided_by, seat.on_behalf_of = actor.person_id, actor.on_behalf_of
    seat.decision, seat.comment = decision, comment


def complete_task_row(session: Session, task: Task, *, decision: str | None, answers: Mapping[str, Any]) -> None:
    """Close a decided task: it vanishes from every inbox, its drafts are dropped."""
    task.status, task.closed_at = TaskStatus.COMPLETED, clock.now()
    task.decision, task.answers = decision, dict(answers)
    session.execute(_DROP_ENTRIES, {"task_id": task.id})
    session.execute(_DROP_DRAFTS, {"task_id": task.id})


def cancel_tasks(session: Session, task_ids: Iterable[UUID]) -> None:
    """Close tasks whose token has gone; their open seats end as not needed."""
    ids = list(task_ids)
    if not ids:
        return
    now = clock.now()
    session.execute(
        update(Task)
        .where(Task.id.in_(ids), Task.status == TaskStatus.OPEN)
        .values(status=TaskStatus.CANCELLED, closed_at=now)
    )
    session.execute(
        update(Seat).where(Seat.task_id.in_(ids), Seat.status == SeatStatus.OPEN).values(status=SeatStatus.NOT_NEEDED)
    )
    session.execute(delete(_ENTRIES).where(_ENTRIES.c.task_id.in_(ids)))


def take_seat(session: Session, person_id: UUID, seat: Seat) -> None:
    """The person takes a pool's seat: it leaves the pool's inboxes and enters the person's own."""
    seat.taken_by, seat.taken_at = person_id, clock.now()
    _replace_entries(session, seat, [person_recipient(person_id)])


def put_back_seat(session: Session, seat: Seat) -> None:
    """The seat goes back to its pool."""
    seat.taken_by = seat.taken_at = None
    _replace_entries(session, seat, seat.pools)


def _replace_entries(session: Session, seat: Seat, recipients: Iterable[str]) -> None:
    session.execute(delete(_ENTRIES).where(_ENTRIES.c.seat_id == seat.id))
    session.execute(
        _NEW_ENTRIES,
        [
            {"seat_id": seat.id, "recipient": r, "task_id": seat.task_id, "sort_at": seat.due_at or WITHOUT_DUE_DATE}
            for r in recipients
        ],
    )


def keep_draft(session: Session, person_id: UUID, task_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep what the person has typed so far; the latest replaces the one before."""
    kept = {"values": dict(values), "saved_at": clock.now()}
    saving = insert_for(session, Draft).values(task_id=task_id, person_id=person_id, **kept)
    # two tabs may save their first at once
    session.execute(saving.on_conflict_do_update(index_elements=["task_id", "person_id"], set_=kept))


def read_anew(session: Session, task_id: UUID) -> tuple[Task, list[Seat]]:
    """A task whose instance is locked already, and its seats in order, as the database has them now."""
    rows = session.execute(_TASK_WITH_SEATS, {"task_id": task_id}).all()
    return rows[0].Task, [row.Seat for row in rows]
