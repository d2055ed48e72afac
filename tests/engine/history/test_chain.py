"""Law 6: the history proves itself. Whoever edits the database behind the application is named by the verifier."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text

from engine.actors import SYSTEM
from engine.db import Database
from engine.history.models import Event
from engine.history.operations import ZERO_HASH, EventDraft, append_events, chain_hash, open_chain
from engine.history.queries import events_of, latest_events
from engine.history.verification import verify_chains
from engine.types import new_id


@pytest.fixture
def chain(db: Database) -> UUID:
    chain_id = new_id()
    with db.transaction() as session:
        open_chain(session, chain_id, "case")
        append_events(session, chain_id, [EventDraft("made", SYSTEM, element_id=f"e{n}") for n in range(1, 4)])
        append_events(session, chain_id, [EventDraft("made", SYSTEM, element_id=f"e{n}") for n in range(4, 6)])
    return chain_id


def findings(db: Database) -> list[tuple[int, str]]:
    with db.reading() as session:
        return [(finding.number, finding.what) for finding in verify_chains(session)]


def tamper(db: Database, statement: str, chain: UUID) -> None:
    stored = chain.hex if db.is_sqlite else str(chain)
    with db.transaction() as session:
        session.execute(text(statement), {"chain": stored})


def test_an_untouched_chain_verifies(db: Database, chain: UUID) -> None:
    assert findings(db) == []
    with db.reading() as session:
        assert [event.element_id for event in events_of(session, chain)] == ["e1", "e2", "e3", "e4", "e5"]
        assert [event.number for event in latest_events(session, chain, 2)] == [4, 5]


def test_the_hash_covers_the_stored_text(db: Database, chain: UUID) -> None:
    with db.reading() as session:
        previous = ZERO_HASH
        for event in session.query(Event).order_by(Event.number):
            assert event.hash == chain_hash(previous, event.body)
            previous = event.hash


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE events SET body = replace(body, '\"e3\"', '\"x3\"') WHERE chain_id = :chain", [(3, "changed")]),
        ("UPDATE events SET element_id = 'x2' WHERE chain_id = :chain AND number = 2", [(2, "changed")]),
        ("UPDATE events SET at = at - 1 WHERE chain_id = :chain AND number = 4", [(4, "changed")]),
        ("DELETE FROM events WHERE chain_id = :chain AND number = 2", [(2, "missing")]),
        ("DELETE FROM events WHERE chain_id = :chain AND number = 1", [(1, "missing")]),
        ("DELETE FROM events WHERE chain_id = :chain AND number > 3", [(4, "cut_off"), (5, "cut_off")]),
    ],
)
def test_what_was_changed_removed_or_cut_off_is_named(
    db: Database, chain: UUID, statement: str, found: list[tuple[int, str]]
) -> None:
    tamper(db, statement, chain)
    assert findings(db) == found
