"""Personal tokens: what a program shows instead of a password. The token itself is shown once and never kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, NotFound, Problem, say
from engine.people.models import Person, PersonalToken
from engine.types import new_id

PREFIX = "zs_"
LONGEST_LIFE_DAYS = 366


def token_sha256(token: str) -> str:
    """What is kept of a token. A plain hash will do: a token has 256 random bits and cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_token(session: Session, actor: Actor, name: str, *, days: int = 90) -> tuple[PersonalToken, str]:
    """A new token of the actor, valid for `days` (1 to 366), and its text, which nobody can read again."""
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can have a token."))
    problems = []
    if not 1 <= len(name.strip()) <= 100:
        problems.append(Problem("name", say("Give the token a name of at most 100 characters.")))
    if not 1 <= days <= LONGEST_LIFE_DAYS:
        problems.append(
            Problem("days", say("A token lives between 1 and %(longest)s days.", longest=LONGEST_LIFE_DAYS))
        )
    if problems:
        raise Invalid(problems)
    text = PREFIX + secrets.token_urlsafe(32)
    token = PersonalToken(
        id=new_id(),
        person_id=actor.person_id,
        name=name.strip(),
        token_sha256=token_sha256(text),
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    session.add(token)
    return token, text


def revoke_token(session: Session, actor: Actor, token_id: UUID) -> PersonalToken:
    """End one of the actor's own tokens at once. Revoking twice changes nothing."""
    token = session.get(PersonalToken, token_id)
    if token is None or token.person_id != actor.person_id:
        raise NotFound(say("There is no such token."))
    token.revoked_at = token.revoked_at or clock.now()
    return token


def tokens_of(session: Session, actor: Actor) -> list[PersonalToken]:
    """The actor's tokens that have not been revoked, newest first."""
    mine = select(PersonalToken).where(PersonalToken.person_id == actor.person_id, PersonalToken.revoked_at.is_(None))
    return list(session.scalars(mine.order_by(PersonalToken.created_at.desc())))


def person_of_token(session: Session, token: str) -> Person | None:
    """The active person in whose name a program with this token acts; None if it is unknown, ended or too old."""
    valid = select(Person).join(PersonalToken, PersonalToken.person_id == Person.id)
    return session.scalars(
        valid.where(
            PersonalToken.token_sha256 == token_sha256(token),
            PersonalToken.revoked_at.is_(None),
            or_(PersonalToken.expires_at.is_(None), PersonalToken.expires_at > clock.now()),
            Person.is_active,
        )
    ).one_or_none()
