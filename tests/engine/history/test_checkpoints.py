"""Checkpoints outside the database name what the chains alone cannot: an end cut off, a chain rewritten or removed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, event, update
from sqlalchemy.orm import Session

from engine import clock
from engine.commands import perform_once
from engine.commands.take_checkpoints import take_checkpoints
from engine.db import Database
from engine.history.checkpoint_file import CheckpointFile
from engine.history.models import AnsweredRequest, Checkpoint, Event, EventChain
from engine.history.operations import ZERO_HASH, EventDraft, append_events, chain_hash, open_chain, sweep_answers
from engine.history.verification import covered_ends, verify_chains, verify_checkpoints
from engine.types import new_id
from tests.cast import Cast
from tests.chaos.interleaving import two_workers


@pytest.fixture
def file(tmp_path: Path) -> CheckpointFile:
    return CheckpointFile(tmp_path / "kept" / "checkpoints.jsonl")


def new_chain(cast: Cast, events: int = 5) -> UUID:
    chain_id = new_id()

    def write(session: Session) -> None:
        open_chain(session, chain_id, "case")
        append_events(session, chain_id, [EventDraft(f"act_{n}", cast.approver) for n in range(1, events + 1)])

    cast.act(write)
    return chain_id


def grow(cast: Cast, chain_id: UUID, kind: str = "more") -> None:
    cast.act(lambda session: append_events(session, chain_id, [EventDraft(kind, cast.approver)]))


def events_found(db: Database, file: CheckpointFile, chain_id: UUID | None = None) -> list[tuple[int, str]]:
    covered = covered_ends(file.lines())
    with db.reading() as session:
        return [(finding.number, finding.what) for finding in verify_chains(session, chain_id, covered=covered)]


def checkpoints_found(db: Database, file: CheckpointFile) -> list[tuple[int, str]]:
    with db.reading() as session:
        return [(finding.number, finding.what) for finding in verify_checkpoints(session, file.lines())]


def cut_off_with_its_record(session: Session, chain_id: UUID) -> None:
    session.execute(delete(Event).where(Event.chain_id == chain_id, Event.number > 3))
    head = session.get_one(Event, (chain_id, 3)).hash
    session.execute(update(EventChain).where(EventChain.id == chain_id).values(length=3, head=head))


def remove_wholly(session: Session, chain_id: UUID) -> None:
    session.execute(delete(Event).where(Event.chain_id == chain_id))
    session.execute(delete(EventChain).where(EventChain.id == chain_id))


def rewrite_from_the_second_on(session: Session, chain_id: UUID) -> None:
    previous = ZERO_HASH
    for number in range(1, 6):
        found = session.get_one(Event, (chain_id, number))
        if number == 2:
            found.body, found.kind = found.body.replace("act_2", "act_9"), "act_9"
        found.hash = previous = chain_hash(previous, found.body)
    session.execute(update(EventChain).where(EventChain.id == chain_id).values(head=previous))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (cut_off_with_its_record, [(4, "cut_off"), (5, "cut_off")]),
        (remove_wholly, [(number, "missing") for number in range(1, 6)]),
        (rewrite_from_the_second_on, [(5, "changed")]),
    ],
)
def test_what_the_chain_alone_cannot_show_is_named(
    cast: Cast, file: CheckpointFile, tamper: Callable[[Session, UUID], None], found: list[tuple[int, str]]
) -> None:
    chain = new_chain(cast)
    take_checkpoints(cast.db, file)
    assert events_found(cast.db, file, chain) == []
    cast.act(lambda session: tamper(session, chain))
    assert events_found(cast.db, file, chain) == found
    assert checkpoints_found(cast.db, file) == []


def test_only_what_changed_is_covered_again(cast: Cast, file: CheckpointFile) -> None:
    chains = [new_chain(cast) for _ in range(3)]
    assert take_checkpoints(cast.db, file).chains >= len(chains)
    assert take_checkpoints(cast.db, file).checkpoints == 0
    grow(cast, chains[1])
    assert take_checkpoints(cast.db, file).chains == 1
    assert [len(line.ends) for line in file.lines()][1:] == [1]
    assert take_checkpoints(cast.db, file, anew=True).chains >= len(chains)
    assert events_found(cast.db, file) == checkpoints_found(cast.db, file) == []


def test_a_file_that_was_cut_off_or_removed_is_named(cast: Cast, file: CheckpointFile) -> None:
    chain = new_chain(cast)
    for _ in range(3):
        grow(cast, chain)
        take_checkpoints(cast.db, file)
    lines = file.path.read_text().splitlines(keepends=True)
    file.path.write_text("".join(lines[:2]) + lines[2][:40])
    assert checkpoints_found(cast.db, file) == [(3, "missing")]
    grow(cast, chain)
    take_checkpoints(cast.db, file)
    assert [line.number for line in file.lines()] == [1, 2, 4], "it goes on; the gap stays to be seen"
    file.path.unlink()
    assert checkpoints_found(cast.db, file) == [(number, "missing") for number in range(1, 5)]


def test_a_changed_line_is_named(cast: Cast, file: CheckpointFile) -> None:
    chain = new_chain(cast)
    take_checkpoints(cast.db, file)
    file.path.write_text(file.path.read_text().replace(chain.hex, new_id().hex))
    assert checkpoints_found(cast.db, file) == [(1, "changed")]


def test_a_checkpoint_whose_commit_was_lost_is_taken_over(cast: Cast, file: CheckpointFile) -> None:
    chain = new_chain(cast)

    def lose(*_: object) -> None:
        raise ConnectionError("lost")

    event.listen(cast.db.engine, "commit", lose)
    with pytest.raises(ConnectionError):
        take_checkpoints(cast.db, file)
    event.remove(cast.db.engine, "commit", lose)
    assert [line.number for line in file.lines()] == [1]
    assert take_checkpoints(cast.db, file).checkpoints == 0, "the line in the file covers everything"
    grow(cast, chain)
    take_checkpoints(cast.db, file)
    assert [line.number for line in file.lines()] == [1, 2]
    assert events_found(cast.db, file) == checkpoints_found(cast.db, file) == []


def test_a_backup_put_back_shows_what_is_missing_since(cast: Cast, file: CheckpointFile) -> None:
    chain = new_chain(cast, events=3)
    take_checkpoints(cast.db, file)
    grow(cast, chain)
    take_checkpoints(cast.db, file)
    grow(cast, chain)
    take_checkpoints(cast.db, file)

    def put_back(session: Session) -> None:
        cut_off_with_its_record(session, chain)
        session.execute(delete(Checkpoint).where(Checkpoint.number > 1))

    cast.act(put_back)
    assert events_found(cast.db, file, chain) == [(4, "cut_off"), (5, "cut_off")]
    assert checkpoints_found(cast.db, file) == [(3, "not_in_database")]


def test_two_who_take_a_checkpoint_at_once_take_turns(cast: Cast, file: CheckpointFile) -> None:
    for _ in range(3):
        new_chain(cast)
    with two_workers(cast.db) as workers, ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda worker: take_checkpoints(worker, file), workers))
    assert sum(each.checkpoints for each in taken) >= 1
    numbers = [line.number for line in file.lines()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert events_found(cast.db, file) == checkpoints_found(cast.db, file) == []


def test_a_chain_that_an_act_holds_is_covered_by_the_next_checkpoint(cast: Cast, file: CheckpointFile) -> None:
    if cast.db.is_sqlite:
        pytest.skip("SQLite has one writer")
    chain = new_chain(cast)
    with two_workers(cast.db) as (busy, taker), busy.transaction() as session:
        append_events(session, chain, [EventDraft("held", cast.approver)])
        take_checkpoints(taker, file)  # does not wait for it
    take_checkpoints(cast.db, file)
    assert events_found(cast.db, file, chain) == []
    assert max(end.length for line in file.lines() for end in line.ends if end.chain_id == chain) == 6


def test_old_answers_to_programs_are_forgotten(cast: Cast) -> None:
    def answer(session: Session) -> tuple[int, str]:
        return 200, "done"

    perform_once(cast.db, cast.ids["admin"], "key", "request", answer)
    cast.act(lambda session: sweep_answers(session, older_than=clock.now() - timedelta(days=30)))
    with cast.db.reading() as session:
        assert session.query(AnsweredRequest).count() == 1
    swept = cast.act(lambda session: sweep_answers(session, older_than=clock.now() + timedelta(days=30)))
    assert swept == 1
