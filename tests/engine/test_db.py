"""Law 1: one commit, opened at the edge; SQLite's writer begins at once and waits for the disk."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select, text
from sqlalchemy.exc import DBAPIError

from engine import clock
from engine.db import Database, Turns
from engine.people.models import Role


def roles(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(text("SELECT code FROM roles ORDER BY code")))


def add(db: Database, code: str) -> None:
    with db.transaction() as session:
        session.add(Role(code=code, name=code, permissions=[]))


def add_and_fail(db: Database) -> None:
    with db.transaction() as session:
        session.add(Role(code="lost", name="lost", permissions=[]))
        session.flush()
        session.execute(text("SELECT nothing FROM nowhere"))


def test_a_transaction_commits_everything_or_nothing(db: Database) -> None:
    add(db, "kept")
    with pytest.raises(DBAPIError):
        add_and_fail(db)
    assert roles(db) == ["kept"]


def test_a_page_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError), db.reading() as session:
        session.execute(text("INSERT INTO roles (code, name, name_en, permissions) VALUES ('x', 'x', '', '[]')"))
    assert roles(db) == []


def test_a_glance_sees_what_has_been_committed_and_cannot_write(db: Database) -> None:
    with db.glancing() as session:
        before = session.scalars(select(Role.code)).all()
        add(db, "new")
        after = session.scalars(select(Role.code)).all()
        with pytest.raises(RuntimeError):
            session.execute(delete(Role))
    assert before == []
    assert roles(db) == ["new"]
    assert after == ([] if db.is_sqlite else ["new"])  # SQLite reads in a transaction, which costs it nothing


def test_sqlite_begins_to_write_at_once_and_waits_for_the_disk(sqlite_db: Database) -> None:
    said: list[str] = []
    event.listen(sqlite_db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    with sqlite_db.transaction() as session:
        pragmas = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        }
    assert said[0] == "BEGIN IMMEDIATE"
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "query_only": 0,
    }


def test_writers_take_turns_and_lose_nothing(db: Database) -> None:
    threads = [threading.Thread(target=add, args=(db, f"r{number:02}")) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(roles(db)) == 12


def test_the_clock_can_be_set_for_one_context_only() -> None:
    later = clock.now() + timedelta(days=400)
    with clock.set_to(later):
        assert clock.now() == later
        seen: list[object] = []
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
        assert seen[0] != later
    assert clock.now() < later
    with pytest.raises(ValueError, match="aware"), clock.set_to(later.replace(tzinfo=None)):
        pass


def test_who_writes_again_and_again_lets_others_in_between() -> None:
    turns, order = Turns(), list[str]()
    assert turns.take(timeout=1)

    def wait_for_turn(name: str) -> None:
        assert turns.take(timeout=10)
        order.append(name)
        turns.give_on()

    others = [threading.Thread(target=wait_for_turn, args=(name,)) for name in ("first", "second")]
    for number, other in enumerate(others):
        other.start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.give_on()
    assert turns.take(timeout=10)
    order.append("again")
    turns.give_on()
    for other in others:
        other.join()
    assert order == ["first", "second", "again"]


def test_a_turn_that_does_not_come_in_time_is_given_up() -> None:
    turns = Turns()
    assert turns.take(timeout=1)
    came: list[bool] = []
    other = threading.Thread(target=lambda: came.append(turns.take(timeout=0.01)))
    other.start()
    other.join()
    assert came == [False]
    turns.give_on()
    assert turns.take(timeout=0)
    assert turns.take(timeout=0), "one's own turn again"
