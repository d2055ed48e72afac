"""Reading events."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.history.models import Event


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


def events_among(session: Session, chain_ids: Collection[UUID], kinds: Collection[str]) -> list[RecordedEvent]:
    """The events of these kinds in any of these chains, oldest first within each."""
    wanted = select(Event).where(Event.chain_id.in_(chain_ids), Event.kind.in_(kinds))
    return [_read(event) for event in session.scalars(wanted.order_by(Event.chain_id, Event.number))]


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
