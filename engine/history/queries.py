"""Reading events, and verifying that nobody changed them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.history.models import Event, EventChain
from engine.history.operations import ZERO_HASH, chain_hash
from engine.types import canonical_json


@dataclass(frozen=True)
class RecordedEvent:
    """An event as it reads."""

    number: int
    kind: str
    at: datetime
    actor_id: UUID | None
    element_id: str | None
    on_behalf_of: UUID | None
    version: str | None
    data: dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """What the verifier found wrong: `changed`, `missing` or `cut_off`, at which event of which chain."""

    chain_id: UUID
    chain_kind: str
    number: int
    what: str


def events_of(session: Session, chain_id: UUID, *, after: int = 0, limit: int | None = None) -> list[RecordedEvent]:
    """The events of a chain after number `after`, oldest first."""
    rows = session.scalars(
        select(Event).where(Event.chain_id == chain_id, Event.number > after).order_by(Event.number).limit(limit)
    )
    return [_read(event) for event in rows]


def latest_events(session: Session, chain_id: UUID, limit: int) -> list[RecordedEvent]:
    """The last `limit` events of a chain, oldest first."""
    rows = session.scalars(
        select(Event).where(Event.chain_id == chain_id).order_by(Event.number.desc()).limit(limit)
    ).all()
    return [_read(event) for event in reversed(rows)]


def elements_passed(session: Session, chain_id: UUID) -> list[str]:
    """The elements of the diagram that a case has ever passed."""
    passed = select(Event.element_id).where(Event.chain_id == chain_id, Event.element_id.is_not(None)).distinct()
    return [element_id for element_id in session.scalars(passed) if element_id]


def latest_event(session: Session, chain_id: UUID, kind: str, element_id: str) -> RecordedEvent | None:
    """The last event of this kind at this element."""
    found = session.scalars(
        select(Event)
        .where(Event.chain_id == chain_id, Event.kind == kind, Event.element_id == element_id)
        .order_by(Event.number.desc())
        .limit(1)
    ).first()
    return _read(found) if found else None


def _read(event: Event) -> RecordedEvent:
    body = json.loads(event.body)
    return RecordedEvent(
        number=event.number,
        kind=event.kind,
        at=event.at,
        actor_id=event.actor_id,
        element_id=event.element_id,
        on_behalf_of=UUID(body["on_behalf_of"]) if body["on_behalf_of"] else None,
        version=body["version"],
        data=body["data"],
    )


def verify_chains(session: Session, chain_id: UUID | None = None) -> Iterator[Finding]:
    """Check every chain, or one: hashes, numbers without gaps, copies equal to the body, the recorded end reached."""
    chains = select(EventChain).order_by(EventChain.id)
    if chain_id is not None:
        chains = chains.where(EventChain.id == chain_id)
    for chain in session.scalars(chains).yield_per(500):
        yield from _verify_chain(session, chain)


def _verify_chain(session: Session, chain: EventChain) -> Iterator[Finding]:
    previous, expected = ZERO_HASH, 1
    events = select(Event).where(Event.chain_id == chain.id).order_by(Event.number)
    for event in session.scalars(events).yield_per(1000):
        while expected < event.number:
            yield Finding(chain.id, chain.kind, expected, "missing")
            expected += 1
            previous = b""
        is_linked = previous == b"" or chain_hash(previous, event.body) == event.hash
        if not is_linked or not _copies_agree(event):
            yield Finding(chain.id, chain.kind, event.number, "changed")
        previous, expected = event.hash, event.number + 1
    if expected <= chain.length:
        for number in range(expected, chain.length + 1):
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
