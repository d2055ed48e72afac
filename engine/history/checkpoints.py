"""Taking checkpoints: the ends of all chains that changed go to a file outside the database, under one hash (law 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from engine import clock
from engine.db import table_of
from engine.history.checkpoint_file import CheckpointFile, Line, line_hash
from engine.history.merkle import ChainEnd, root_of
from engine.history.models import Checkpoint, EventChain
from engine.history.operations import ZERO_HASH

MOST_CHAINS = 5000
"""Of one checkpoint, so that no line grows without limit and nobody waits for its transaction."""

_CHAIN = table_of(EventChain)
_COVER = (
    update(_CHAIN).where(_CHAIN.c.id == bindparam("chain_id")).values(checkpointed_length=bindparam("covered_length"))
)


def cover_anew(session: Session) -> None:
    """Let the next checkpoints cover every chain, as for a new file."""
    session.execute(update(EventChain).values(checkpointed_length=0))


def take_checkpoint(session: Session, file: CheckpointFile) -> Line | None:
    """Cover up to `MOST_CHAINS` of the chains that have changed since they were last covered; None where none has.

    Written to the file before this transaction commits: a crash in between leaves a line that the next one takes over.
    Two at once take turns. Costs what has changed, not what there is.
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite's transaction is alone by itself
        session.execute(text("LOCK TABLE checkpoints IN SHARE ROW EXCLUSIVE MODE"))
    previous = session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)).one_or_none()
    written = file.last()
    if written is not None and written.number > (previous.number if previous else 0) and written.is_sound():
        previous = _enter(session, written)  # of a checkpoint whose commit was lost
    ends = _changed(session)
    if not ends:
        return None
    line = _line(previous, ends)
    file.append(line)
    _enter(session, line)
    return line


def _changed(session: Session) -> list[ChainEnd]:
    found = session.execute(
        select(EventChain.id, EventChain.kind, EventChain.length, EventChain.head)
        .where(EventChain.length > EventChain.checkpointed_length)
        .order_by(EventChain.id)
        .limit(MOST_CHAINS)
    )
    return [ChainEnd(*row) for row in found]


def _line(previous: Checkpoint | None, ends: Sequence[ChainEnd]) -> Line:
    number, before = (previous.number + 1, previous.hash) if previous else (1, ZERO_HASH)
    made_at, root = clock.now(), root_of(ends)
    return Line(number, made_at, tuple(ends), root, before, line_hash(before, number, made_at, root, len(ends)))


def _enter(session: Session, line: Line) -> Checkpoint:
    checkpoint = Checkpoint(
        number=line.number,
        made_at=line.made_at,
        chains=len(line.ends),
        root=line.root,
        previous=line.previous,
        hash=line.hash,
    )
    session.add(checkpoint)
    _cover(session, line.ends)
    return checkpoint


def _cover(session: Session, ends: Iterable[ChainEnd]) -> None:
    """A chain that an act holds at the moment is left for the next checkpoint: to wait for it while holding others
    could be a deadlock."""
    lengths = {end.chain_id: end.length for end in ends}
    free = session.scalars(select(_CHAIN.c.id).where(_CHAIN.c.id.in_(lengths)).with_for_update(skip_locked=True))
    covered = [{"chain_id": chain_id, "covered_length": lengths[chain_id]} for chain_id in free]
    if covered:
        session.execute(_COVER, covered)
