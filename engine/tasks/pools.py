"""The keys under which people find what waits for them, and who is behind a key."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from engine.people.queries import holders

_PERSON = "person:"


def person_recipient(person_id: UUID) -> str:
    """The recipient under which a person finds what is meant for that person alone."""
    return f"{_PERSON}{person_id}"


def people_of(session: Session, person_id: UUID | None, pools: Iterable[str]) -> set[UUID]:
    """Who is behind a seat now: its person, or the active holders of its pools. A statement per role."""
    found = {person_id} if person_id is not None else set()
    for key in pools:
        if key.startswith(_PERSON):
            found.add(UUID(key.removeprefix(_PERSON)))
        else:
            role, _, unit = key.partition("@")
            found |= {person.id for person in holders(session, role, None if unit == "*" else UUID(unit))}
    return found
