"""Assets held for sale, by Chinese standards and by IFRS."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.workflows.company import Company
from tests.workflows.disposal.test_methods import add_example, confirm, handed_out
from tests.workflows.month_end.test_month_end import MACHINE, day, entries, line_of, run
from workflows.accounting.entries import balance, total_credit, total_debit
from workflows.accounting.models import Journal
from workflows.accounting.operations import confirm_standing_journal
from workflows.assets.queries import find_asset_by_no
from workflows.assets.valuation import BookValues, book_values
from workflows.disposal.undoing import reverse_as_it_comes
from workflows.month_end.changing import record_impairment
from workflows.month_end.holding import end_holding, held_assets, hold_for_sale, sell_by
from workflows.organization.models import EntityBooks


def hold(
    session: Session, company: Company, asset_no: str, fair_value: str, costs: str = "0", *, on: date | None = None
) -> Journal:
    return hold_for_sale(
        session,
        company["accountant"],
        find_asset_by_no(session, asset_no).id,
        fair_value=Decimal(fair_value),
        costs_to_sell=Decimal(costs),
        on=on or day(session, company),
        reason="已签订不可撤销的转让协议",
    )


def values(session: Session, company: Company, asset_no: str, on: date | None = None) -> BookValues:
    return book_values(find_asset_by_no(session, asset_no), on or day(session, company))


def test_an_asset_held_for_sale_is_reclassified_and_written_down_to_what_it_will_bring(company: Company) -> None:
    add_example(company)
    with company.db.transaction() as session:
        lines = entries(session, hold(session, company, "EX-1", "15500.00", "500.00").id)
        assert [(line.account_code, str(line.debit), str(line.credit)) for line in lines] == [
            ("1481", "17400.00", "0.00"),
            ("1602", "102600.00", "0.00"),
            ("1601", "0.00", "120000.00"),
            ("6701", "2400.00", "0.00"),
            ("1482", "0.00", "2400.00"),
        ]
        assert values(session, company, "EX-1").carrying == Decimal("15000.00")
        (held,) = held_assets(session, company["accountant"])
        assert (held.since, held.due_on) == (day(session, company), sell_by(day(session, company)))
        assert not held.is_late
        with pytest.raises(Conflict, match="already"):
            hold(session, company, "EX-1", "1.00")
    with clock.set_to(clock.now() + timedelta(days=367)), company.db.reading() as session:
        (held,) = held_assets(session, company["accountant"])
        assert held.is_late
        assert held_assets(session, company["shanghai_accountant"]) == []


def test_what_is_worth_more_than_the_books_say_is_not_written_up(sqlite_company: Company) -> None:
    add_example(sqlite_company)
    with sqlite_company.db.transaction() as session:
        lines = entries(session, hold(session, sqlite_company, "EX-1", "30000.00").id)
        assert [line.account_code for line in lines] == ["1481", "1602", "1601"]
        assert values(session, sqlite_company, "EX-1").carrying == Decimal("17400.00")


def test_depreciation_stops_with_the_month_it_is_held_from(sqlite_company: Company) -> None:
    company = sqlite_company
    with company.db.transaction() as session:
        on = day(session, company)
        hold(session, company, MACHINE, "400000.00")
        before, later = values(session, company, MACHINE), values(session, company, MACHINE, on + timedelta(days=400))
        assert before.accumulated == later.accumulated
        line = line_of(session, run(session, company), MACHINE)
        assert line
        assert line.amount == Decimal("3641.67")
    next_month = (on.replace(day=1) + timedelta(days=32)).replace(day=3)
    with clock.set_to(clock.now() + (next_month - on)), company.db.transaction() as session:
        assert line_of(session, run(session, company), MACHINE) is None


def test_chinese_books_write_back_what_was_lost_while_held_and_no_more(sqlite_company: Company) -> None:
    company = sqlite_company
    add_example(company)
    with company.db.transaction() as session:
        actor, on, asset = company["accountant"], day(session, company), find_asset_by_no(session, "EX-1")
        record_impairment(session, actor, asset.id, amount=Decimal("1000.00"), on=on, reason="市价下跌")
        hold(session, company, "EX-1", "15000.00")
        back = record_impairment(session, actor, asset.id, amount=Decimal("-900.00"), on=on, reason="市价回升")
        lines = entries(session, back.id)
        assert balance(lines, "1482") == -balance(lines, "6701") == Decimal("900.00")
        with pytest.raises(Invalid, match=r"Only 500\.00 was recognised"):
            record_impairment(session, actor, asset.id, amount=Decimal("-501.00"), on=on, reason="市价回升")


def test_what_is_no_longer_to_be_sold_catches_its_depreciation_up(company: Company) -> None:
    with company.db.transaction() as session:
        never_held = values(session, company, MACHINE).accumulated
        hold(session, company, MACHINE, "1000.00", on=day(session, company).replace(day=1) - timedelta(days=1))
        actor, on = company["accountant"], day(session, company)
        journal = end_holding(session, actor, find_asset_by_no(session, MACHINE).id, on=on, reason="买方撤约")
        lines = entries(session, journal.id)
        assert total_debit(lines) == total_credit(lines)
        after = values(session, company, MACHINE)
        assert after.accumulated <= never_held
        assert after.carrying <= Decimal("1000.00")
        assert balance(lines, "1601") == after.cost
        assert balance(lines, "1602") == -after.accumulated
        assert balance(lines, "1603") == -after.impairment
        assert held_assets(session, actor) == []
        with pytest.raises(Conflict, match="not held"):
            end_holding(session, actor, find_asset_by_no(session, MACHINE).id, on=on, reason="x")


def test_a_held_asset_is_sold_without_the_clearing_account(company: Company) -> None:
    walk = handed_out(company, "sale", countersigners=("purchasing",), est_proceeds="22600")
    with company.db.transaction() as session:
        hold(session, company, "EX-1", "15000.00")
    lines = confirm(walk, proceeds="22600.00", vat_code="general", costs="300.00")
    assert [(line.account_code, str(line.debit), str(line.credit)) for line in lines] == [
        ("1482", "2400.00", "0.00"),
        ("1481", "0.00", "17400.00"),
        ("1002", "0.00", "300.00"),
        ("1002", "22600.00", "0.00"),
        ("2221", "0.00", "2600.00"),
        ("6115", "0.00", "4700.00"),
    ]


@pytest.mark.parametrize(("fair_value", "costs"), [("-1", "0"), ("1.001", "0"), ("10", "11")])
def test_amounts_that_cannot_be_are_refused(sqlite_company: Company, fair_value: str, costs: str) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(Invalid):
        hold(session, sqlite_company, MACHINE, fair_value, costs)


def test_small_enterprises_know_nothing_of_it_and_others_may_not(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        asset = find_asset_by_no(session, MACHINE)
        session.add(EntityBooks(legal_entity_id=asset.legal_entity_id, chart="small"))
        session.flush()
        with pytest.raises(NotFound, match="Assets held for sale"):
            hold(session, sqlite_company, MACHINE, "1000.00")
        given = {"fair_value": Decimal(1), "costs_to_sell": Decimal(0), "on": day(session, sqlite_company)}
        with pytest.raises(NotAllowed):
            hold_for_sale(session, sqlite_company["employee"], asset.id, reason="x", **given)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            hold_for_sale(session, sqlite_company["shanghai_accountant"], asset.id, reason="x", **given)  # type: ignore[arg-type]


def test_reversing_the_journal_takes_the_change_of_value_back(company: Company) -> None:
    add_example(company)
    with company.db.transaction() as session:
        actor, on, asset = company["accountant"], day(session, company), find_asset_by_no(session, "EX-1")
        loss = record_impairment(session, actor, asset.id, amount=Decimal("1000.00"), on=on, reason="市价下跌")
        held = hold(session, company, "EX-1", "15000.00")
        for journal in (loss, held):
            confirm_standing_journal(session, actor, journal.id, posting_on=on)

    def reverse(journal: Journal) -> None:
        with company.db.transaction() as session:
            reverse_as_it_comes(session, company["cfo"], journal.id, posting_on=on, reason="错账")

    with pytest.raises(Conflict, match="has changed again since"):
        reverse(loss)
    reverse(held)
    with company.db.reading() as session:
        assert held_assets(session, company["accountant"]) == []
        assert values(session, company, "EX-1").carrying == Decimal("16400.00")
    reverse(loss)
    with company.db.reading() as session:
        assert values(session, company, "EX-1").carrying == Decimal("17400.00")
