"""Keeping the inbox projection in step with the seats of a task."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from engine.db import table_of
from engine.tasks.models import InboxEntry, Seat, SeatStatus
from engine.tasks.pools import person_recipient
from engine.types import EPOCH

WITHOUT_DUE_DATE = datetime(9000, 1, 1, tzinfo=UTC)
"""Behind every due date: what is never due stands from here on, by when it came."""

_ENTRIES = table_of(InboxEntry)
# Built once: every completion or vote executes one of them.
_ADD = insert(_ENTRIES)
_OF_TASK = select(_ENTRIES.c.seat_id, _ENTRIES.c.recipient).where(_ENTRIES.c.task_id == bindparam("task_id"))
_DROP_OF_TASK = delete(_ENTRIES).where(_ENTRIES.c.task_id == bindparam("task_id"))


def recipients_of_seat(seat: Seat) -> list[str]:
    """In whose inboxes a seat stands while it is open: its person's, that of who took it, or its pools'; and of whom
    its holder asks for advice."""
    holder = seat.person_id or seat.taken_by
    found = [person_recipient(holder)] if holder else list(seat.pools)
    if seat.delegated_to is not None:
        found.append(person_recipient(seat.delegated_to))
    return list(dict.fromkeys(found))


def add_entries(session: Session, seats: Iterable[Seat]) -> None:
    """Put the open ones among new seats into inboxes: at most one statement."""
    rows = [row for seat in seats if seat.status == SeatStatus.OPEN for row in _rows(seat, recipients_of_seat(seat))]
    if rows:
        session.execute(_ADD, rows)


def drop_entries(session: Session, task_id: UUID) -> None:
    """A task leaves every inbox."""
    session.execute(_DROP_OF_TASK, {"task_id": task_id})


def bring_into_step(session: Session, task_id: UUID, seats: Sequence[Seat]) -> tuple[list[UUID], list[UUID]]:
    """Let exactly the open seats of a task stand in inboxes; gives the seats that have come in, and those that left."""
    shown: dict[UUID, set[str]] = {}
    for seat_id, recipient in session.execute(_OF_TASK, {"task_id": task_id}):
        shown.setdefault(seat_id, set()).add(recipient)
    wanted = {seat.id: recipients_of_seat(seat) for seat in seats if seat.status == SeatStatus.OPEN}
    _drop_seats(session, [seat_id for seat_id, found in shown.items() if found != set(wanted.get(seat_id, ()))])
    rows = [
        row for seat in seats if seat.id in wanted and shown.get(seat.id) != set(wanted[seat.id])
        for row in _rows(seat, wanted[seat.id])
    ]  # fmt: skip
    if rows:
        session.execute(_ADD, rows)
    return [seat_id for seat_id in wanted if seat_id not in shown], [each for each in shown if each not in wanted]


def replace_entries(session: Session, seat: Seat) -> None:
    """Bring the inboxes in step with one seat."""
    _drop_seats(session, [seat.id])
    add_entries(session, [seat])


def _drop_seats(session: Session, seat_ids: Collection[UUID]) -> None:
    if seat_ids:
        session.execute(delete(_ENTRIES).where(_ENTRIES.c.seat_id.in_(seat_ids)))


def _rows(seat: Seat, recipients: Iterable[str]) -> list[dict[str, Any]]:
    place = {"seat_id": seat.id, "task_id": seat.task_id, "sort_at": _sort_at(seat)}
    return [{**place, "recipient": each} for each in recipients]


def _sort_at(seat: Seat) -> datetime:
    if seat.due_at is not None:
        return seat.due_at
    return WITHOUT_DUE_DATE + (seat.opened_at - EPOCH) if seat.opened_at else WITHOUT_DUE_DATE
