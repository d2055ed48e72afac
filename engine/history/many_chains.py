"""Appending to many chains at once: as many statements for a hundred cases as for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.db import table_of
from engine.history.models import Event, EventChain
from engine.history.operations import ZERO_HASH, EventDraft, chained_row

_CHAIN = table_of(EventChain)
_ENDS = (
    select(_CHAIN.c.id, _CHAIN.c.length, _CHAIN.c.head)
    .where(_CHAIN.c.id.in_(bindparam("chain_ids", expanding=True)))
    .order_by(_CHAIN.c.id)
    .with_for_update()
)
_MOVE_END = update(_CHAIN).where(_CHAIN.c.id == bindparam("chain_id"))


def append_to_chains(session: Session, drafts: Mapping[UUID, Iterable[EventDraft]]) -> None:
    """Append to each chain its drafts in order. Their rows are locked, in the order of their ids, until the
    transaction ends."""
    if not drafts:
        return
    recorded_at = clock.now()
    events: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for chain_id, length, head in session.execute(_ENDS, {"chain_ids": list(drafts)}).all():
        for draft in drafts[chain_id]:
            length += 1
            row = chained_row(chain_id, length, head, draft, recorded_at)
            head = row["hash"]
            events.append(row)
        ends.append({"chain_id": chain_id, "length": length, "head": head})
    session.execute(insert(table_of(Event)), events)
    session.execute(_MOVE_END, ends)


def begin_chains(session: Session, kind: str, drafts: Mapping[UUID, EventDraft]) -> None:
    """Begin the chain of each new master record of `kind` with its first event: two statements for all of them."""
    if not drafts:
        return
    recorded_at = clock.now()
    events = [chained_row(chain_id, 1, ZERO_HASH, draft, recorded_at) for chain_id, draft in drafts.items()]
    ends = [{"id": row["chain_id"], "kind": kind, "length": 1, "head": row["hash"]} for row in events]
    session.execute(insert(_CHAIN), ends)
    session.execute(insert(table_of(Event)), events)
