"""The inbox: what waits for a person, read from the projection and joined with the cases it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.instances.models import ProcessInstance
from engine.people.queries import memberships
from engine.tasks.assignment import person_recipient
from engine.tasks.models import InboxEntry, Seat, SeatStatus, Task


@dataclass(frozen=True)
class InboxItem:
    """One waiting task in an inbox. `is_mine`: meant for this person alone, or taken by them."""

    task_id: UUID
    element_id: str
    process_id: str
    bundle_version_id: UUID
    instance_id: UUID
    business_key: str
    title: str
    amount: Decimal | None
    currency: str
    initiator_id: UUID | None
    opened_at: datetime
    due_at: datetime | None
    taken_by: UUID | None
    is_mine: bool


@dataclass(frozen=True)
class InboxPage:
    """A page of an inbox, earliest due first; `next_cursor` is None on the last."""

    items: Sequence[InboxItem]
    next_cursor: tuple[datetime, UUID] | None


def recipients_of(session: Session, actor: Actor, scope: str = "all") -> list[str]:
    """The recipient keys under which the actor finds tasks; `scope` is all, mine or pools."""
    if actor.person_id is None:
        return []
    own = [person_recipient(actor.person_id)] if scope in ("all", "mine") else []
    pools = [held.pool for held in memberships(session, actor)] if scope in ("all", "pools") else []
    return [*own, *dict.fromkeys(pools)]


def inbox(
    session: Session, actor: Actor, *, scope: str = "all", cursor: tuple[datetime, UUID] | None = None, limit: int = 25
) -> InboxPage:
    """The actor's waiting tasks. Two statements besides the memberships, whatever the tables hold."""
    keys = _first_entries(session, recipients_of(session, actor, scope), cursor, limit + 1)
    items = _items(session, actor, [task_id for _, task_id in keys[:limit]])
    return InboxPage(items, keys[limit - 1] if len(keys) > limit else None)


def _first_entries(
    session: Session, recipients: list[str], cursor: tuple[datetime, UUID] | None, limit: int
) -> list[tuple[datetime, UUID]]:
    """The first `limit` distinct (due, task) keys: a short index scan per recipient, merged here."""
    if not recipients:
        return []
    parts = []
    for recipient in recipients:
        part = select(InboxEntry.sort_at, InboxEntry.task_id).where(InboxEntry.recipient == recipient)
        if cursor is not None:
            part = part.where(_after(cursor))
        part = part.order_by(InboxEntry.sort_at, InboxEntry.task_id).limit(limit)
        parts.append(select(part.subquery()))
    statement: Any = parts[0] if len(parts) == 1 else union_all(*parts)
    return sorted({(sort_at, task_id) for sort_at, task_id in session.execute(statement)})[:limit]


def _after(cursor: tuple[datetime, UUID]) -> ColumnElement[bool]:
    sort_at, task_id = cursor
    return or_(InboxEntry.sort_at > sort_at, and_(InboxEntry.sort_at == sort_at, InboxEntry.task_id > task_id))


def _items(session: Session, actor: Actor, task_ids: list[UUID]) -> list[InboxItem]:
    if not task_ids:
        return []
    rows = session.execute(_item_columns().where(Task.id.in_(task_ids), Seat.status == SeatStatus.OPEN))
    found: dict[UUID, InboxItem] = {}
    for row in rows:
        item = _item(actor, row)
        if item.task_id not in found or item.is_mine:
            found[item.task_id] = item
    return [found[task_id] for task_id in task_ids if task_id in found]


def _item_columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Task.id,
            Task.element_id,
            Task.process_id,
            Task.bundle_version_id,
            Task.instance_id,
            ProcessInstance.business_key,
            ProcessInstance.title,
            ProcessInstance.amount,
            ProcessInstance.currency,
            ProcessInstance.initiator_id,
            Seat.opened_at,
            Seat.due_at,
            Seat.taken_by,
            Seat.person_id,
        )
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .join(Seat, Seat.task_id == Task.id)
    )


def inbox_version(session: Session, actor: Actor) -> str:
    """A short text that changes whenever the first page of the actor's inbox does: what browsers poll."""
    keys = _first_entries(session, recipients_of(session, actor), None, 26)
    return sha256(repr(keys).encode()).hexdigest()[:16]


def _item(actor: Actor, row: Any) -> InboxItem:
    return InboxItem(
        task_id=row.id,
        element_id=row.element_id,
        process_id=row.process_id,
        bundle_version_id=row.bundle_version_id,
        instance_id=row.instance_id,
        business_key=row.business_key,
        title=row.title,
        amount=row.amount,
        currency=row.currency,
        initiator_id=row.initiator_id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        taken_by=row.taken_by,
        is_mine=actor.person_id in (row.taken_by, row.person_id),
    )


def decided_by(
    session: Session, actor: Actor, *, before: datetime | None = None, limit: int = 25
) -> list[tuple[InboxItem, datetime, str | None]]:
    """What the actor decided, latest first: the task, when, and the decision."""
    statement = (
        _item_columns()
        .add_columns(Seat.decided_at, Seat.decision)
        .where(Seat.decided_by == actor.person_id)
        .order_by(Seat.decided_at.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Seat.decided_at < before)
    return [(_item(actor, row), row.decided_at, row.decision) for row in session.execute(statement)]
