"""Whoever gets the assets has nothing to do with those who ask for it or agree to it (domain.md B1)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, Problem, say
from engine.instances.models import ProcessInstance
from engine.people.queries import name_of
from engine.tasks.models import Seat, Task
from workflows.disposal.models import DisposalRequest

APPROVE = "approve"
FINAL_APPROVAL = "Task_Approve"


def approvers_of(session: Session, instance_id: UUID) -> set[UUID]:
    """Everybody who has approved something in this case so far, and those they acted for."""
    rows = session.execute(
        select(Seat.decided_by, Seat.on_behalf_of)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id == instance_id, Seat.decision == APPROVE, Seat.decided_by.is_not(None))
    )
    return {person_id for row in rows for person_id in row if person_id is not None}


def require_another_poster(session: Session, actor: Actor, request: DisposalRequest) -> None:
    """Refuse somebody who approved the disposal and wants to book it: also where the approval was given in a case
    before this one, whose write-off was undone."""
    approved = (
        select(Seat.id)
        .join(Task, Task.id == Seat.task_id)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(
            ProcessInstance.subject_id == request.id,
            Task.element_id == FINAL_APPROVAL,
            Seat.decision == APPROVE,
            or_(Seat.decided_by == actor.person_id, Seat.on_behalf_of == actor.person_id),
        )
    )
    if session.scalars(approved.limit(1)).first() is not None:
        raise NotAllowed(say("You have approved this disposal: somebody else has to book it."))


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
