"""The cases that were sent to a person to read (抄送), for their inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.instances.models import ProcessInstance
from engine.tasks.models import CaseCopy


@dataclass(frozen=True)
class CopyItem:
    """A case sent to somebody to read. `copy_id` is the cursor of the next page; `read_at` None: not read yet."""

    copy_id: UUID
    instance_id: UUID
    process_id: str
    bundle_version_id: UUID
    business_key: str
    title: str
    status: str
    sent_by: UUID | None
    note: str
    sent_at: datetime
    read_at: datetime | None


def copies(
    session: Session, actor: Actor, *, before: UUID | None = None, limit: int = 25, unread_only: bool = False
) -> list[CopyItem]:
    """The actor's copies, latest first, before the copy `before`: one keyset page in one statement."""
    statement = (
        select(CaseCopy, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == CaseCopy.instance_id)
        .where(CaseCopy.person_id == actor.person_id)
        .order_by(CaseCopy.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(CaseCopy.id < before)
    if unread_only:
        statement = statement.where(CaseCopy.read_at.is_(None))
    return [_item(copy, case) for copy, case in session.execute(statement)]


def unread_copies(session: Session, actor: Actor, *, at_most: int = 99) -> int:
    """How many copies the actor has not read, counted up to `at_most` and one more."""
    unread = select(CaseCopy.id).where(CaseCopy.person_id == actor.person_id, CaseCopy.read_at.is_(None))
    return len(session.scalars(unread.limit(at_most + 1)).all())


def _item(copy: CaseCopy, case: ProcessInstance) -> CopyItem:
    return CopyItem(
        copy_id=copy.id,
        instance_id=case.id,
        process_id=case.process_id,
        bundle_version_id=case.bundle_version_id,
        business_key=case.business_key,
        title=case.title,
        status=case.status,
        sent_by=copy.sent_by,
        note=copy.note,
        sent_at=copy.created_at,
        read_at=copy.read_at,
    )
