"""What becomes of a seat when its holder hands it over, asks somebody's advice, or asks others to sign as well."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.tasks.entries import replace_entries
from engine.tasks.models import AddedHow, Seat, SeatStatus, Task
from engine.types import new_id


def hand_over_seat(session: Session, seat: Seat, person_id: UUID) -> None:
    """The seat is this person's for good, with the time that is left of it."""
    seat.person_id, seat.pools = person_id, []
    seat.taken_by = seat.taken_at = None
    if seat.delegated_to == person_id:  # whoever advised decides now
        seat.delegated_to = seat.delegated_at = None
    replace_entries(session, seat)


def delegate_seat(session: Session, seat: Seat, person_id: UUID) -> None:
    """The person is asked for advice: the seat stands in both inboxes until it comes back."""
    seat.delegated_to, seat.delegated_at = person_id, clock.now()
    replace_entries(session, seat)


def end_delegation(session: Session, seat: Seat) -> None:
    """The seat is its holder's alone again."""
    seat.delegated_to = seat.delegated_at = None
    replace_entries(session, seat)


def seat_beside(
    session: Session, task: Task, seats: list[Seat], anchor: Seat, person_id: UUID, how: AddedHow, *, added_by: UUID
) -> Seat:
    """A further signer's seat (加签), put into `seats` at its place; inboxes and clocks are the caller's to settle.

    Asked before the anchor, the anchor waits for them; asked after it, they wait for the anchor.
    """
    place = seats.index(anchor) + (how is not AddedHow.BEFORE)
    waits = how is AddedHow.AFTER
    seat = Seat(
        id=new_id(),
        task_id=task.id,
        status=SeatStatus.WAITING if waits else SeatStatus.OPEN,
        person_id=person_id,
        pools=[],
        opened_at=None if waits else clock.now(),
        added_by=added_by,
        added_how=how,
        anchor_id=anchor.id,
    )
    session.add(seat)
    session.flush()  # inbox entries and clocks refer to it
    seats.insert(place, seat)
    for position, each in enumerate(seats):
        each.position = position
    if how is AddedHow.BEFORE:
        anchor.status = SeatStatus.WAITING
    return seat


def drop_seat(seats: Sequence[Seat], seat: Seat) -> None:
    """An added signer is not needed (减签); those asked before or after them stand by whoever added them."""
    seat.status = SeatStatus.NOT_NEEDED
    seat.delegated_to = seat.delegated_at = None
    for other in seats:
        if other.anchor_id == seat.id:
            other.anchor_id = seat.anchor_id
