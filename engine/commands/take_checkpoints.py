"""Checkpoints of the history: every chain that has changed is covered, in transactions that nobody waits for long."""

from __future__ import annotations

from dataclasses import dataclass

from engine.db import Database
from engine.history.checkpoint_file import CheckpointFile
from engine.history.checkpoints import MOST_CHAINS, cover_anew, take_checkpoint


@dataclass(frozen=True)
class Taken:
    """What was written: how many checkpoints, over how many ends of chains, and the hash of the last one, if any."""

    checkpoints: int
    chains: int
    last_hash: bytes | None


def take_checkpoints(db: Database, file: CheckpointFile, *, anew: bool = False) -> Taken:
    """Cover every chain that has changed since it was last covered; `anew`: every chain, as for a new file.

    Each checkpoint is a transaction of its own.
    """
    if anew:
        with db.transaction() as session:
            cover_anew(session)
    checkpoints, chains, last_hash = 0, 0, None
    while True:
        with db.transaction() as session:
            line = take_checkpoint(session, file)
        if line is None:
            return Taken(checkpoints, chains, last_hash)
        checkpoints, chains, last_hash = checkpoints + 1, chains + len(line.ends), line.hash
        if len(line.ends) < MOST_CHAINS:
            return Taken(checkpoints, chains, last_hash)
