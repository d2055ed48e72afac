"""Links by which somebody chooses a new password: good for one use and a short time. Only a hash of each is kept, and
its text is made from the installation's secret key, so that no database, backup or outbox holds one that works."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import NotFound, say
from engine.people.models import Person, ResetLink
from engine.people.tokens import token_sha256
from engine.types import new_id

ASKED_FOR_LASTS = timedelta(hours=1)
"""How long a link is good that somebody asked for themselves."""

GIVEN_LASTS = timedelta(days=3)
"""How long one is good that an administrator made: it may be handed over on paper, or over a weekend."""


def link_token(secret_key: str, link_id: UUID) -> str:
    """The text that proves a link: HMAC-SHA256 of its id under the installation's secret key, as URL-safe Base64."""
    made = hmac.digest(secret_key.encode(), f"reset-link:{link_id}".encode(), hashlib.sha256)
    return urlsafe_b64encode(made).decode().rstrip("=")


def make_link(
    session: Session, person_id: UUID, *, secret_key: str, lasts: timedelta, made_by: UUID | None = None
) -> ResetLink:
    """A new link for this person, good for `lasts`. Commands check permissions and write the history."""
    link_id, now = new_id(), clock.now()
    link = ResetLink(
        id=link_id,
        person_id=person_id,
        token_sha256=token_sha256(link_token(secret_key, link_id)),
        made_by=made_by,
        made_at=now,
        expires_at=now + lasts,
    )
    session.add(link)
    return link


def person_of_link(session: Session, token: str) -> Person:
    """Who may choose a password with this link. Refused: `NotFound` for one that is unknown, used, too old, or of
    somebody who has left; which of these is not said."""
    person = session.scalars(_owner(token)).one_or_none()
    if person is None:
        raise NotFound(say("This link is not valid any more. Ask for a new one."))
    return person


def lock_person_of_link(session: Session, token: str) -> Person:
    """As `person_of_link`, their row locked: of two who use one link at once the second is refused."""
    person_id = person_of_link(session, token).id
    session.scalars(select(Person.id).where(Person.id == person_id).with_for_update()).one()
    return person_of_link(session, token)


def end_links(session: Session, person_id: UUID) -> None:
    """No link made for this person is good any more."""
    session.execute(
        update(ResetLink)
        .where(ResetLink.person_id == person_id, ResetLink.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _owner(token: str) -> Select[Person]:
    return (
        select(Person)
        .join(ResetLink, ResetLink.person_id == Person.id)
        .where(
            ResetLink.token_sha256 == token_sha256(token),
            ResetLink.ended_at.is_(None),
            ResetLink.expires_at > clock.now(),
            Person.is_active,
        )
    )
