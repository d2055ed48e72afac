"""Letting the seats of a task open in their turn, and passing those whose people have approved already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.definitions.task_words import Decision, SamePersonAgain
from engine.errors import say
from engine.history.operations import EventDraft
from engine.people.queries import name_of
from engine.tasks.assignment import Passing
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from engine.tasks.outcome import Outcome, outcome
from engine.tasks.pools import people_of
from engine.tasks.signing import Signing
from engine.tasks.turns import may_open, no_longer_needed, votes_of

Barred = Callable[[], Set[UUID]]
"""Gives who may not decide here (segregation of duties); asked only where it matters."""


@dataclass
class Turn:
    """What came of it: the outcome, None while the task is not decided, and the seats passed on the way."""

    outcome: Outcome | None = None
    passed: list[tuple[Seat, Passing]] = field(default_factory=list)


def next_turn(session: Session, instance_id: UUID, signing: Signing, seats: Sequence[Seat], barred: Barred) -> Turn:
    """Open the seats whose turn it is, pass those that `samePersonAgain` passes, end those no longer needed or of
    people who have all voted, until somebody has to be asked or the task is decided. Changes the seats alone: no
    inbox, no clock, no history."""
    turn = Turn()
    while True:
        turn.outcome = outcome(signing.mode, votes_of(seats), approve_at=signing.approve_at)
        if turn.outcome is not None:
            return turn
        for seat in no_longer_needed(signing.mode, seats, approve_at=signing.approve_at):
            seat.status = SeatStatus.NOT_NEEDED
        its_turn = [s for s in seats if s.status == SeatStatus.WAITING and may_open(signing.mode, s, seats)]
        if not its_turn and not _end_those_who_voted(session, seats, barred):
            return turn
        for seat in its_turn:  # each leaves the waiting, so that this comes to an end
            passing = _same_person_again(session, instance_id, signing, seat, seats, barred)
            if passing is not None:
                pass_seat(seat, passing)
                turn.passed.append((seat, passing))
            else:
                seat.status, seat.opened_at = SeatStatus.OPEN, clock.now()


def _end_those_who_voted(session: Session, seats: Sequence[Seat], barred: Barred) -> bool:
    """Everybody has one vote: an open seat that only people could decide who have voted here is not needed, or the
    task would wait for nobody. Whether there was one."""
    voters = {p for seat in seats if seat.decided_by for p in (seat.decided_by, seat.on_behalf_of) if p is not None}
    is_any = False
    for seat in seats if voters else ():
        if seat.status == SeatStatus.OPEN:
            people = people_of(session, seat.person_id, seat.pools) - barred()
            if people and people <= voters:
                seat.status, is_any = SeatStatus.NOT_NEEDED, True
    return is_any


def pass_seat(seat: Seat, passing: Passing) -> None:
    """Decide a seat by nobody; `on_behalf_of` names whose word counts instead, where there is somebody."""
    seat.status, seat.decided_at = SeatStatus.DECIDED, clock.now()
    seat.decision, seat.on_behalf_of = passing.decision, passing.person_id


def passed_events(
    channel: str, version: str, element_id: str, passed: Iterable[tuple[Seat, Passing]]
) -> list[EventDraft]:
    """The events of seats that were decided by nobody: they say why, and whose word counts instead."""
    return [
        EventDraft(
            "task_passed",
            Actor(None, channel=channel),
            element_id=element_id,
            version=version,
            data={
                "task": seat.task_id,
                "seat": seat.id,
                "decision": passing.decision,
                "why": passing.why.to_data(),
                "person": passing.person_id,
            },
        )
        for seat, passing in passed
    ]


def _same_person_again(
    session: Session, instance_id: UUID, signing: Signing, seat: Seat, seats: Sequence[Seat], barred: Barred
) -> Passing | None:
    if signing.same_person_again == SamePersonAgain.ASK or signing.agreement is None:
        return None
    if seat.opened_at is not None or seat.added_by is not None:
        return None
    approvers = _approvers(session, instance_id, seats, is_all=signing.same_person_again == SamePersonAgain.ALL)
    again = (people_of(session, seat.person_id, seat.pools) & approvers) - barred()
    if not again:
        return None
    person_id = min(again)
    why = say("%(name)s has approved this case already.", name=name_of(session, person_id))
    return Passing(signing.agreement, why, person_id)


def _approvers(session: Session, instance_id: UUID, seats: Sequence[Seat], *, is_all: bool) -> set[UUID]:
    """Who approved last, or who has approved at all, since the case was last sent back, rejected or moved."""
    here = sorted((s for s in seats if s.decided_at), key=lambda s: (s.decided_at, s.position), reverse=True)
    if here and not is_all:
        return _who(here[0])
    found = {person_id for seat in here for person_id in _who(seat)}
    earlier = _decided_before(session, instance_id, seats[0].task_id)
    if not is_all:
        return {person_id for seat in earlier if seat.task_id == earlier[0].task_id for person_id in _who(seat)}
    return found | {person_id for seat in earlier for person_id in _who(seat)}


def _who(seat: Seat) -> set[UUID]:
    approved = seat.decision == Decision.APPROVE
    return {person_id for person_id in (seat.decided_by, seat.on_behalf_of) if approved and person_id is not None}


def _decided_before(session: Session, instance_id: UUID, task_id: UUID) -> list[Seat]:
    """The decided seats of the case's other tasks in this round, latest first."""
    of_case = (Task.instance_id == instance_id, Task.id != task_id)
    begun: datetime | None = session.scalar(
        select(func.max(Task.closed_at)).where(*of_case, Task.status == TaskStatus.CANCELLED)
    )
    decided = (
        select(Seat)
        .join(Task, Task.id == Seat.task_id)
        .where(*of_case, Seat.decided_at.is_not(None))
        .order_by(Seat.decided_at.desc(), Seat.position.desc())
    )
    found: list[Seat] = []
    for seat in session.scalars(decided if begun is None else decided.where(Seat.decided_at > begun)):
        if seat.decision in (Decision.REJECT, Decision.SEND_BACK):
            break
        found.append(seat)
    return found
