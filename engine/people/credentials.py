"""Passwords and the limit on guessing them."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import EngineError, Invalid, Problem, say
from engine.people.models import AttemptKind, LoginAttempt, Person
from engine.types import new_id

WINDOW = timedelta(minutes=15)
FAILURES_PER_LOGIN = 10
FAILURES_PER_ADDRESS = 50
RESETS_PER_LOGIN = 3
RESETS_PER_ADDRESS = 20
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


class TooManyAttempts(EngineError):
    """Guessing is paused for this sign-in name or this address."""


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with the library's parameters (RFC 9106, the low-memory choice)."""
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Refuses what is shorter than 10 or longer than 200 characters."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(
            [
                Problem(
                    "password",
                    say(
                        "A password has between %(shortest)s and %(longest)s characters.",
                        shortest=SHORTEST_PASSWORD,
                        longest=LONGEST_PASSWORD,
                    ),
                )
            ]
        )
    return _hasher().hash(password)


def is_password_of(person: Person | None, password: str) -> bool:
    """Whether the person may sign in with this password. Takes as long for somebody unknown as for somebody known."""
    may_sign_in = person is not None and person.is_active and bool(person.password_hash)
    known_hash = person.password_hash if person is not None and may_sign_in else _nobody()
    try:
        _hasher().verify(known_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return may_sign_in


def open_attempt(session: Session, login: str, address: str) -> UUID:
    """Write down a try to sign in, counted as failed until `close_attempt`, so that tries side by side all count.

    Refused with `TooManyAttempts` after 10 failures for the name or 50 from the address within 15 minutes.
    """
    return _note(
        session, AttemptKind.SIGN_IN, login, address, per_login=FAILURES_PER_LOGIN, per_address=FAILURES_PER_ADDRESS
    )


def note_reset(session: Session, login: str, address: str) -> UUID:
    """Write down that somebody asked for a link to a new password, whether or not there is such a name.

    Refused with `TooManyAttempts` after 3 for the name or 20 from the address within 15 minutes.
    """
    return _note(session, AttemptKind.RESET, login, address, per_login=RESETS_PER_LOGIN, per_address=RESETS_PER_ADDRESS)


def close_attempt(session: Session, attempt_id: UUID) -> None:
    """The attempt succeeded."""
    session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt_id).values(is_success=True))


def _note(session: Session, kind: AttemptKind, login: str, address: str, *, per_login: int, per_address: int) -> UUID:
    login, address = login.strip().lower()[:100], address[:64]
    if (
        _unsuccessful(session, kind, LoginAttempt.login == login) >= per_login
        or _unsuccessful(session, kind, LoginAttempt.address == address) >= per_address
    ):
        raise TooManyAttempts(
            say("Too many failed attempts. Try again in %(minutes)s minutes.", minutes=WINDOW.seconds // 60)
            if kind == AttemptKind.SIGN_IN
            else say("Too many requests. Try again in %(minutes)s minutes.", minutes=WINDOW.seconds // 60)
        )
    attempt = LoginAttempt(id=new_id(), kind=kind, login=login, address=address, at=clock.now(), is_success=False)
    session.add(attempt)
    return attempt.id


def _unsuccessful(session: Session, kind: AttemptKind, whose: ColumnElement[bool]) -> int:
    counted = select(func.count()).where(
        whose, LoginAttempt.kind == kind, LoginAttempt.at > clock.now() - WINDOW, LoginAttempt.is_success.is_(False)
    )
    return session.scalars(counted.select_from(LoginAttempt)).one()
