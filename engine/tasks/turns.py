"""Whose turn it is among the seats of a task that is not decided yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.definitions.task_words import SignMode
from engine.tasks.models import AddedHow, Seat, SeatStatus
from engine.tasks.outcome import Vote, joins, outcome_of_the_asked

UNDECIDED = (SeatStatus.WAITING, SeatStatus.OPEN)


def votes_of(seats: Iterable[Seat]) -> list[Vote]:
    """The seats as votes in the order in which they were cast, without those not needed."""
    counting = [seat for seat in seats if seat.status != SeatStatus.NOT_NEEDED]
    cast = sorted((seat for seat in counting if seat.decided_at), key=lambda seat: (seat.decided_at, seat.position))
    return [_vote(seat) for seat in (*cast, *(seat for seat in counting if seat.decided_at is None))]


def _vote(seat: Seat) -> Vote:
    return Vote(
        is_decided=seat.status == SeatStatus.DECIDED,
        decision=seat.decision,
        weight=seat.weight,
        has_veto=seat.has_veto,
        added_how=seat.added_how,
    )


def no_longer_needed(mode: str, seats: Sequence[Seat], *, approve_at: int) -> list[Seat]:
    """Undecided seats whose word changes nothing any more: the others have agreed, only added signers are missing."""
    votes = votes_of(seats)
    if outcome_of_the_asked(mode, votes, approve_at=approve_at) is None:
        return []
    return [seat for seat in seats if seat.status in UNDECIDED and joins(mode, _vote(seat))]


def may_open(mode: str, seat: Seat, seats: Sequence[Seat]) -> bool:
    """Whether it is the turn of an undecided seat.

    A seat waits for those asked before it (前加签); one asked after (后加签) for the seat it was added to; in turn
    (依次) for everybody at the places before, those they added included.
    """
    if any(other.status in UNDECIDED for other in asked_before(seat, seats)):
        return False
    anchor = _anchor(seat, seats)
    if anchor is not None and seat.added_how == AddedHow.AFTER:
        return anchor.status not in UNDECIDED
    if mode != SignMode.SEQUENTIAL or anchor is not None:
        return True
    return not any(other.status in UNDECIDED and _place(other, seats) < seat.position for other in seats)


def asked_before(seat: Seat, seats: Iterable[Seat]) -> list[Seat]:
    """The signers that were added before this seat."""
    return [other for other in seats if other.anchor_id == seat.id and other.added_how == AddedHow.BEFORE]


def _place(seat: Seat, seats: Sequence[Seat]) -> int:
    """The position of the seat, or of the asked one that an added signer stands with in the end."""
    seen = {seat.id}
    while (anchor := _anchor(seat, seats)) is not None and anchor.id not in seen:
        seat = anchor
        seen.add(seat.id)
    return seat.position


def _anchor(seat: Seat, seats: Iterable[Seat]) -> Seat | None:
    return next((other for other in seats if seat.anchor_id is not None and other.id == seat.anchor_id), None)
