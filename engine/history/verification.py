"""Verifying that nobody changed, removed or cut off an event."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.history.checkpoint_file import Line
from engine.history.merkle import ChainEnd
from engine.history.models import Checkpoint, Event, EventChain
from engine.history.operations import ZERO_HASH, chain_hash
from engine.types import canonical_json


@dataclass(frozen=True)
class Finding:
    """What the verifier found wrong: `changed`, `missing` or `cut_off`, at which event of which chain."""

    chain_id: UUID
    chain_kind: str
    number: int
    what: str


@dataclass(frozen=True)
class CheckpointFinding:
    """A checkpoint that is `changed` in the file, `missing` from it, or `not_in_database`."""

    number: int
    what: str


Covered: TypeAlias = Mapping[UUID, Iterable[ChainEnd]]
"""The ends of chains as checkpoints outside the database have them."""


def covered_ends(lines: Iterable[Line]) -> dict[UUID, list[ChainEnd]]:
    """What `verify_chains` compares with. Read the file before the transaction that reads the database begins."""
    ends: dict[UUID, list[ChainEnd]] = defaultdict(list)
    for line in lines:
        if line.is_sound():
            for end in line.ends:
                ends[end.chain_id].append(end)
    return dict(ends)


def verify_checkpoints(session: Session, lines: Iterable[Line]) -> Iterator[CheckpointFinding]:
    """Compare the lines of the file with each other and with the rows in the database."""
    rows = {row.number: row for row in session.scalars(select(Checkpoint))}
    seen: dict[int, bytes] = {}
    newest = max(rows, default=0)
    for line in lines:
        row = rows.get(line.number)
        is_chained = line.number - 1 not in seen or line.previous == seen[line.number - 1]
        if not line.is_sound() or not is_chained or (row is not None and row.hash != line.hash):
            yield CheckpointFinding(line.number, "changed")
        elif row is None and line.number != newest + 1:  # that one may be on its way
            yield CheckpointFinding(line.number, "not_in_database")
        seen[line.number] = line.hash
    for number in range(1, max([newest, *seen]) + 1):
        if number not in seen:
            yield CheckpointFinding(number, "missing")


def verify_chains(
    session: Session, chain_id: UUID | None = None, *, covered: Covered | None = None
) -> Iterator[Finding]:
    """Check every chain, or one: hashes, numbers without gaps, copies equal to the body, the recorded end reached.

    With `covered`, the ends in checkpoints too: that names what was cut off together with the record of the end, a
    chain rewritten as a whole, and one removed with all its events.
    """
    covered = covered or {}
    chains = select(EventChain).order_by(EventChain.id)
    if chain_id is not None:
        chains = chains.where(EventChain.id == chain_id)
    found: set[UUID] = set()
    for chain in session.scalars(chains).yield_per(500):
        found.add(chain.id)
        yield from _verify_chain(session, chain, covered.get(chain.id, ()))
    for missing_id, ends in covered.items():
        if missing_id not in found and chain_id in (None, missing_id):
            longest = max(ends, key=lambda end: end.length)
            yield from (Finding(missing_id, longest.kind, n, "missing") for n in range(1, longest.length + 1))


def _verify_chain(session: Session, chain: EventChain, ends: Iterable[ChainEnd]) -> Iterator[Finding]:
    heads = {end.length: end.head for end in ends}
    previous, expected, is_rewritten = ZERO_HASH, 1, False
    events = select(Event).where(Event.chain_id == chain.id).order_by(Event.number)
    for event in session.scalars(events).yield_per(1000):
        while expected < event.number:
            yield Finding(chain.id, chain.kind, expected, "missing")
            expected += 1
            previous = b""
        is_linked = previous == b"" or chain_hash(previous, event.body) == event.hash
        is_as_covered = is_rewritten or heads.get(event.number, event.hash) == event.hash
        if not is_linked or not is_as_covered or not _copies_agree(event):
            yield Finding(chain.id, chain.kind, event.number, "changed")
        is_rewritten = is_rewritten or not is_as_covered  # all that follows differs then: it is named once
        previous, expected = event.hash, event.number + 1
    length = max([chain.length, *heads])
    if expected <= length:
        for number in range(expected, length + 1):
            yield Finding(chain.id, chain.kind, number, "cut_off")
    elif expected - 1 != chain.length or (previous not in (b"", chain.head)):
        yield Finding(chain.id, chain.kind, expected - 1, "changed")


def _copies_agree(event: Event) -> bool:
    try:
        body = json.loads(event.body)
    except ValueError:
        return False
    if not isinstance(body, dict):
        return False
    copies = json.loads(
        canonical_json(
            {
                "chain": event.chain_id,
                "number": event.number,
                "kind": event.kind,
                "at": event.at,
                "actor": event.actor_id,
                "element": event.element_id,
            }
        )
    )
    return all(body.get(key) == value for key, value in copies.items())
