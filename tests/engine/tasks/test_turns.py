"""Whose turn it is: in turn, and with signers added before, after and beside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.definitions.task_words import Decision, SignMode
from engine.tasks.models import AddedHow, Seat, SeatStatus
from engine.tasks.operations import new_seat
from engine.tasks.turns import may_open, no_longer_needed, votes_of
from engine.types import new_id

TASK = new_id()
NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)


def three() -> list[Seat]:
    return [new_seat(TASK, position, new_id(), ()) for position in range(3)]


def added(anchor: Seat, how: AddedHow) -> Seat:
    seat = new_seat(TASK, anchor.position, new_id(), ())
    seat.added_by, seat.added_how, seat.anchor_id = anchor.person_id, how, anchor.id
    return seat


def decide(seat: Seat, decision: Decision = Decision.APPROVE, *, after: int = 0) -> None:
    seat.status, seat.decision, seat.decided_at = SeatStatus.DECIDED, decision, NOON + timedelta(minutes=after)


def turns(mode: SignMode, seats: list[Seat]) -> list[UUID]:
    waiting = [seat for seat in seats if seat.status == SeatStatus.WAITING]
    return [seat.id for seat in waiting if may_open(mode, seat, seats)]


@pytest.mark.parametrize("mode", [SignMode.ANY, SignMode.ALL, SignMode.RATIO])
def test_side_by_side_everybody_has_their_turn_at_once(mode: SignMode) -> None:
    seats = three()
    assert turns(mode, seats) == [seat.id for seat in seats]


def test_in_turn_one_after_the_other() -> None:
    first, second, third = seats = three()
    assert turns(SignMode.SEQUENTIAL, seats) == [first.id]
    decide(first)
    assert turns(SignMode.SEQUENTIAL, seats) == [second.id]
    second.status = SeatStatus.NOT_NEEDED
    assert turns(SignMode.SEQUENTIAL, seats) == [third.id]


@pytest.mark.parametrize("mode", [SignMode.ONE, SignMode.ALL, SignMode.SEQUENTIAL])
def test_who_asked_somebody_before_them_waits_for_that(mode: SignMode) -> None:
    anchor = new_seat(TASK, 0, new_id(), ())
    asked = added(anchor, AddedHow.BEFORE)
    seats = [asked, anchor]
    assert turns(mode, seats) == [asked.id]
    decide(asked)
    assert turns(mode, seats) == [anchor.id]


@pytest.mark.parametrize("mode", [SignMode.ONE, SignMode.ALL, SignMode.SEQUENTIAL])
def test_who_is_asked_after_somebody_waits_for_them(mode: SignMode) -> None:
    anchor = new_seat(TASK, 0, new_id(), ())
    asked = added(anchor, AddedHow.AFTER)
    seats = [anchor, asked]
    assert turns(mode, seats) == [anchor.id]
    decide(anchor)
    assert turns(mode, seats) == [asked.id]


@pytest.mark.parametrize("how", list(AddedHow))
def test_in_turn_the_next_waits_for_those_added_by_the_one_before(how: AddedHow) -> None:
    first, second, _ = three()
    asked = added(first, how)
    further = added(asked, AddedHow.AFTER)
    seats = [first, asked, further, second]
    decide(first)
    assert second.id not in turns(SignMode.SEQUENTIAL, seats)
    decide(asked)
    assert turns(SignMode.SEQUENTIAL, seats) == [further.id]
    decide(further)
    assert turns(SignMode.SEQUENTIAL, seats) == [second.id]


def test_once_the_mode_is_content_only_added_signers_are_waited_for() -> None:
    first, second, third = three()
    asked = added(first, AddedHow.AFTER)
    decide(first)
    seats = [first, second, third, asked]
    assert no_longer_needed(SignMode.ANY, seats, approve_at=100) == [second, third]
    assert no_longer_needed(SignMode.ALL, seats, approve_at=100) == []


def test_votes_come_in_the_order_in_which_they_were_cast() -> None:
    first, second, third = seats = three()
    decide(second, Decision.REJECT, after=1)
    decide(third, after=2)
    first.status = SeatStatus.NOT_NEEDED
    assert [vote.decision for vote in votes_of(seats)] == [Decision.REJECT, Decision.APPROVE]
