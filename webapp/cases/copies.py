"""Who got a copy of a case, and whether they have read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.queries import people_by_id
from engine.tasks.reading_copies import copies_of
from webapp.i18n import named


@dataclass(frozen=True)
class Copy:
    """One copy; `read_at` None: not read yet."""

    reader: str
    sender: str
    note: str
    sent_at: datetime
    read_at: datetime | None
    is_yours: bool


def read_copies(session: Session, instance_id: UUID, actor: Actor) -> Sequence[Copy]:
    """The copies of a case, oldest first; one statement, two where there are any."""
    rows = copies_of(session, instance_id)
    people = people_by_id(session, (person_id for row in rows for person_id in (row.person_id, row.sent_by)))
    return [
        Copy(
            reader=named(people.get(row.person_id)),
            sender=named(people.get(row.sent_by)) if row.sent_by else "",
            note=row.note,
            sent_at=row.created_at,
            read_at=row.read_at,
            is_yours=row.person_id == actor.person_id,
        )
        for row in rows
    ]
