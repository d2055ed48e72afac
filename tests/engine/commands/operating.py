"""What the tests of operations share: a case to operate on, short ways to act, and the promise that inboxes agree."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from engine import commands
from engine.actors import Actor
from engine.case_view import allowed_operations, view_task
from engine.db import Database
from engine.errors import Sentence
from engine.history.queries import RecordedEvent, events_of
from engine.outbox.models import Notice
from engine.tasks.models import InboxEntry, Seat, SeatStatus, Task, TaskStatus
from engine.timers.models import Timer
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

DECIDES = {"decisions": "approve,reject,send_back", "notSamePersonAs": "initiator"}


def two_steps(users: str | None = None, **signing: str) -> Diagram:
    """The requester fills in, `users` (else the pool of approvers) sign within 8 hours, finance pays."""
    groups = None if users else "approver"
    return (
        bpmn("p")
        .start()
        .user_task("fill", name="Fill in", assignee="requester")
        .user_task(
            "sign",
            name="Sign",
            users=users,
            groups=groups,
            properties={**DECIDES, **signing},
            outputs={"verdict": "=decision"},
        )
        .boundary_timer("late", "PT8H", on="sign", interrupting=False)
        .end("told")
        .at("sign")
        .user_task("pay", name="Pay", groups="finance_accountant", properties=DECIDES, outputs={"paid": "=decision"})
        .end()
    )


def at_sign(cast: Cast, diagram: Diagram | None = None) -> tuple[UUID, UUID]:
    """A case that waits at `sign`: its id and the task's."""
    cast.publish(diagram or two_steps())
    case = cast.start()
    cast.complete(cast.requester, cast.task(case, "fill"))
    return case, cast.task(case, "sign")


def seats(cast: Cast, task_id: UUID) -> list[Seat]:
    with cast.db.reading() as session:
        return list(session.scalars(select(Seat).where(Seat.task_id == task_id).order_by(Seat.position)))


def events(cast: Cast, case: UUID, kind: str) -> list[RecordedEvent]:
    with cast.db.reading() as session:
        return [event for event in events_of(session, case) if event.kind == kind]


def told(cast: Cast, actor: Actor) -> list[str]:
    """What somebody was told, oldest first, as English sentences."""
    with cast.db.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.person_id == actor.person_id).order_by(Notice.id)).all()
        return [str(Sentence.from_data(row.sentence)) for row in rows]


def why_not(cast: Cast, actor: Actor, task_id: UUID) -> Mapping[str, Sentence | None]:
    """What the page would offer to somebody at a task."""
    with cast.db.reading() as session:
        return allowed_operations(session, actor, view_task(session, actor, task_id))


def hand_over(cast: Cast, actor: Actor, task_id: UUID, to: Actor, reason: str = "") -> None:
    assert to.person_id is not None
    person_id = to.person_id
    cast.act(lambda session: commands.hand_over_task(session, actor, task_id, person_id, reason=reason))


def assert_in_step(db: Database) -> None:
    """No open seat without an inbox entry, no inbox entry or clock without an open seat of an open task."""
    with db.reading() as session:
        entries = set(session.scalars(select(InboxEntry.seat_id)))
        open_seats = set(
            session.scalars(
                select(Seat.id)
                .join(Task, Task.id == Seat.task_id)
                .where(Seat.status == SeatStatus.OPEN, Task.status == TaskStatus.OPEN)
            )
        )
        stale = select(Seat.id).join(Task, Task.id == Seat.task_id).where(Task.status != TaskStatus.OPEN)
        undecided = stale.where(Seat.status.in_((SeatStatus.OPEN, SeatStatus.WAITING)))
        assert entries == open_seats
        assert session.scalars(undecided).all() == []
        waiting = select(Timer.seat_id).where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))
        limited = select(Seat.id).where(Seat.task_id.in_(select(Timer.task_id).where(Timer.task_id.is_not(None))))
        clocks = set(session.scalars(waiting.where(Timer.seat_id.is_not(None))))
        assert clocks == open_seats & set(session.scalars(limited))
