"""Cases sent to people to read (抄送), their read marks, and what people say about a case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.db import insert_for
from engine.tasks.models import CaseComment, CaseCopy
from engine.types import new_id


def add_copies(
    session: Session, instance_id: UUID, person_ids: Iterable[UUID], *, sent_by: UUID | None, note: str
) -> list[UUID]:
    """Give these people a copy; those who have one already keep it. Gives who is new to it."""
    people = list(dict.fromkeys(person_ids))
    had = set(session.scalars(select(CaseCopy.person_id).where(CaseCopy.instance_id == instance_id)))
    new = [person_id for person_id in people if person_id not in had]
    now = clock.now()
    rows = [
        {
            "id": new_id(),
            "instance_id": instance_id,
            "person_id": person_id,
            "sent_by": sent_by,
            "note": note,
            "created_at": now,
        }
        for person_id in new
    ]
    if rows:
        session.execute(insert_for(session, CaseCopy), rows)
    return new


def mark_read(session: Session, instance_id: UUID, person_id: UUID) -> bool:
    """The person has read the case; False where they have no unread copy."""
    result = session.execute(
        update(CaseCopy)
        .where(CaseCopy.instance_id == instance_id, CaseCopy.person_id == person_id, CaseCopy.read_at.is_(None))
        .values(read_at=clock.now())
    )
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult: SQLAlchemy types execute() wider


def copies_of(session: Session, instance_id: UUID) -> list[CaseCopy]:
    """Who got a copy of a case, oldest first."""
    return list(session.scalars(select(CaseCopy).where(CaseCopy.instance_id == instance_id).order_by(CaseCopy.id)))


def add_comment(
    session: Session, instance_id: UUID, person_id: UUID, text: str, *, task_id: UUID | None
) -> CaseComment:
    """Keep what a person says about a case."""
    comment = CaseComment(
        id=new_id(), instance_id=instance_id, task_id=task_id, person_id=person_id, text=text, created_at=clock.now()
    )
    session.add(comment)
    return comment


def comments_of(session: Session, instance_id: UUID) -> list[CaseComment]:
    """What was said about a case, oldest first."""
    return list(
        session.scalars(select(CaseComment).where(CaseComment.instance_id == instance_id).order_by(CaseComment.id))
    )
