"""From the approval to the write-off: the journal is drafted, confirmed, and the assets leave the books (S28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, Problem, say
from engine.tasks.models import Task, TaskStatus
from workflows.accounting.disposal_entries import (
    NOTHING,
    Consideration,
    Derecognised,
    disposal_entries,
    relocation_entries,
)
from workflows.accounting.entries import ZERO, EntryLine
from workflows.accounting.models import Journal
from workflows.accounting.operations import JournalSource, confirm_journal, draft_journal, void_journal
from workflows.accounting.queries import find_journal, lines_of, posting_accounts
from workflows.assets.depreciation import months_between
from workflows.assets.models import Asset, AssetState
from workflows.assets.valuation import basis_of
from workflows.disposal.figures import keep_values
from workflows.disposal.gates import keep_evidence, require_gates
from workflows.disposal.handing_out import refuse_handed_out, require_handed_out
from workflows.disposal.independence import require_another_poster, require_independence
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import DisposalLine, DisposalMethod, DisposalRequest, EvidenceKind, RequestStatus
from workflows.disposal.moving import relocate, take_over
from workflows.disposal.settling import NOTHING_SETTLED, Bought, Settlement, consideration_of, keep_settlement
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
    journal = draft_again(session, actor, locked)
    keep_evidence(session, request.id, EvidenceKind.MINUTES, minutes)
    locked.move_assets(session, actor, AssetState.PENDING_WRITEOFF)
    request.status, request.approval_level = RequestStatus.APPROVED, level or None
    return journal


def draft_again(session: Session, actor: Actor, locked: LockedRequest) -> Journal:
    """Draft the request's journal for the present day, before anything is known of what the assets bring in."""
    on = today(session, locked.request.legal_entity_id)
    return _keep(session, actor, locked, _work_out(session, locked, on, NOTHING_SETTLED), on)


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
    session: Session,
    actor: Actor,
    request_id: UUID,
    *,
    journal_id: UUID,
    posting_on: date,
    voucher_no: str = "",
    given: Settlement = NOTHING_SETTLED,
) -> Journal:
    """Confirm the journal on `posting_on`, and the assets become 已核销. `voucher_no`: the ERP's own number.

    Another posting day than the one drafted for can change the depreciation (domain.md B7), and what was `given` for
    the assets changes the result: the draft is then voided and drawn up again. Refused, at `posting_date`: a day to
    come, one before an asset was in use, a month that is not open; at its fields: an amount or rate that cannot be;
    with `Conflict`: a gate not passed, assets not handed out (domain.md B2).
    """
    locked = lock_request(session, request_id, statuses=BOOKABLE)
    request = locked.request
    require_another_poster(session, actor, request)
    if request.journal_id != journal_id:
        raise Conflict(say("The voucher of request %(number)s has been drawn up anew.", number=request.number))
    if request.is_release_guarded:
        require_gates(session, locked)
        require_handed_out(session, locked)
    _check_posting_day(session, locked, posting_on)
    journal = find_journal(session, journal_id)
    draft = _work_out(session, locked, posting_on, given)
    if months_between(journal.drafted_for, posting_on) != 0 or not _says(session, journal, draft.lines):
        void_journal(session, actor, journal_id, reason="posting_month")
        journal = _keep(session, actor, locked, draft, posting_on)
    confirm_journal(
        session, actor, journal.id, posting_on=posting_on, external_voucher_no=voucher_no, where="posting_date"
    )
    keep_settlement(session, actor, request, given, draft.consideration, result=draft.result)
    _let_go(session, actor, locked, draft, posting_on)
    return journal


@dataclass(frozen=True)
class _Draft:
    """What the books are to be told. `result`: a gain, or a loss below zero."""

    lines: list[EntryLine]
    consideration: Consideration
    result: Decimal


def _work_out(session: Session, locked: LockedRequest, on: date, given: Settlement) -> _Draft:
    request = locked.request
    carrying = keep_values(session, locked, on).carrying
    chart = books_of(session, request.legal_entity_id).chart
    method = DisposalMethod(request.method or DisposalMethod.SCRAP)
    accounts = posting_accounts(session, chart, method)
    assets = [_derecognised(line, locked.assets[line.asset_id], on) for line in locked.lines]
    if method == DisposalMethod.RELOCATION:
        _refuse_held(assets)
        assert request.target_unit_id is not None
        lines = relocation_entries(assets, accounts, request.org_unit_id, request.target_unit_id)
        return _Draft(lines, NOTHING, ZERO)
    bought = [Bought(locked.assets[line.asset_id].in_service_on, line.net_value or ZERO) for line in locked.lines]
    consideration = consideration_of(session, request, given, carrying, on=on, bought=bought)
    lines = disposal_entries(assets, accounts, consideration)
    return _Draft(lines, consideration, consideration.gained - carrying)


def _keep(session: Session, actor: Actor, locked: LockedRequest, draft: _Draft, on: date) -> Journal:
    request = locked.request
    source = JournalSource(SOURCE_KIND, request.id, request.legal_entity_id, request.org_unit_id)
    journal = draft_journal(session, actor, source, JOURNAL_KIND, request.currency, draft.lines, drafted_for=on)
    request.journal_id = journal.id
    return journal


def _says(session: Session, journal: Journal, lines: Sequence[EntryLine]) -> bool:
    """Whether the journal has exactly these lines."""
    kept = [(line.account_code, line.debit, line.credit, line.text) for line in lines_of(session, journal.id)]
    return kept == [(line.account_code, line.debit, line.credit, line.text) for line in lines]


def _let_go(session: Session, actor: Actor, locked: LockedRequest, draft: _Draft, posting_on: date) -> None:
    """The assets leave these books, or their department."""
    request = locked.request
    if request.method == DisposalMethod.RELOCATION:
        relocate(session, actor, locked)
        request.status = RequestStatus.RELOCATED
        return
    if request.method == DisposalMethod.TRANSFER:
        take_over(session, actor, locked, draft.consideration, posting_on)
    locked.move_assets(session, actor, AssetState.DISPOSED)
    for asset in locked.assets.values():
        asset.derecognised_on = posting_on
    request.status = RequestStatus.DISPOSED


def _refuse_held(assets: Sequence[Derecognised]) -> None:
    for asset in assets:
        if asset.is_held:
            told = say("Asset %(asset_no)s is held for sale: end that before it is relocated.", asset_no=asset.text)
            raise Conflict(told)


def _derecognised(line: DisposalLine, asset: Asset, on: date) -> Derecognised:
    assert line.cost is not None
    assert line.accumulated is not None
    assert line.impairment is not None
    basis = basis_of(asset)
    if basis.held_since(on) is None:
        return Derecognised(line.cost, line.accumulated, line.impairment, asset.asset_no)
    since = basis.impairment_while_held()
    reclassified_at = line.cost - line.accumulated - (line.impairment - since)
    return Derecognised(reclassified_at, ZERO, since, asset.asset_no, is_held=True)


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
