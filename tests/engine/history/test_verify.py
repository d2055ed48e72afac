"""What the verifier sees of a history that somebody has been at, and what it cannot see without checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.history.models import Event, EventChain
from engine.history.operations import EventDraft, append_events, chain_hash, open_chain
from engine.history.verification import verify_chains
from engine.types import new_id
from tests.cast import Cast

EVENTS = 5


@pytest.fixture
def chain(cast: Cast) -> UUID:
    chain_id = new_id()

    def write(session: Session) -> None:
        open_chain(session, chain_id, "case")
        append_events(session, chain_id, [EventDraft(f"act_{n}", cast.approver) for n in range(1, EVENTS + 1)])

    cast.act(write)
    return chain_id


def findings(cast: Cast, chain_id: UUID) -> list[tuple[int, str]]:
    with cast.db.reading() as session:
        return [(finding.number, finding.what) for finding in verify_chains(session, chain_id)]


def event(session: Session, chain_id: UUID, number: int) -> Event:
    return session.get_one(Event, (chain_id, number))


def change_text(session: Session, chain_id: UUID) -> None:
    found = event(session, chain_id, 2)
    found.body = found.body.replace("act_2", "act_9")


def change_text_and_hash(session: Session, chain_id: UUID) -> None:
    found = event(session, chain_id, 2)
    found.body, found.kind = found.body.replace("act_2", "act_9"), "act_9"
    found.hash = chain_hash(event(session, chain_id, 1).hash, found.body)


def change_copy(session: Session, chain_id: UUID) -> None:
    event(session, chain_id, 2).actor_id = new_id()


def remove(session: Session, chain_id: UUID) -> None:
    session.execute(delete(Event).where(Event.chain_id == chain_id, Event.number.in_([2, 3])))


def swap(session: Session, chain_id: UUID) -> None:
    second, third = event(session, chain_id, 2), event(session, chain_id, 3)
    second.body, third.body = third.body, second.body
    second.kind, third.kind = third.kind, second.kind


def cut_off(session: Session, chain_id: UUID) -> None:
    session.execute(delete(Event).where(Event.chain_id == chain_id, Event.number > 3))


def empty_text(session: Session, chain_id: UUID) -> None:
    last = event(session, chain_id, 5)
    last.body, last.hash = "[]", chain_hash(event(session, chain_id, 4).hash, "[]")
    session.execute(update(EventChain).where(EventChain.id == chain_id).values(head=last.hash))


def add_behind_the_end(session: Session, chain_id: UUID) -> None:
    session.execute(update(EventChain).where(EventChain.id == chain_id).values(length=4))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (change_text, [(2, "changed")]),
        (change_text_and_hash, [(3, "changed")]),
        (change_copy, [(2, "changed")]),
        (remove, [(2, "missing"), (3, "missing")]),
        (swap, [(2, "changed"), (3, "changed")]),
        (cut_off, [(4, "cut_off"), (5, "cut_off")]),
        (empty_text, [(5, "changed")]),
        (add_behind_the_end, [(5, "changed")]),
    ],
)
def test_what_has_been_changed_is_named(
    cast: Cast, chain: UUID, tamper: Callable[[Session, UUID], None], found: list[tuple[int, str]]
) -> None:
    assert findings(cast, chain) == []
    cast.act(lambda session: tamper(session, chain))
    assert findings(cast, chain) == found


def test_an_event_of_another_chain_is_named_even_with_a_fitting_hash(cast: Cast, chain: UUID) -> None:
    other = new_id()

    def move(session: Session) -> None:
        open_chain(session, other, "case")
        append_events(session, other, [EventDraft("act_1", cast.approver)])
        foreign = event(session, chain, 1)
        ours = event(session, other, 1)
        ours.body, ours.at = foreign.body, foreign.at
        ours.hash = chain_hash(bytes(32), ours.body)
        session.execute(update(EventChain).where(EventChain.id == other).values(head=ours.hash))

    cast.act(move)
    assert findings(cast, other) == [(1, "changed")]


def test_only_checkpoints_will_see_an_end_cut_off_together_with_its_record(cast: Cast, chain: UUID) -> None:
    def cut(session: Session) -> None:
        cut_off(session, chain)
        head = event(session, chain, 3).hash
        session.execute(update(EventChain).where(EventChain.id == chain).values(length=3, head=head))

    cast.act(cut)
    assert findings(cast, chain) == []


def test_a_history_that_grows_while_it_is_verified_is_not_suspected(cast: Cast, chain: UUID) -> None:
    with cast.db.reading() as session:
        assert session.scalars(select(EventChain.length).where(EventChain.id == chain)).one() == EVENTS
        cast.act(lambda writing: append_events(writing, chain, [EventDraft("act_6", cast.approver)]))
        length = session.scalars(select(EventChain.length).where(EventChain.id == chain)).one()
    assert length == EVENTS
