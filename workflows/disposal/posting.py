"""From the approval to the write-off: the journal is drafted, confirmed, and the assets leave the books (S28)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, Problem, say
from engine.tasks.models import Task, TaskStatus
from workflows.accounting.disposal_entries import Derecognised, disposal_entries
from workflows.accounting.entries import EntryLine
from workflows.accounting.models import Journal
from workflows.accounting.operations import JournalSource, confirm_journal, draft_journal, void_journal
from workflows.accounting.queries import find_journal, result_accounts
from workflows.assets.depreciation import months_between
from workflows.assets.models import AssetState
from workflows.disposal.figures import keep_values
from workflows.disposal.gates import keep_evidence, require_gates
from workflows.disposal.handing_out import refuse_handed_out, require_handed_out
from workflows.disposal.independence import require_independence
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import DisposalLine, DisposalMethod, DisposalRequest, EvidenceKind, RequestStatus
from workflows.organization.books import books_of, today

JOURNAL_KIND = "disposal"
MINUTES = "minutes"
"""The field of an approval's form that takes the minutes of the management's meeting (domain.md B4, L4)."""
MINUTES_FROM_LEVEL = 4
SOURCE_KIND = "disposal_request"
APPROVABLE = frozenset({RequestStatus.SUBMITTED})
BOOKABLE = frozenset({RequestStatus.APPROVED})


def draft_voucher(session: Session, actor: Actor, request_id: UUID, *, level: int = 0) -> Journal:
    """The request is approved at `level`: draft its journal for the present month, and the assets become 待核销.

    Refused: a buyer who approved it, or is related to somebody who did; at level 4, at the field `minutes`, an approval
    without the minutes of the management's meeting (domain.md B4).
    """
    locked = lock_request(session, request_id, statuses=APPROVABLE)
    request = locked.request
    require_independence(
        session, request, receiver_id=request.buyer_id, relative_of=request.buyer_relative_of, where="buyer"
    )
    minutes = minutes_of(session, request)
    if level >= MINUTES_FROM_LEVEL and not minutes:
        sentence = say("At this level the minutes of the management's meeting have to be attached.")
        raise Invalid([Problem(MINUTES, sentence)])
    journal = _draft(session, actor, locked, today(session, request.legal_entity_id))
    keep_evidence(session, request.id, EvidenceKind.MINUTES, minutes)
    locked.move_assets(session, actor, AssetState.PENDING_WRITEOFF)
    request.status = RequestStatus.APPROVED
    return journal


def undo_draft_voucher(session: Session, actor: Actor, request_id: UUID) -> None:
    """A send-back goes past the approval: the draft is voided, and the assets wait for approval again.

    Refused: assets that have left the house.
    """
    locked = lock_request(session, request_id, statuses=BOOKABLE)
    refuse_handed_out(session, locked)
    void_draft(session, actor, locked.request, reason="sent_back")
    locked.move_assets(session, actor, AssetState.QUARANTINED)
    locked.move_assets(session, actor, AssetState.PENDING_APPROVAL)
    locked.request.status = RequestStatus.SUBMITTED


def minutes_of(session: Session, request: DisposalRequest) -> list[UUID]:
    """The minutes of the management that those who approved have attached since the request was last
    submitted."""
    rows = (
        select(Task.answers)
        .where(
            Task.instance_id == request.instance_id,
            Task.status == TaskStatus.COMPLETED,
            Task.closed_at >= request.submitted_at,
        )
        .order_by(Task.closed_at.desc(), Task.id.desc())
    )
    for answers in session.scalars(rows):
        if answers and (files := answers.get(MINUTES)):
            return [UUID(str(file_id)) for file_id in files]
    return []


def write_off(
    session: Session, actor: Actor, request_id: UUID, *, journal_id: UUID, posting_on: date, voucher_no: str = ""
) -> Journal:
    """Confirm the journal on `posting_on`, and the assets become 已核销. `voucher_no`: the ERP's own number.

    A posting month other than the one drafted for changes the depreciation (domain.md B7): the draft is voided and
    drawn up again for that month. Refused, at `posting_date`: a day to come, one before an asset was in use, a month
    that is not open; with `Conflict`: a gate not passed, assets not handed out (domain.md B2).
    """
    locked = lock_request(session, request_id, statuses=BOOKABLE)
    request = locked.request
    if request.journal_id != journal_id:
        raise Conflict(say("The voucher of request %(number)s has been drawn up anew.", number=request.number))
    if request.is_release_guarded:
        require_gates(session, locked)
        require_handed_out(session, locked)
    _check_posting_day(session, locked, posting_on)
    journal = find_journal(session, journal_id)
    if months_between(journal.drafted_for, posting_on) != 0:
        void_journal(session, actor, journal_id, reason="posting_month")
        journal = _draft(session, actor, locked, posting_on)
    confirm_journal(
        session, actor, journal.id, posting_on=posting_on, external_voucher_no=voucher_no, where="posting_date"
    )
    locked.move_assets(session, actor, AssetState.DISPOSED)
    request.status = RequestStatus.DISPOSED
    return journal


def _draft(session: Session, actor: Actor, locked: LockedRequest, on: date) -> Journal:
    request = locked.request
    keep_values(session, locked, on)
    source = JournalSource(SOURCE_KIND, request.id, request.legal_entity_id, request.org_unit_id)
    lines = _entries(session, locked)
    journal = draft_journal(session, actor, source, JOURNAL_KIND, request.currency, lines, drafted_for=on)
    request.journal_id = journal.id
    return journal


def _entries(session: Session, locked: LockedRequest) -> list[EntryLine]:
    request = locked.request
    chart = books_of(session, request.legal_entity_id).chart
    accounts = result_accounts(session, chart, request.method or DisposalMethod.SCRAP)
    return disposal_entries(
        [_derecognised(line, locked.assets[line.asset_id].asset_no) for line in locked.lines], accounts
    )


def _derecognised(line: DisposalLine, text: str) -> Derecognised:
    assert line.cost is not None
    assert line.accumulated is not None
    assert line.impairment is not None
    return Derecognised(line.cost, line.accumulated, line.impairment, text)


def _check_posting_day(session: Session, locked: LockedRequest, posting_on: date) -> None:
    where = "posting_date"
    if posting_on > today(session, locked.request.legal_entity_id):
        raise Invalid([Problem(where, say("The posting date lies in the future."))])
    if posting_on < max(asset.in_service_on for asset in locked.assets.values()):
        raise Invalid([Problem(where, say("The posting date lies before the asset was put into use."))])


def void_draft(session: Session, actor: Actor, request: DisposalRequest, *, reason: str) -> None:
    """Give up the request's journal if it still waits to be confirmed; for cancelling."""
    if request.journal_id is not None and request.status == RequestStatus.APPROVED:
        void_journal(session, actor, request.journal_id, reason=reason)
