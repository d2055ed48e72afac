"""Who acts at a task: those who sign, what the reader may do there, and what was advised."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import TaskView, allowed_operations, removable_signers
from engine.errors import Sentence, say
from engine.people.queries import name_of
from engine.tasks.models import TaskStatus
from webapp.cases.reading import CasePage
from webapp.tasks.advice import advice_on
from webapp.tasks.explaining import waits_for, why_you
from webapp.tasks.handed_on import handed_on
from webapp.tasks.menu import task_menu
from webapp.tasks.operations import OPINIONS
from webapp.tasks.returned import why_returned
from webapp.tasks.signers import Reader, read_signers


def who_acts(session: Session, actor: Actor, view: TaskView, case: CasePage) -> dict[str, Any]:
    """What the task page shows of it."""
    reader = Reader(actor.person_id, view.sitting.seat.id if view.sitting else None)
    signers = read_signers(session, view.task.sign_mode, view.seats, view.description.properties, reader)
    allowed = allowed_operations(session, actor, view)
    return {
        "signers": signers,
        "why": why_you(view.task.status, signers),
        "waits_for": waits_for(signers) if view.task.status == TaskStatus.OPEN else None,
        "allowed": allowed,
        "menu": task_menu(view, allowed),
        "removable": {seat.id for seat in removable_signers(session, actor, view)},
        "acts_for": _acts_for(session, view),
        "advice": advice_on(case, view.task.id),
        "returned": why_returned(case, view.task),
        "is_advisor": allowed["answer_delegation"] is None,
        "handed_on": handed_on(case.events, view.task.id, [actor.person_id, _absent(view)], case.names.person)
        if view.task.status == TaskStatus.OPEN
        else None,
        "opinions": OPINIONS,
    }


def _acts_for(session: Session, view: TaskView) -> Sentence | None:
    """For whom the reader would decide, where it is not for themselves."""
    absent = _absent(view)
    if absent is None:
        return None
    return say("You decide this for %(name)s, who is away. Both names are recorded.", name=name_of(session, absent))


def _absent(view: TaskView) -> UUID | None:
    return view.sitting.actor.on_behalf_of if view.sitting else None
