"""The inbox: what waits for a person, read from the projection and joined with the cases it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Select, and_, bindparam, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.instances.models import ProcessInstance
from engine.people.absences import Principal, standing_for
from engine.people.queries import memberships, pools_of
from engine.tasks.models import InboxEntry, Seat, SeatStatus, Task
from engine.tasks.pools import person_recipient


@dataclass(frozen=True)
class InboxItem:
    """One waiting task in an inbox.

    `is_mine`: meant for this person alone, or taken by them. `is_by_name`: asks one person, whoever looks.
    `is_advice`: the holder has asked this person for advice. `on_behalf_of`: waits for this person only as the
    substitute of somebody who is back at `absent_until`.
    """

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
    is_by_name: bool = False
    is_advice: bool = False
    on_behalf_of: UUID | None = None
    absent_until: datetime | None = None


@dataclass(frozen=True)
class InboxPage:
    """A page of an inbox: earliest due first, then what is never due, longest waiting first; `next_cursor` is None on
    the last."""

    items: Sequence[InboxItem]
    next_cursor: tuple[datetime, UUID] | None


@dataclass(frozen=True)
class Recipient:
    """A key under which somebody finds tasks: as themselves, or as the substitute of a principal."""

    key: str
    is_personal: bool
    principal: Principal | None = None


def recipients_of(session: Session, actor: Actor, scope: str = "all") -> list[Recipient]:
    """The keys under which the actor finds tasks, their own before those of the people they stand in for, each once;
    `scope` is all, mine (what is for one person) or pools."""
    if actor.person_id is None:
        return []
    principals = standing_for(session, actor)
    pools = pools_of(session, [principal.person_id for principal in principals])
    found = [Recipient(person_recipient(actor.person_id), True)]
    found += [Recipient(held.pool, False) for held in memberships(session, actor)]
    for principal in principals:
        found.append(Recipient(person_recipient(principal.person_id), True, principal))
        found += [Recipient(pool, False, principal) for pool in pools.get(principal.person_id, ())]
    own = {recipient.key for recipient in found if recipient.principal is None}
    wanted = [one for one in found if scope == "all" or one.is_personal == (scope == "mine")]
    return list(dict.fromkeys(one for one in wanted if one.principal is None or one.key not in own))


def inbox(
    session: Session, actor: Actor, *, scope: str = "all", cursor: tuple[datetime, UUID] | None = None, limit: int = 25
) -> InboxPage:
    """The actor's waiting tasks and those of the people they stand in for. Two statements besides the memberships and
    the absences, whatever the tables hold."""
    recipients = recipients_of(session, actor, scope)
    entries = _first_entries(session, recipients, cursor, limit + 1)
    keys = list(dict.fromkeys((entry.sort_at, entry.task_id) for entry in entries))
    page = set(keys[:limit])
    items = _items(session, actor, [entry for entry in entries if (entry.sort_at, entry.task_id) in page])
    return InboxPage(items, keys[limit - 1] if len(keys) > limit else None)


@dataclass(frozen=True)
class _Entry:
    """Where the projection leads: a seat of a task, found under a recipient. `rank`: the recipient's place."""

    sort_at: datetime
    task_id: UUID
    seat_id: UUID
    rank: int
    recipient: Recipient


def _first_entries(
    session: Session, recipients: Sequence[Recipient], cursor: tuple[datetime, UUID] | None, limit: int
) -> list[_Entry]:
    """The entries of the first `limit` (due, task) keys, in order: a short index scan per recipient, merged here."""
    if not recipients:
        return []
    statement = _entries_statement(tuple(_limits_of(one) for one in recipients), cursor is not None)
    places: dict[str, Any] = {"limit": limit}
    if cursor is not None:
        places |= {"after_at": cursor[0], "after_id": cursor[1]}
    for rank, recipient in enumerate(recipients):
        places[f"recipient_{rank}"] = recipient.key
        if _limits_of(recipient) is not None and recipient.principal is not None:
            places[f"processes_{rank}"] = sorted(recipient.principal.scope.process_ids)
    found = [
        _Entry(row.sort_at, row.task_id, row.seat_id, row.rank, recipients[row.rank])
        for row in session.execute(statement, places)
    ]
    found.sort(key=lambda entry: (entry.sort_at, entry.task_id, entry.rank))
    first = set(list(dict.fromkeys((entry.sort_at, entry.task_id) for entry in found))[:limit])
    return [entry for entry in found if (entry.sort_at, entry.task_id) in first]


def _limits_of(recipient: Recipient) -> bool | None:
    """Whether the processes named are those shown (False) or those left out (True); None where all are shown."""
    if recipient.principal is None or recipient.principal.scope.is_everything:
        return None
    return recipient.principal.scope.is_all_but


@lru_cache(maxsize=256)
def _entries_statement(limits: tuple[bool | None, ...], has_cursor: bool) -> Executable:
    """The statement for so many recipients; making it takes longer than running it."""
    parts = [select(_entries_of(rank, is_all_but, has_cursor).subquery()) for rank, is_all_but in enumerate(limits)]
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _entries_of(rank: int, is_all_but: bool | None, has_cursor: bool) -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (
        InboxEntry.sort_at,
        InboxEntry.task_id,
        InboxEntry.seat_id,
        literal_column(str(rank)).label("rank"),
    )
    part = select(*columns).where(InboxEntry.recipient == bindparam(f"recipient_{rank}"))
    if has_cursor:
        after_at: Any = bindparam("after_at")
        after_id: Any = bindparam("after_id")
        is_same = and_(InboxEntry.sort_at == after_at, InboxEntry.task_id > after_id)
        part = part.where(or_(InboxEntry.sort_at > after_at, is_same))
    if is_all_but is not None:
        is_named = Task.process_id.in_(bindparam(f"processes_{rank}", expanding=True))
        part = part.join(Task, Task.id == InboxEntry.task_id).where(~is_named if is_all_but else is_named)
    return part.order_by(InboxEntry.sort_at, InboxEntry.task_id).limit(bindparam("limit"))


def _items(session: Session, actor: Actor, entries: Sequence[_Entry]) -> list[InboxItem]:
    """One item per task: of several seats the one that is nearest to the actor."""
    chosen: dict[UUID, _Entry] = {}
    for entry in entries:
        known = chosen.get(entry.task_id)
        if known is None or entry.rank < known.rank:
            chosen[entry.task_id] = entry
    if not chosen:
        return []
    seats = [entry.seat_id for entry in chosen.values()]
    rows = {row.seat_id: row for row in session.execute(_SEATS_SHOWN, {"seats": seats})}
    return [
        _item(actor, rows[entry.seat_id], entry.recipient)
        for entry in chosen.values()
        if entry.seat_id in rows and rows[entry.seat_id].seat_status == SeatStatus.OPEN
    ]


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
            Seat.id.label("seat_id"),
            Seat.status.label("seat_status"),
            Seat.opened_at,
            Seat.due_at,
            Seat.taken_by,
            Seat.person_id,
            Seat.delegated_to,
            Seat.on_behalf_of,
        )
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .join(Seat, Seat.task_id == Task.id)
    )


# Built once: every inbox executes it.
_SEATS_SHOWN = _item_columns().where(Seat.id.in_(bindparam("seats", expanding=True)))


def inbox_version(session: Session, actor: Actor) -> str:
    """A short text that changes whenever the first page of the actor's inbox does: what browsers poll."""
    entries = _first_entries(session, recipients_of(session, actor), None, 26)
    keys = [(entry.sort_at, entry.task_id, entry.recipient.key) for entry in entries]
    return sha256(repr(keys).encode()).hexdigest()[:16]


def _item(actor: Actor, row: Any, recipient: Recipient | None = None) -> InboxItem:
    principal = recipient.principal if recipient else None
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
        is_mine=actor.person_id in (row.taken_by, row.person_id, row.delegated_to),
        is_by_name=row.person_id is not None,
        is_advice=actor.person_id == row.delegated_to,
        on_behalf_of=principal.person_id if principal else row.on_behalf_of,
        absent_until=principal.until if principal else None,
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
