"""Opening, taking, deciding and closing human tasks and their seats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import insert_for, table_of
from engine.tasks.entries import WITHOUT_DUE_DATE as WITHOUT_DUE_DATE
from engine.tasks.entries import add_entries, drop_entries, replace_entries
from engine.tasks.models import Draft, InboxEntry, Seat, SeatStatus, Task, TaskStatus
from engine.tasks.outcome import Outcome
from engine.tasks.turns import UNDECIDED
from engine.types import new_id

# Built once: every completion executes them.
_NEW_TASKS, _NEW_SEATS = (insert(table_of(model)) for model in (Task, Seat))
_ENTRIES, _DRAFTS = table_of(InboxEntry), table_of(Draft)
_DROP_DRAFTS = delete(_DRAFTS).where(_DRAFTS.c.task_id == bindparam("task_id"))
_TASK_WITH_SEATS = (
    select(Task, Seat)
    .join(Seat, Seat.task_id == Task.id)
    .where(Task.id == bindparam("task_id"))
    .order_by(Seat.position)
    .execution_options(populate_existing=True)
)
_SEAT_COLUMNS = tuple(column.key for column in table_of(Seat).columns)


@dataclass(frozen=True)
class NewTask:
    """A human task that has begun to wait, or, with an `outcome`, that was passed before it could. `seats` are no rows
    yet."""

    id: UUID
    instance_id: UUID
    bundle_version_id: UUID
    process_id: str
    element_id: str
    sign_mode: str
    priority: int
    inputs: Mapping[str, Any]
    seats: Sequence[Seat]
    outcome: Outcome | None = None

    @property
    def open_seats(self) -> list[Seat]:
        """The seats whose clocks start with the task."""
        return [seat for seat in self.seats if seat.status == SeatStatus.OPEN]


def new_seat(
    task_id: UUID,
    position: int,
    person_id: UUID | None,
    pools: Iterable[str],
    *,
    weight: int = 1,
    has_veto: bool = False,
) -> Seat:
    """A seat that waits for its turn; it becomes a row with its task."""
    return Seat(
        id=new_id(),
        task_id=task_id,
        position=position,
        weight=weight,
        has_veto=has_veto,
        status=SeatStatus.WAITING,
        person_id=person_id,
        pools=list(pools),
        comment="",
    )


def open_tasks(session: Session, new_tasks: Iterable[NewTask]) -> None:
    """Write the rows of tasks that have begun to wait, or were passed: three statements however many they are."""
    new = list(new_tasks)
    if not new:
        return
    seats = [seat for task in new for seat in task.seats]
    session.execute(_NEW_TASKS, [_task_row(task) for task in new])
    session.execute(_NEW_SEATS, [{name: getattr(seat, name) for name in _SEAT_COLUMNS} for seat in seats])
    add_entries(session, seats)


def _task_row(new: NewTask) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": new.id,
        "instance_id": new.instance_id,
        "bundle_version_id": new.bundle_version_id,
        "process_id": new.process_id,
        "element_id": new.element_id,
        "sign_mode": new.sign_mode,
        "priority": new.priority,
        "inputs": dict(new.inputs),
        "opened_at": now,
        "status": TaskStatus.COMPLETED if new.outcome else TaskStatus.OPEN,
        "closed_at": now if new.outcome else None,
        "decision": new.outcome.decision if new.outcome else None,
    }


def decide_seat(session: Session, actor: Actor, seat: Seat, *, decision: str | None, comment: str) -> None:
    """Record what the seat's holder decided."""
    seat.status = SeatStatus.DECIDED
    seat.decided_at = clock.now()
    seat.decided_by, seat.on_behalf_of = actor.person_id, actor.on_behalf_of
    seat.decision, seat.comment = decision, comment


def complete_task_row(
    session: Session, task: Task, seats: Iterable[Seat], *, decision: str | None, answers: Mapping[str, Any]
) -> None:
    """Close a decided task: it vanishes from every inbox, its drafts are dropped, undecided seats are not needed."""
    task.status, task.closed_at = TaskStatus.COMPLETED, clock.now()
    task.decision, task.answers = decision, dict(answers)
    for seat in seats:
        if seat.status in UNDECIDED:
            seat.status = SeatStatus.NOT_NEEDED
    drop_entries(session, task.id)
    session.execute(_DROP_DRAFTS, {"task_id": task.id})


def cancel_tasks(session: Session, task_ids: Iterable[UUID]) -> None:
    """Close tasks whose token has gone; their undecided seats end as not needed."""
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
        update(Seat).where(Seat.task_id.in_(ids), Seat.status.in_(UNDECIDED)).values(status=SeatStatus.NOT_NEEDED)
    )
    session.execute(delete(_ENTRIES).where(_ENTRIES.c.task_id.in_(ids)))


def take_seat(session: Session, person_id: UUID, seat: Seat) -> None:
    """The person takes a pool's seat: it leaves the pool's inboxes and enters the person's own."""
    seat.taken_by, seat.taken_at = person_id, clock.now()
    replace_entries(session, seat)


def put_back_seat(session: Session, seat: Seat) -> None:
    """The seat goes back to its pool."""
    seat.taken_by = seat.taken_at = None
    replace_entries(session, seat)


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
