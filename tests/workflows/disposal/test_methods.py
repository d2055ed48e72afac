"""Every way an asset can go, through the shipped diagram to the confirmed journal (domain.md B6, B8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engine.errors import Invalid, NotAllowed
from engine.people.models import OrgUnit
from tests.workflows.company import Company
from tests.workflows.disposal.walk import Walk, start
from workflows.accounting.entries import EntryLine, balance, total_credit, total_debit
from workflows.accounting.models import Journal
from workflows.accounting.queries import lines_of
from workflows.assets.models import AssetCategory, AssetState
from workflows.assets.operations import add_asset
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.models import DisposalSettlement, RequestStatus
from workflows.disposal.undoing import reverse_as_it_comes
from workflows.organization.books import today

MONTHS = 54
"""Of the worked example's 60: 102,600 of 120,000 are depreciated, 17,400 are left."""


def add_example(company: Company) -> str:
    """The card of the worked example: no flags, so that no gate stands in the way."""
    with company.db.transaction() as session:
        on = today(session, company.entities["QM-SZ"])
        count = on.year * 12 + on.month - 1 - MONTHS
        category = session.scalars(select(AssetCategory).where(AssetCategory.code == "MACHINE")).one()
        unit = session.get_one(OrgUnit, company.units["SZ-IT"])
        add_asset(
            session,
            company["asset_manager"],
            category,
            unit,
            "EX-1",
            "封边机",
            cost=Decimal("120000.00"),
            currency="CNY",
            in_service_on=date(count // 12, count % 12 + 1, 15),
            life_months=60,
            residual_rate=Decimal("0.05"),
        )
    return "EX-1"


L2 = ("dept_head", "asset_manager_head", "finance_manager")
L3 = (*L2, "cfo")


def handed_out(company: Company, method: str, *, countersigners: tuple[str, ...] = (), **plan: Any) -> Walk:
    walk = start(company, add_example(company))
    walk.collect()
    walk.prepare(method=method, **plan)
    walk.review()
    for role in countersigners:
        walk.countersign(role)
    for role in L3 if "internal_audit" in countersigners else L2:
        walk.approve(role)
    if method == "sale":
        offers = {"reference_no": "Q-1", "offers": walk.attach("purchasing")}
        walk.complete("purchasing", "Task_Quotes", answers=offers)
    walk.hand_out()
    return walk


def confirm(walk: Walk, **given: str) -> list[EntryLine]:
    """What the journal says once the accountant has confirmed it with these amounts."""
    answers = {"posting_date": walk.today(), "voucher_no": "", **given}
    walk.prove()
    walk.complete("accountant", "Task_ConfirmVoucher", answers=answers)
    lines = [EntryLine(line.account_code, line.debit, line.credit) for line in walk.facts().journal_lines]
    assert total_debit(lines) == total_credit(lines)
    assert balance(lines, "1606") == balance(lines, "1901") == 0
    return lines


def test_the_worked_sale_gains_2300_through_the_diagram(company: Company) -> None:
    walk = handed_out(company, "sale", countersigners=("purchasing",), est_proceeds="22600")
    lines = confirm(walk, proceeds="22600.00", vat_code="general", costs="300.00")
    assert [(line.account_code, str(line.debit), str(line.credit)) for line in lines] == [
        ("1606", "17400.00", "0.00"),
        ("1602", "102600.00", "0.00"),
        ("1601", "0.00", "120000.00"),
        ("1606", "300.00", "0.00"),
        ("1002", "0.00", "300.00"),
        ("1002", "22600.00", "0.00"),
        ("1606", "0.00", "20000.00"),
        ("2221", "0.00", "2600.00"),
        ("1606", "2300.00", "0.00"),
        ("6115", "0.00", "2300.00"),
    ]
    assert walk.states() == {AssetState.DISPOSED}
    with company.db.reading() as session:
        kept = session.get_one(DisposalSettlement, walk.request_id)
        amounts = [kept.net_proceeds, kept.output_vat, kept.result]
        assert amounts == [Decimal(20000), Decimal(2600), Decimal(2300)]
        assert str(find_asset_by_no(session, "EX-1").derecognised_on) == walk.today()


def test_the_worked_scrap_loses_16700_through_the_diagram(company: Company) -> None:
    lines = confirm(handed_out(company, "scrap"), proceeds="1130.00", vat_code="general", costs="300.00")
    assert balance(lines, "6711") == Decimal("16700.00")


@pytest.mark.parametrize(
    ("method", "countersigners", "given", "account", "result"),
    [
        ("damage", ("internal_audit",), {"compensation": "10000.00"}, "6711", "7400.00"),
        ("loss", ("internal_audit",), {"compensation": "10000.00", "tax_base": "17400.00"}, "6711", "9662.00"),
        ("donation", ("internal_audit",), {"tax_base": "17400.00"}, "6711", "19662.00"),
        ("trade_in", (), {"proceeds": "22600.00"}, "6115", "-2600.00"),
        ("return_to_lessor", (), {"settled_liability": "18000.00"}, "6115", "-600.00"),
        ("return_to_vendor", (), {"proceeds": "22600.00"}, "6115", "-2600.00"),
        ("parts", (), {"residual_material": "2000.00"}, "6711", "15400.00"),
        ("shortage", ("internal_audit",), {"compensation": "5000.00", "tax_base": "17400.00"}, "6711", "14662.00"),
    ],
)
def test_every_way_out_has_accounts_of_its_own(
    sqlite_company: Company,
    method: str,
    countersigners: tuple[str, ...],
    given: dict[str, str],
    account: str,
    result: str,
) -> None:
    walk = handed_out(sqlite_company, method, countersigners=countersigners)
    assert balance(confirm(walk, **given), account) == Decimal(result)
    assert walk.states() == {AssetState.DISPOSED}


@pytest.mark.parametrize(
    ("in_service_on", "vat"),
    [("2018-03-15", "2958.00"), ("2018-06-15", "2784.00"), ("2020-05-15", "2262.00"), ("2008-05-15", "0.00")],
)
def test_what_negligence_lost_gives_the_input_vat_back_that_was_credited(
    sqlite_company: Company, in_service_on: str, vat: str
) -> None:
    walk = handed_out(sqlite_company, "loss", countersigners=("internal_audit",))
    with sqlite_company.db.transaction() as session:
        asset = find_asset_by_no(session, "EX-1")
        asset.in_service_on, asset.life_months = date.fromisoformat(in_service_on), 480
    assert balance(confirm(walk, tax_base="17400.00"), "2221") == -Decimal(vat)


def test_a_sale_of_what_gave_no_credit_is_taxed_at_two_percent(sqlite_company: Company) -> None:
    walk = handed_out(sqlite_company, "sale", countersigners=("purchasing",), est_proceeds="22600")
    lines = confirm(walk, proceeds="22600.00", vat_code="used_asset", costs="300.00", input_vat="18.00")
    assert balance(lines, "2221") == Decimal("18.00") - Decimal("438.83")
    assert balance(lines, "6115") == -(
        Decimal("22600.00") - Decimal("438.83") - Decimal("300.00") - Decimal("17400.00")
    )


def test_a_sale_without_vat_keeps_the_whole_price(sqlite_company: Company) -> None:
    walk = handed_out(sqlite_company, "sale", countersigners=("purchasing",), est_proceeds="22600")
    lines = confirm(walk, proceeds="22600.00", vat_code="exempt")
    assert balance(lines, "2221") == 0
    assert balance(lines, "6115") == Decimal("-5200.00")


def test_a_relocated_asset_waits_in_its_new_department(company: Company) -> None:
    walk = handed_out(company, "relocation", target_unit="SZ-PROD")
    lines = confirm(walk)
    assert balance(lines, "1601") == balance(lines, "1602") == 0
    with company.db.reading() as session:
        asset = find_asset_by_no(session, "EX-1")
        assert (asset.state, asset.org_unit_id) == (AssetState.IDLE, company.units["SZ-PROD"])
        assert asset.derecognised_on is None
    assert walk.facts().request.status == RequestStatus.RELOCATED


def test_the_other_entity_takes_an_asset_over_at_book_value(company: Company) -> None:
    walk = handed_out(company, "transfer", target_unit="SH-OPS")
    assert balance(confirm(walk), "6115") == 0
    with company.db.reading() as session:
        card = find_asset_by_no(session, "EX-1-T")
        assert (card.cost, card.org_unit_id, card.life_months) == (Decimal("17400.00"), company.units["SH-OPS"], 6)
        theirs = session.scalars(select(Journal).where(Journal.source_kind == "taking_over")).one()
        lines = [EntryLine(line.account_code, line.debit, line.credit) for line in lines_of(session, theirs.id)]
        assert theirs.legal_entity_id == company.entities["QM-SH"]
        assert balance(lines, "1601") == Decimal("17400.00")
        assert total_debit(lines) == total_credit(lines) == Decimal("19662.00")


@pytest.mark.parametrize(("method", "target"), [("relocation", "SH-OPS"), ("transfer", "SZ-PROD"), ("transfer", "NO")])
def test_a_target_on_the_wrong_side_of_the_companys_border_is_refused(
    sqlite_company: Company, method: str, target: str
) -> None:
    walk = start(sqlite_company, add_example(sqlite_company))
    walk.collect()
    with pytest.raises(Invalid):
        walk.prepare(method=method, target_unit=target)


def test_an_amount_below_a_cent_is_refused_at_its_field(sqlite_company: Company) -> None:
    walk = handed_out(sqlite_company, "scrap")
    with pytest.raises(Invalid):
        confirm(walk, costs="0.001")
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_only_the_cfo_undoes_a_write_off_and_it_waits_to_be_confirmed_again(company: Company) -> None:
    walk = handed_out(company, "scrap")
    first = confirm(walk)
    journal_id = walk.facts().request.journal_id
    assert journal_id
    on = date.fromisoformat(walk.today())
    with company.db.transaction() as session, pytest.raises(NotAllowed):
        reverse_as_it_comes(session, company["accountant"], journal_id, posting_on=on, reason="错账")
    opposite = walk.act(
        lambda session: reverse_as_it_comes(session, company["cfo"], journal_id, posting_on=on, reason="错账")
    )
    assert walk.states() == {AssetState.PENDING_WRITEOFF}
    facts = walk.facts()
    assert (facts.request.status, facts.journal and facts.journal.status) == (RequestStatus.APPROVED, "to_confirm")
    with company.db.reading() as session:
        lines = [EntryLine(line.account_code, line.debit, line.credit) for line in lines_of(session, opposite.id)]
        assert find_asset_by_no(session, "EX-1").derecognised_on is None
    assert all(balance(first + lines, code) == 0 for code in ("1601", "1602", "1606", "6711"))
    again = Walk(company, walk.request_id, facts.request.instance_id, walk.asset_nos)  # type: ignore[arg-type]
    confirm(again)
    assert walk.states() == {AssetState.DISPOSED}
