"""The entries of a disposal through 1606 (domain.md B8)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workflows.accounting.disposal_entries import (
    CLEARING,
    Consideration,
    Derecognised,
    ResultAccounts,
    disposal_entries,
)
from workflows.accounting.entries import EntryLine, balance, total_credit, total_debit

SCRAP = ResultAccounts("6711", "6301")
SALE = ResultAccounts("6115", "6115")
EXAMPLE = Derecognised(Decimal("120000.00"), Decimal("102600.00"), text="SZ-0001")

amounts = st.decimals(0, Decimal("9999999.99"), places=2)
derecognised = st.builds(
    lambda accumulated, impairment, carrying: Derecognised(
        accumulated + impairment + carrying, accumulated, impairment
    ),
    amounts,
    amounts,
    amounts,
)
considerations = st.builds(Consideration, amounts, amounts, amounts, amounts, amounts, amounts)


def plain(lines: list[EntryLine]) -> list[tuple[str, str, str]]:
    return [(line.account_code, str(line.debit), str(line.credit)) for line in lines]


def test_a_scrapped_asset_goes_through_clearing_into_the_loss() -> None:
    assert plain(disposal_entries([EXAMPLE], SCRAP)) == [
        ("1606", "17400.00", "0.00"),
        ("1602", "102600.00", "0.00"),
        ("1601", "0.00", "120000.00"),
        ("6711", "17400.00", "0.00"),
        ("1606", "0.00", "17400.00"),
    ]


def test_the_worked_scrap_example_loses_16700() -> None:
    scrap_value = Consideration(costs=Decimal("300.00"), proceeds=Decimal("1000.00"), output_vat=Decimal("130.00"))
    lines = disposal_entries([EXAMPLE], SCRAP, scrap_value)
    assert balance(lines, "6711") == Decimal("16700.00")
    assert balance(lines, CLEARING) == 0


def test_the_worked_sale_example_gains_2300() -> None:
    sale = Consideration(costs=Decimal("300.00"), proceeds=Decimal("20000.00"), output_vat=Decimal("2600.00"))
    assert plain(disposal_entries([EXAMPLE], SALE, sale)) == [
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


def test_an_impairment_leaves_the_books_with_its_asset() -> None:
    impaired = Derecognised(Decimal("1000.00"), Decimal("400.00"), Decimal("100.00"))
    lines = disposal_entries([impaired], SCRAP)
    assert balance(lines, "1603") == Decimal("100.00")
    assert balance(lines, "6711") == Decimal("500.00")


def test_an_asset_worth_nothing_any_more_has_no_result() -> None:
    lines = disposal_entries([Derecognised(Decimal("500.00"), Decimal("500.00"))], SCRAP)
    assert plain(lines) == [("1602", "500.00", "0.00"), ("1601", "0.00", "500.00")]


@given(st.lists(derecognised, min_size=1, max_size=5), considerations)
def test_every_disposal_balances_and_leaves_nothing_in_clearing(
    assets: list[Derecognised], consideration: Consideration
) -> None:
    lines = disposal_entries(assets, SCRAP, consideration)
    assert total_debit(lines) == total_credit(lines)
    assert balance(lines, CLEARING) == 0


@given(st.lists(derecognised, min_size=1, max_size=5), considerations)
def test_the_result_is_what_came_in_less_what_went_out(
    assets: list[Derecognised], consideration: Consideration
) -> None:
    lines = disposal_entries(assets, SCRAP, consideration)
    came_in = consideration.proceeds + consideration.compensation + consideration.residual_material
    went_out = sum((asset.carrying for asset in assets), Decimal(0)) + consideration.costs
    assert -balance(lines, "6711") - balance(lines, "6301") == came_in - went_out


@given(st.lists(derecognised, min_size=1, max_size=5), considerations)
def test_every_line_has_one_positive_amount(assets: list[Derecognised], consideration: Consideration) -> None:
    for line in disposal_entries(assets, SCRAP, consideration):
        assert (line.debit > 0) != (line.credit > 0)
        assert min(line.debit, line.credit) == 0
