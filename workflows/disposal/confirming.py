"""The task that confirms a disposal's journal: the ERP confirms through it, so that the case goes on with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import complete_task
from engine.errors import Conflict, say
from engine.tasks.models import Task, TaskStatus
from workflows.accounting.models import Journal
from workflows.accounting.operations import CONFIRMED_BY_CASES, confirm_standing_journal
from workflows.accounting.queries import find_journal, find_visible_journal
from workflows.disposal.models import DisposalRequest

CONFIRM = "Task_ConfirmVoucher"


def confirm_as_it_comes(
    session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, external_voucher_no: str = ""
) -> Journal:
    """Confirm a journal wherever it comes from: with its case's task, or by itself. Gives the confirmed journal, which
    a posting month of its own may have drawn up anew. Refused: what either refuses."""
    journal = find_visible_journal(session, actor, journal_id)
    if journal.source_kind not in CONFIRMED_BY_CASES:
        return confirm_standing_journal(
            session, actor, journal_id, posting_on=posting_on, external_voucher_no=external_voucher_no
        )
    confirm_with_case(session, actor, journal_id, posting_on=posting_on, external_voucher_no=external_voucher_no)
    request = session.get_one(DisposalRequest, journal.source_id)
    assert request.journal_id is not None
    return find_journal(session, request.journal_id)


def confirm_with_case(
    session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, external_voucher_no: str = ""
) -> None:
    """Complete the case's task with the posting date and the ERP's number, as the actor's own act.

    Refused with `Conflict` while the case has not come that far; else what the task refuses.
    """
    task_id = session.scalars(
        select(Task.id)
        .join(DisposalRequest, DisposalRequest.instance_id == Task.instance_id)
        .where(DisposalRequest.journal_id == journal_id, Task.element_id == CONFIRM, Task.status == TaskStatus.OPEN)
    ).first()
    if task_id is None:
        raise Conflict(say("The case of this journal does not wait for its confirmation."))
    answers = {"posting_date": posting_on.isoformat(), "voucher_no": external_voucher_no}
    complete_task(session, actor, task_id, answers=answers)
