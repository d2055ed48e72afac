"""Whoever gets the assets has nothing to do with those who ask for it or agree to it (domain.md B1)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Invalid, Problem, say
from engine.people.queries import name_of
from engine.tasks.models import Seat, Task
from workflows.disposal.models import DisposalRequest

APPROVE = "approve"


def approvers_of(session: Session, instance_id: UUID) -> set[UUID]:
    """Everybody who has approved something in this case so far, and those they acted for."""
    rows = session.execute(
        select(Seat.decided_by, Seat.on_behalf_of)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id == instance_id, Seat.decision == APPROVE, Seat.decided_by.is_not(None))
    )
    return {person_id for row in rows for person_id in row if person_id is not None}


def require_independence(
    session: Session,
    request: DisposalRequest,
    *,
    receiver_id: UUID | None,
    relative_of: UUID | None,
    where: str,
    with_approvers: bool = True,
) -> None:
    """Refuse, at the fields `<where>_id` and `<where>_relative_of`, a buyer or recipient who is the requester or has
    approved this request, or who has declared to be related to such a person.

    `with_approvers=False` for a plan that is still to be approved: who approved an earlier one may not be asked again.
    """
    barred = {request.requested_by}
    if with_approvers and request.instance_id is not None:
        barred |= approvers_of(session, request.instance_id)
    problems = []
    if receiver_id is not None and receiver_id in barred:
        name = name_of(session, receiver_id)
        sentence = say("%(name)s asked for this disposal or approved it and cannot get the assets.", name=name)
        problems.append(Problem(f"{where}_id", sentence))
    if relative_of is not None and relative_of in barred:
        name = name_of(session, relative_of)
        sentence = say(
            "%(name)s asked for this disposal or approved it: a relative of theirs cannot get the assets.", name=name
        )
        problems.append(Problem(f"{where}_relative_of", sentence))
    if problems:
        raise Invalid(problems)
