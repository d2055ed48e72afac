"""How edges carry out an act: one transaction, tried again where that is right, answered once per idempotency key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from engine import clock
from engine.advance import Failures
from engine.db import Database
from engine.errors import Conflict, EngineError, Invalid, Problem, say
from engine.history.models import AnsweredRequest
from engine.spiff import RunFailed, ServiceTaskFailed

T = TypeVar("T")

MAX_DEADLOCKS = 7
_RETRYABLE_SQLSTATES = {"40001", "40P01"}  # serialization failure, deadlock victim


def perform(db: Database, act: Callable[[Session], T]) -> T:
    """Carry out `act` in one transaction.

    A service task that fails rolls everything back; the act is then carried out again up to that element, which stays
    waiting with an incident (architecture.md 4), so `act` must do nothing outside its session. A deadlock's victim
    tries again. Refusals (`EngineError`) and bugs pass through with nothing changed.
    """
    failures, deadlocks = Failures(), 0
    while True:
        try:
            with db.transaction() as session:
                failures.attach_to(session)
                return act(session)
        except (ServiceTaskFailed, RunFailed) as error:
            if _is_deadlock(error.__cause__) and deadlocks < MAX_DEADLOCKS:
                deadlocks += 1
                continue
            if error.element_id in failures.by_element:
                raise _hopeless(error) from error
            failures.note(error)  # another element each time, so that this comes to an end
        except OperationalError as error:
            if _is_deadlock(error) and deadlocks < MAX_DEADLOCKS:
                deadlocks += 1
                continue
            if "database is locked" in str(error.orig):
                raise Conflict(say("The system is busy. Nothing was changed; please try again.")) from error
            raise


def _hopeless(error: ServiceTaskFailed | RunFailed) -> Exception:
    """Of a failure that stopping before its element did not prevent: the diagram's fault, said to whoever met it."""
    return EngineError(error.sentence) if isinstance(error, RunFailed) else error


def _is_deadlock(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES


def perform_once(
    db: Database, actor_id: UUID, key: str | None, request: str, act: Callable[[Session], tuple[int, str]]
) -> tuple[int, str]:
    """As `perform` for an act that answers (HTTP status, text): a repetition with the same idempotency key gets the
    first answer again; the same key with another `request` is refused."""
    if key is None:
        return perform(db, act)
    if not 1 <= len(key) <= 100:
        raise Invalid([Problem("Idempotency-Key", say("An idempotency key has 1 to 100 characters."))])
    digest = hashlib.sha256(request.encode()).hexdigest()

    def act_once(session: Session) -> tuple[int, str]:
        answered = session.get(AnsweredRequest, (actor_id, key))
        if answered is not None:
            if answered.request_sha256 != digest:
                raise Conflict(say("This idempotency key was used for another request."))
            return answered.status, answered.answer
        # Claimed before the act, so that of two at once the second waits here and then finds the answer.
        claim = AnsweredRequest(
            actor_id=actor_id, key=key, request_sha256=digest, status=0, answer="", answered_at=clock.now()
        )
        session.add(claim)
        session.flush()  # the primary key decides who was first
        claim.status, claim.answer = act(session)
        return claim.status, claim.answer

    try:
        return perform(db, act_once)
    except IntegrityError:
        return perform(db, act_once)
