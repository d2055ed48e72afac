"""Journals: drafted, confirmed, voided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from engine.errors import AlreadyDone, Conflict, Invalid, NotFound
from engine.history.queries import events_of
from engine.types import new_id
from tests.workflows.company import Company
from workflows.accounting.entries import EntryLine
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import JournalSource, confirm_journal, draft_journal, void_journal
from workflows.accounting.purposes import Purpose
from workflows.accounting.queries import lines_of, list_journals, posting_accounts
from workflows.accounting.taxes import rate_on, take_apart
from workflows.organization.books import today
from workflows.organization.periods import close_period

TEN = Decimal("10.00")
BALANCED = [EntryLine("1606", debit=TEN), EntryLine("1601", credit=TEN)]


def draft(session: Session, company: Company, lines: list[EntryLine], unit: str = "SZ-IT") -> Journal:
    entity = "QM-SH" if unit.startswith("SH") else "QM-SZ"
    source = JournalSource("disposal_request", new_id(), company.entities[entity], company.units[unit])
    return draft_journal(
        session, company["accountant"], source, "disposal", "CNY", lines, drafted_for=date(2026, 11, 21)
    )


def confirm(session: Session, company: Company, journal: Journal) -> Journal:
    day = today(session, journal.legal_entity_id)
    return confirm_journal(session, company["accountant"], journal.id, posting_on=day, external_voucher_no=" 记-12 ")


def test_a_draft_has_no_number_until_it_is_confirmed(company: Company) -> None:
    with company.db.transaction() as session:
        journal = draft(session, company, BALANCED)
        assert (journal.status, journal.number, journal.posting_on) == (JournalStatus.TO_CONFIRM, None, None)
        confirm(session, company, journal)
        assert journal.number
        assert journal.number.endswith("-000001")
        assert journal.external_voucher_no == "记-12"
        assert [line.account_code for line in lines_of(session, journal.id)] == ["1606", "1601"]
        assert [event.kind for event in events_of(session, journal.id)] == ["journal.drafted", "journal.confirmed"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [EntryLine("1606", debit=TEN)],
        [EntryLine("1606", debit=TEN), EntryLine("1601", credit=Decimal("9.99"))],
        [EntryLine("1606", debit=-TEN), EntryLine("1601", credit=-TEN)],
        [*BALANCED, EntryLine("1602")],
        [EntryLine("1606", debit=TEN, credit=TEN)],
        [EntryLine("9999", debit=TEN), EntryLine("1601", credit=TEN)],
    ],
    ids=["empty", "one side", "a cent off", "negative", "zero line", "both sides", "unknown account"],
)
def test_a_journal_that_is_no_journal_is_refused(sqlite_company: Company, lines: list[EntryLine]) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(Invalid):
        draft(session, sqlite_company, lines)


def test_a_closed_month_refuses_the_confirmation_and_spends_no_number(company: Company) -> None:
    entity = company.entities["QM-SZ"]
    with company.db.transaction() as session:
        day = today(session, entity)
        journal = draft(session, company, BALANCED)
        close_period(session, company["finance_manager"], entity, day.year, day.month)
    with pytest.raises(Invalid, match="not open"), company.db.transaction() as session:
        confirm(session, company, journal)
    with company.db.reading() as session:
        kept = session.get_one(Journal, journal.id)
        assert (kept.status, kept.number) == (JournalStatus.TO_CONFIRM, None)


def test_a_journal_is_confirmed_once(company: Company) -> None:
    with company.db.transaction() as session:
        journal = confirm(session, company, draft(session, company, BALANCED))
        with pytest.raises(AlreadyDone):
            confirm(session, company, journal)
        with pytest.raises(AlreadyDone):
            void_journal(session, company["accountant"], journal.id, reason="too late")


def test_a_voided_journal_is_never_confirmed(company: Company) -> None:
    with company.db.transaction() as session:
        journal = void_journal(session, company["accountant"], draft(session, company, BALANCED).id, reason="cancelled")
        with pytest.raises(Conflict):
            confirm(session, company, journal)


def test_lists_show_the_journals_of_units_the_actor_may_see(company: Company) -> None:
    with company.db.transaction() as session:
        draft(session, company, BALANCED)
        ours = draft(session, company, BALANCED, "SH-OPS")
        assert [journal.id for journal in list_journals(session, company["shanghai_accountant"])] == [ours.id]


def test_the_accounts_of_a_result_depend_on_the_method(company: Company) -> None:
    with company.db.reading() as session:
        assert posting_accounts(session, "cas", "scrap")[Purpose.LOSS] == "6711"
        assert posting_accounts(session, "cas", "sale")[Purpose.LOSS] == "6115"
        assert posting_accounts(session, "cas", "trade_in")[Purpose.PROCEEDS] == "2202"
        with pytest.raises(NotFound, match="barter"):
            posting_accounts(session, "cas", "barter")


def test_a_chart_without_impairment_says_so(sqlite_company: Company) -> None:
    with sqlite_company.db.reading() as session, pytest.raises(NotFound, match="Impairment"):
        posting_accounts(session, "small", "scrap")[Purpose.IMPAIRMENT]


@pytest.mark.parametrize(
    ("code", "on", "tax"),
    [
        ("general", date(2024, 11, 12), "2600.00"),
        ("general", date(2019, 3, 31), "3117.24"),
        ("general", date(2018, 4, 30), "3283.76"),
        ("used_asset", date(2024, 11, 12), "438.83"),
        ("used_asset", date(2014, 6, 30), "434.62"),
        ("exempt", date(2024, 11, 12), "0.00"),
    ],
)
def test_the_tax_in_a_price_is_that_of_its_day(sqlite_company: Company, code: str, on: date, tax: str) -> None:
    with sqlite_company.db.reading() as session:
        price = take_apart(Decimal("22600.00"), rate_on(session, code, on))
        assert (price.tax, price.net) == (Decimal(tax), Decimal("22600.00") - Decimal(tax))


def test_a_day_without_a_rate_is_refused(sqlite_company: Company) -> None:
    with sqlite_company.db.reading() as session, pytest.raises(Invalid, match="general"):
        rate_on(session, "general", date(2008, 12, 31))
