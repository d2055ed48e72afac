"""Who signs a task: its seats as the page shows them, and how far the vote is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definitions.task_words import SignMode
from engine.errors import Sentence, say
from engine.people.models import Person
from engine.people.queries import people_by_id
from engine.tasks.models import AddedHow, Seat, SeatStatus
from webapp.cases.waiting import asked
from webapp.i18n import named

MODES: dict[str, Sentence] = {
    SignMode.ANY: say("Any one of them: the first decision counts."),
    SignMode.ALL: say("All of them have to approve; one rejection is enough to reject."),
    SignMode.SEQUENTIAL: say("One after the other; one rejection is enough to reject."),
    SignMode.RATIO: say("A vote, each with their weight."),
}
ADDED: dict[str, Sentence] = {
    AddedHow.BEFORE: say("added by %(name)s, to sign before them"),
    AddedHow.AFTER: say("added by %(name)s, to sign after them"),
    AddedHow.BESIDE: say("added by %(name)s, to sign beside them"),
}


@dataclass(frozen=True)
class Signer:
    """One seat in words. `look` is its decision, else its status; `advisor` has been asked by the holder to advise."""

    seat: Seat
    who: str
    roles: str
    look: str
    decided_by: str
    on_behalf_of: str
    advisor: str
    added: Sentence | None
    is_you: bool

    @property
    def is_undecided(self) -> bool:
        return self.seat.status in (SeatStatus.OPEN, SeatStatus.WAITING)

    @property
    def has_passed(self) -> bool:
        """Whether the seat counts as decided though nobody had to be asked."""
        return self.seat.status == SeatStatus.DECIDED and self.seat.decided_by is None

    @property
    def due_at(self) -> datetime | None:
        return self.seat.due_at if self.seat.status == SeatStatus.OPEN else None


@dataclass(frozen=True)
class Vote:
    """A vote by weight, each share in percent of all weight; `approve_at` is the share that approves."""

    approved: int
    rejected: int
    approve_at: int


@dataclass(frozen=True)
class Signers:
    """Everybody who signs a task, in their order."""

    mode: str
    rows: Sequence[Signer]
    vote: Vote | None

    @property
    def rule(self) -> Sentence | None:
        return MODES.get(self.mode)

    @property
    def is_shown(self) -> bool:
        """Whether there is more to tell than whom the task asks."""
        return len(self.rows) > 1 or self.mode != SignMode.ONE or any(row.advisor for row in self.rows)


@dataclass(frozen=True)
class Reader:
    """Who looks at the signers, and the seat they may sit in, if any."""

    person_id: UUID | None
    seat_id: UUID | None = None


def read_signers(
    session: Session, mode: str, seats: Sequence[Seat], properties: Mapping[str, str], you: Reader
) -> Signers:
    """The signers of a task whose diagram has these `properties`; one statement for the people."""
    people = people_by_id(session, (person_id for seat in seats for person_id in _persons(seat)))
    rows = [_signer(session, seat, people, you) for seat in sorted(seats, key=lambda seat: seat.position)]
    return Signers(mode, rows, _vote(seats, properties) if mode == SignMode.RATIO else None)


def _persons(seat: Seat) -> Iterable[UUID | None]:
    return (seat.person_id, seat.taken_by, seat.decided_by, seat.on_behalf_of, seat.added_by, seat.delegated_to)


def _signer(session: Session, seat: Seat, people: Mapping[UUID, Person], you: Reader) -> Signer:
    def name(person_id: UUID | None) -> str:
        return named(people.get(person_id)) if person_id else ""

    whom = asked(session, seat, people)
    roles = ", ".join(whom.roles)
    holder = seat.decided_by or seat.taken_by or seat.person_id
    return Signer(
        seat=seat,
        who=whom.person or name(seat.decided_by) or roles,
        roles=roles if whom.person or seat.decided_by else "",
        look=(seat.decision or "done") if seat.status == SeatStatus.DECIDED else seat.status,
        decided_by=name(seat.decided_by),
        on_behalf_of=name(seat.on_behalf_of),
        advisor=name(seat.delegated_to) if seat.status == SeatStatus.OPEN else "",
        added=Sentence(ADDED[seat.added_how].template, {"name": name(seat.added_by)}) if seat.added_how else None,
        is_you=seat.id == you.seat_id or (holder is not None and holder == you.person_id),
    )


def _vote(seats: Iterable[Seat], properties: Mapping[str, str]) -> Vote | None:
    """Those added before or after somebody are asked besides the vote, not in it."""
    voting = [seat for seat in seats if seat.added_how in (None, AddedHow.BESIDE)]
    total = sum(seat.weight for seat in voting)
    approve_at = properties.get("approveAt", "")
    if not total or not approve_at.isdecimal():
        return None

    def share(decision: str) -> int:
        return sum(seat.weight for seat in voting if seat.decision == decision) * 100 // total

    return Vote(share("approve"), share("reject"), int(approve_at))
