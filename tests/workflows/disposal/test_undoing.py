"""Undoing write-offs whose other side, or whose poster, is somebody else's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.errors import Conflict, NotAllowed
from engine.people.operations import grant_role
from engine.people.queries import memberships
from tests.workflows.company import Company
from tests.workflows.disposal.test_methods import confirm, handed_out
from tests.workflows.disposal.walk import Walk
from workflows.accounting.entries import EntryLine, balance
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import confirm_standing_journal
from workflows.accounting.queries import lines_of
from workflows.assets.depreciation import ValueChange
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.assets.valuation import kept_changes
from workflows.disposal.models import RequestStatus
from workflows.disposal.undoing import reverse_as_it_comes


def undo(walk: Walk, company: Company) -> Journal:
    journal_id, on = walk.facts().request.journal_id, date.fromisoformat(walk.today())
    assert journal_id
    return walk.act(lambda s: reverse_as_it_comes(s, company["cfo"], journal_id, posting_on=on, reason="错账"))  # type: ignore[no-any-return]


def theirs(company: Company) -> Journal:
    with company.db.reading() as session:
        return session.scalars(select(Journal).where(Journal.source_kind == "taking_over").order_by(Journal.id)).all()[
            -1
        ]


@pytest.mark.parametrize("is_booked", [False, True])
def test_a_transfer_is_undone_on_both_sides_and_can_be_made_again(company: Company, is_booked: bool) -> None:
    walk = handed_out(company, "transfer", target_unit="SH-OPS")
    confirm(walk)
    taking_over = theirs(company)
    on = date.fromisoformat(walk.today())
    if is_booked:
        walk.act(lambda s: confirm_standing_journal(s, company["shanghai_accountant"], taking_over.id, posting_on=on))
    undo(walk, company)
    assert walk.states() == {AssetState.PENDING_WRITEOFF}
    with company.db.reading() as session:
        card = find_asset_by_no(session, "EX-1-T")
        assert (card.state, card.derecognised_on) == (AssetState.DISPOSED, on)
        kept = session.get_one(Journal, taking_over.id)
        assert kept.status == (JournalStatus.REVERSED if is_booked else JournalStatus.VOIDED)
        booked = session.scalars(
            select(Journal).where(Journal.source_kind == "taking_over", Journal.number.is_not(None))
        ).all()
        lines = [
            EntryLine(line.account_code, line.debit, line.credit) for j in booked for line in lines_of(session, j.id)
        ]
        assert all(balance(lines, code) == 0 for code in ("1601", "2221", "2241"))
    facts = walk.facts()
    confirm(Walk(company, walk.request_id, UUID(str(facts.request.instance_id)), walk.asset_nos))
    with company.db.reading() as session:
        assert find_asset_by_no(session, "EX-1-T2").cost == Decimal("17400.00")


def test_a_transfer_is_not_undone_once_the_other_company_has_gone_on(sqlite_company: Company) -> None:
    walk = handed_out(sqlite_company, "transfer", target_unit="SH-OPS")
    confirm(walk)
    with sqlite_company.db.transaction() as session:
        card = find_asset_by_no(session, "EX-1-T")
        card.value_changes = kept_changes([ValueChange(date(2026, 1, 1), impairment=Decimal("1.00"))])
    with pytest.raises(Conflict, match="gone on with asset EX-1-T"):
        undo(walk, sqlite_company)
    assert walk.facts().request.status == RequestStatus.DISPOSED
    assert theirs(sqlite_company).status == JournalStatus.TO_CONFIRM


def test_who_approved_does_not_book_also_after_an_undo(sqlite_company: Company) -> None:
    company = sqlite_company
    walk = handed_out(company, "scrap")
    confirm(walk)
    with company.db.transaction() as session:
        (held,) = (one for one in memberships(session, company["accountant"]) if one.role == "finance_accountant")
        approver = company.person_id("finance_manager")
        grant_role(session, approver, held.role, org_unit_id=held.org_unit_id)
    undo(walk, company)
    again = Walk(company, walk.request_id, UUID(str(walk.facts().request.instance_id)), walk.asset_nos)
    answers = {"posting_date": walk.today(), "voucher_no": ""}
    with pytest.raises(NotAllowed, match="somebody else has to book it"):
        again.complete("finance_manager", "Task_ConfirmVoucher", answers=answers)
    again.complete("accountant", "Task_ConfirmVoucher", answers=answers)
    assert walk.states() == {AssetState.DISPOSED}
