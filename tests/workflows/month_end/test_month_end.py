"""The monthly run of depreciation, impairments and what was produced."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM, Actor
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed
from engine.jobs.models import Job
from engine.jobs.operations import run_chunk
from engine.people.models import LegalEntity
from engine.people.operations import add_org_unit
from tests.workflows.company import Company
from workflows.accounting.entries import EntryLine, balance, total_credit, total_debit
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import confirm_journal
from workflows.accounting.queries import lines_of
from workflows.assets.depreciation import DepreciationMethod
from workflows.assets.models import Asset
from workflows.assets.queries import find_asset_by_no
from workflows.assets.splitting import Part, split_asset
from workflows.assets.valuation import book_values
from workflows.month_end import depreciating
from workflows.month_end.changing import record_impairment
from workflows.month_end.depreciating import begin_month, depreciate_more, runs_of
from workflows.month_end.jobs import enqueue_month
from workflows.month_end.models import DepreciationLine, DepreciationRun
from workflows.month_end.queries import differences, list_runs, months_under_way, shares_by_category, shares_by_unit
from workflows.month_end.usage import record_usage
from workflows.organization.books import today
from workflows.organization.models import EntityBooks

MACHINE = "SZ-PROD-0004"
"""460,000 over 120 months, 5 % of them left: 3,641.67 a month."""


def day(session: Session, company: Company) -> date:
    return today(session, company.entities["QM-SZ"])


def run(session: Session, company: Company, role: str = "accountant") -> DepreciationRun:
    on = day(session, company)
    (found,) = depreciate(session, company[role], company.entities["QM-SZ"], on.year, on.month)
    return found


def depreciate(session: Session, actor: Actor, entity_id: UUID, year: int, month: int) -> Sequence[DepreciationRun]:
    """The month from its beginning to its end, all chunks in one transaction."""
    asked_for = begin_month(session, actor, entity_id, year, month)
    while not depreciate_more(session, entity_id, year, month):
        pass
    return runs_of(session, asked_for)


def entries(session: Session, journal_id: object) -> list[EntryLine]:
    journal = session.scalars(select(Journal).where(Journal.id == journal_id)).one()
    return [EntryLine(line.account_code, line.debit, line.credit) for line in lines_of(session, journal.id)]


def line_of(session: Session, found: DepreciationRun, asset_no: str) -> DepreciationLine | None:
    return session.get(DepreciationLine, (found.id, find_asset_by_no(session, asset_no).id))


def test_a_month_is_worked_out_by_asset_and_drafted_by_department(company: Company) -> None:
    with company.db.transaction() as session:
        found = run(session, company)
        line = line_of(session, found, MACHINE)
        assert line
        assert line.amount == Decimal("3641.67")
        lines = entries(session, found.journal_id)
        assert total_debit(lines) == total_credit(lines) == found.total
        assert balance(lines, "6602") == -balance(lines, "1602") == found.total
        shares = shares_by_unit(session, company["accountant"], found.id)
        assert sum(share.amount for share in shares) == found.total
        assert sum(share.asset_count for share in shares) == found.asset_count
        by_category = shares_by_category(session, company["accountant"], found.id)
        assert sum(share.amount for share in by_category) == found.total


def test_working_a_month_out_again_takes_the_place_of_the_draft(company: Company) -> None:
    with company.db.transaction() as session:
        first, second = run(session, company), run(session, company)
        assert first.total == second.total
        statuses = session.scalars(select(Journal.status).order_by(Journal.id))
        assert list(statuses) == [JournalStatus.VOIDED, JournalStatus.TO_CONFIRM]
        assert [found.id for found in list_runs(session, company["accountant"])] == [second.id]


@pytest.fixture
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some assets at a time, so that the demo company's register takes several chunks."""
    monkeypatch.setattr(depreciating, "ASSETS_AT_ONCE", 7)
    monkeypatch.setattr(depreciating, "LINES_AT_ONCE", 5)


def more(company: Company, on: date) -> bool:
    with company.db.transaction() as session:
        return depreciate_more(session, company.entities["QM-SZ"], on.year, on.month)


@pytest.mark.usefixtures("_small_chunks")
def test_a_month_in_chunks_counts_only_when_all_are_in_and_says_what_one_chunk_would(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company.db.transaction() as session:
        on = day(session, company)
        begin_month(session, company["accountant"], company.entities["QM-SZ"], on.year, on.month)
    chunks = 1
    while not more(company, on):
        chunks += 1
        with company.db.reading() as session:
            (under_way,) = months_under_way(session, company["accountant"])
            assert under_way.assets_done <= under_way.assets_total
            assert list_runs(session, company["accountant"]) == []
            assert session.scalars(select(Journal)).all() == []
    assert chunks > 3
    with company.db.transaction() as session:
        (in_chunks,) = list_runs(session, company["accountant"])
        total, count = in_chunks.total, in_chunks.asset_count
        assert months_under_way(session, company["accountant"]) == []
    monkeypatch.undo()
    with company.db.transaction() as session:
        at_once = run(session, company)
        assert (at_once.total, at_once.asset_count) == (total, count)


@pytest.mark.usefixtures("_small_chunks")
def test_a_month_whose_work_was_cut_off_is_finished_by_whoever_goes_on(sqlite_company: Company) -> None:
    company = sqlite_company
    with company.db.transaction() as session:
        on = day(session, company)
        begin_month(session, company["accountant"], company.entities["QM-SZ"], on.year, on.month)
    more(company, on)
    with contextlib.suppress(KeyboardInterrupt), company.db.transaction() as session:
        depreciate_more(session, company.entities["QM-SZ"], on.year, on.month)
        raise KeyboardInterrupt
    with company.db.transaction() as session:
        asked_for = begin_month(session, company["accountant"], company.entities["QM-SZ"], on.year, on.month)
        enqueue_month(session, asked_for)
        enqueue_month(session, asked_for)
        (job,) = session.scalars(select(Job).where(Job.kind == "depreciate_month"))
    is_going_on = True
    while is_going_on:
        with company.db.transaction() as session:
            is_going_on = run_chunk(session, job.id)
    with company.db.reading() as session:
        (found,) = list_runs(session, company["accountant"])
        journal = entries(session, found.journal_id)
        assert total_debit(journal) == found.total
        lines = session.scalars(select(DepreciationLine.amount).where(DepreciationLine.run_id == found.id))
        assert sum(lines) == found.total


@pytest.mark.usefixtures("_small_chunks")
def test_a_register_that_changes_under_the_work_has_the_month_worked_out_anew(sqlite_company: Company) -> None:
    company = sqlite_company
    with company.db.transaction() as session:
        on = day(session, company)
        begin_month(session, company["accountant"], company.entities["QM-SZ"], on.year, on.month)
    is_split = is_done = False
    while not is_done:
        is_done = more(company, on)
        with company.db.transaction() as session:
            first = min(session.scalars(select(DepreciationLine.asset_id)), default=None)
            if first and not is_split:
                split_asset(session, company["asset_manager"], first, Part(percent=Decimal(40)))
                is_split = True
    with company.db.transaction() as session:
        (found,) = list_runs(session, company["accountant"])
        total = found.total
        assert run(session, company).total == total


def test_a_company_whose_departments_have_no_common_top_is_depreciated_too(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        entity = session.get_one(LegalEntity, sqlite_company.entities["QM-SZ"])
        find_asset_by_no(session, MACHINE).org_unit_id = add_org_unit(session, entity, "ALONE", "独立部门").id
        session.flush()
        on = day(session, sqlite_company)
        (found,) = depreciate(session, SYSTEM, entity.id, on.year, on.month)
        assert found.journal_id
        with pytest.raises(NotAllowed, match="not yours to see"):
            run(session, sqlite_company)


def test_a_booked_month_is_not_worked_out_again(company: Company) -> None:
    with company.db.transaction() as session:
        found = run(session, company)
        assert found.journal_id
        confirm_journal(session, company["accountant"], found.journal_id, posting_on=day(session, company))
        with pytest.raises(AlreadyDone):
            run(session, company)


def test_the_sum_of_all_months_is_what_the_books_say(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        on = day(session, sqlite_company)
        asset = find_asset_by_no(session, "SZ-IT-0007")
        month, total = asset.in_service_on.replace(day=1), Decimal(0)
        while month <= on:
            for found in depreciate(
                session, sqlite_company["accountant"], asset.legal_entity_id, month.year, month.month
            ):
                line = session.get(DepreciationLine, (found.id, asset.id))
                total += line.amount if line else 0
            month = (month + timedelta(days=31)).replace(day=1)
        assert total == book_values(asset, on).accumulated


def test_an_asset_that_left_in_the_month_is_depreciated_for_it(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        asset = find_asset_by_no(session, MACHINE)
        asset.state, asset.derecognised_on = "disposed", day(session, sqlite_company)
        found = run(session, sqlite_company)
        line = line_of(session, found, MACHINE)
        assert line
        assert line.amount == Decimal("3641.67")
        asset.derecognised_on = day(session, sqlite_company).replace(day=1) - timedelta(days=1)
        assert line_of(session, run(session, sqlite_company), MACHINE) is None


def test_a_month_that_the_erp_has_depreciated_is_not_depreciated_again(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        asset = find_asset_by_no(session, MACHINE)
        on = day(session, sqlite_company)
        asset.imported_accumulated, asset.imported_through = book_values(asset, on).accumulated + 100, on
        found = run(session, sqlite_company)
        line = line_of(session, found, MACHINE)
        assert line
        assert (line.amount, line.difference) == (Decimal("0.00"), Decimal("100.00"))
        reported = differences(session, sqlite_company["accountant"], found.id)
        assert [(row.asset_no, row.difference) for row in reported] == [(MACHINE, Decimal("100.00"))]


def test_a_month_to_come_is_refused(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(Invalid, match="not begun"):
        depreciate(session, sqlite_company["accountant"], sqlite_company.entities["QM-SZ"], 2999, 1)


@pytest.mark.parametrize("role", ["employee", "shanghai_accountant"])
def test_only_the_entitys_accountants_depreciate(sqlite_company: Company, role: str) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(NotAllowed):
        run(session, sqlite_company, role)


def test_an_impairment_lowers_the_carrying_amount_and_is_drafted(company: Company) -> None:
    with company.db.transaction() as session:
        asset, on = find_asset_by_no(session, MACHINE), day(session, company)
        before = book_values(asset, on)
        journal = record_impairment(
            session, company["accountant"], asset.id, amount=Decimal("5000.00"), on=on, reason="市价下跌"
        )
        after = book_values(asset, on)
        assert (before.carrying - after.carrying, after.net_value) == (Decimal("5000.00"), before.net_value)
        lines = entries(session, journal.id)
        assert balance(lines, "6701") == -balance(lines, "1603") == Decimal("5000.00")


def test_chinese_books_never_reverse_an_impairment_and_ifrs_does(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        asset, on, actor = (
            find_asset_by_no(session, MACHINE),
            day(session, sqlite_company),
            sqlite_company["accountant"],
        )
        record_impairment(session, actor, asset.id, amount=Decimal(100), on=on, reason="a")
        with pytest.raises(Invalid, match="never reversed"):
            record_impairment(session, actor, asset.id, amount=Decimal(-50), on=on, reason="b")
        session.add(EntityBooks(legal_entity_id=asset.legal_entity_id, chart="ifrs"))
        session.flush()
        record_impairment(session, actor, asset.id, amount=Decimal(-60), on=on, reason="b")
        assert book_values(asset, on).impairment == Decimal("40.00")
        with pytest.raises(Invalid, match=r"Only 40\.00"):
            record_impairment(session, actor, asset.id, amount=Decimal(-50), on=on, reason="c")


def test_what_was_produced_is_depreciated(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        asset: Asset = find_asset_by_no(session, MACHINE)
        on, actor = day(session, sqlite_company), sqlite_company["asset_manager"]
        with pytest.raises(Conflict, match="not depreciated by what"):
            record_usage(session, actor, asset.id, units=Decimal(1), on=on)
        asset.depreciation_method, asset.units_total = DepreciationMethod.UNITS_OF_PRODUCTION, Decimal(1000)
        record_usage(session, actor, asset.id, units=Decimal(10), on=on)
        assert book_values(asset, on).accumulated == Decimal("4370.00")
        with pytest.raises(Invalid):
            record_usage(session, actor, asset.id, units=Decimal(10), on=on - timedelta(days=1))
