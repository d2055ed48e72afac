"""Appending events to a chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import insert_for, table_of
from engine.history.models import AnsweredRequest, Event, EventChain
from engine.types import canonical_json

ZERO_HASH = bytes(32)

_CHAIN = table_of(EventChain)
_END_OF_CHAIN = select(_CHAIN.c.length, _CHAIN.c.head).where(_CHAIN.c.id == bindparam("chain_id")).with_for_update()
_MOVE_END = update(_CHAIN).where(_CHAIN.c.id == bindparam("chain_id"))
_APPEND = insert(table_of(Event))


@dataclass(frozen=True)
class EventDraft:
    """An act before it is chained. `data`: inputs and outputs as ids, amounts, answers; no names, no files.

    `version` is the definition's bundle and number (`disposal@3`) where an element is concerned.
    """

    kind: str
    actor: Actor
    element_id: str | None = None
    version: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def chain_hash(previous: bytes, body: str) -> bytes:
    """SHA-256 over the previous hash (32 raw bytes, zeros at first) and the event's text in UTF-8."""
    return hashlib.sha256(previous + body.encode()).digest()


def open_chain(session: Session, chain_id: UUID, kind: str) -> None:
    """Begin a chain for a new case or master record."""
    session.execute(insert(EventChain).values(id=chain_id, kind=kind, length=0, head=ZERO_HASH))


def append_events(session: Session, chain_id: UUID, drafts: Iterable[EventDraft]) -> None:
    """Append the drafts in order. The chain's row is locked until the transaction ends."""
    drafts = list(drafts)
    if not drafts:
        return
    length, head = session.execute(_END_OF_CHAIN, {"chain_id": chain_id}).one()
    recorded_at = clock.now()
    rows = []
    for draft in drafts:
        length += 1
        row = chained_row(chain_id, length, head, draft, recorded_at)
        head = row["hash"]
        rows.append(row)
    session.execute(_APPEND, rows)
    session.execute(_MOVE_END, {"chain_id": chain_id, "length": length, "head": head})


def chained_row(
    chain_id: UUID, number: int, previous: bytes, draft: EventDraft, recorded_at: datetime
) -> dict[str, Any]:
    """The row of an event that follows the one whose hash is `previous`."""
    at = draft.at or recorded_at
    body = canonical_json(_body(chain_id, number, draft, at, recorded_at))
    return {
        "chain_id": chain_id,
        "number": number,
        "body": body,
        "hash": chain_hash(previous, body),
        "kind": draft.kind,
        "at": at,
        "actor_id": draft.actor.person_id,
        "element_id": draft.element_id,
    }


_COLLECTORS = "zhangshi_event_collectors"


def collect_events(session: Session, chain_id: UUID, events: list[EventDraft]) -> None:
    """From now on in this session, `record_event` on this chain adds to `events`, which the caller appends in the end:
    what service tasks record during a run so stands in the order of the run."""
    session.info.setdefault(_COLLECTORS, {})[chain_id] = events


def stop_collecting(session: Session, chain_id: UUID) -> None:
    """The end of `collect_events`."""
    session.info.get(_COLLECTORS, {}).pop(chain_id, None)


def record_event(session: Session, chain_id: UUID, draft: EventDraft) -> None:
    """Record one event of a case: with those of the run that is under way, else by itself."""
    collected = session.info.get(_COLLECTORS, {}).get(chain_id)
    if collected is not None:
        collected.append(draft)
    else:
        append_events(session, chain_id, [draft])


def record_master_event(
    session: Session, actor: Actor, chain_id: UUID, chain_kind: str, kind: str, data: Mapping[str, Any]
) -> None:
    """Append one event to the chain of a master record, beginning the chain if there is none."""
    if session.get(EventChain, chain_id) is None:
        beginning = insert_for(session, EventChain).values(id=chain_id, kind=chain_kind, length=0, head=ZERO_HASH)
        session.execute(beginning.on_conflict_do_nothing())  # two may record its first event at once
    append_events(session, chain_id, [EventDraft(kind, actor, data=data)])


def sweep_answers(session: Session, *, older_than: datetime) -> int:
    """Forget answers that programs no longer ask for again; how many there were."""
    result = session.execute(delete(AnsweredRequest).where(AnsweredRequest.answered_at < older_than))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult: SQLAlchemy types execute() wider


def _body(chain_id: UUID, number: int, draft: EventDraft, at: datetime, recorded_at: datetime) -> dict[str, Any]:
    return {
        "chain": chain_id,
        "number": number,
        "at": at,
        "recorded_at": recorded_at,
        "actor": draft.actor.person_id,
        "on_behalf_of": draft.actor.on_behalf_of,
        "channel": draft.actor.channel,
        "kind": draft.kind,
        "element": draft.element_id,
        "version": draft.version,
        "data": draft.data,
    }
