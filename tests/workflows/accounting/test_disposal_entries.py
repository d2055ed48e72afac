"""The entries of a disposal through 1606 (domain.md B8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.types import new_id
from workflows.accounting.charts import CHARTS, EVERY_METHOD
from workflows.accounting.disposal_entries import Consideration, Derecognised, disposal_entries, relocation_entries
from workflows.accounting.entries import EntryLine, balance, shares_of, total_credit, total_debit
from workflows.accounting.purposes import PostingAccounts
from workflows.assets.depreciation import CONVENTIONS, DepreciationBasis, DepreciationMethod, accumulated


def accounts(method: str, chart: str = "cas") -> PostingAccounts:
    postings = CHARTS[chart].postings
    return PostingAccounts({**postings[EVERY_METHOD], **postings.get(method, {})})


CLEARING, PENDING = "1606", "1901"
SCRAP, SALE = accounts("scrap"), accounts("sale")
METHODS = sorted(CHARTS["cas"].postings.keys() - {EVERY_METHOD, "relocation"})
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
considerations = st.builds(Consideration, *[amounts] * 8)


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


def test_ifrs_books_gain_or_loss_without_clearing() -> None:
    sale = Consideration(costs=Decimal("300.00"), proceeds=Decimal("20000.00"), output_vat=Decimal("2600.00"))
    lines = disposal_entries([EXAMPLE], accounts("sale", "ifrs"), sale)
    assert sorted(plain(lines)) == [
        ("1000", "0.00", "300.00"),
        ("1000", "22600.00", "0.00"),
        ("1500", "0.00", "120000.00"),
        ("1510", "102600.00", "0.00"),
        ("2200", "0.00", "2600.00"),
        ("7100", "0.00", "2300.00"),
    ]
    assert total_debit(lines) == Decimal("125200.00")


def test_ifrs_with_daily_depreciation_gains_2212_60() -> None:
    asset = Derecognised(Decimal("120000.00"), Decimal("102512.60"))
    sale = Consideration(costs=Decimal("300.00"), proceeds=Decimal("20000.00"), output_vat=Decimal("2600.00"))
    assert balance(disposal_entries([asset], accounts("sale", "ifrs"), sale), "7100") == Decimal("-2212.60")


def test_small_enterprises_book_every_result_outside_operations() -> None:
    sale = Consideration(proceeds=Decimal("20000.00"), output_vat=Decimal("2600.00"))
    assert balance(disposal_entries([EXAMPLE], accounts("sale", "small"), sale), "5301") == Decimal("-2600.00")
    assert balance(disposal_entries([EXAMPLE], accounts("scrap", "small")), "5711") == Decimal("17400.00")


def test_a_gift_costs_its_value_and_the_vat_on_it() -> None:
    gift = Consideration(deemed_vat=Decimal("2262.00"))
    lines = disposal_entries([EXAMPLE], accounts("donation"), gift)
    assert balance(lines, "6711") == Decimal("19662.00")
    assert balance(lines, "2221") == Decimal("-2262.00")


def test_a_theft_is_paid_for_by_the_insurer_and_gives_input_vat_back() -> None:
    theft = Consideration(compensation=Decimal("10000.00"), deemed_vat=Decimal("2262.00"))
    lines = disposal_entries([EXAMPLE], accounts("loss"), theft)
    assert balance(lines, "1221") == Decimal("10000.00")
    assert balance(lines, "6711") == Decimal("9662.00")


def test_what_a_stocktake_misses_goes_through_the_losses_pending() -> None:
    shortage = Consideration(compensation=Decimal("5000.00"), deemed_vat=Decimal("2262.00"))
    assert plain(disposal_entries([EXAMPLE], accounts("shortage"), shortage)) == [
        ("1901", "17400.00", "0.00"),
        ("1602", "102600.00", "0.00"),
        ("1601", "0.00", "120000.00"),
        ("1221", "5000.00", "0.00"),
        ("1901", "0.00", "5000.00"),
        ("1901", "2262.00", "0.00"),
        ("2221", "0.00", "2262.00"),
        ("6711", "14662.00", "0.00"),
        ("1901", "0.00", "14662.00"),
    ]
    assert balance(disposal_entries([EXAMPLE], accounts("shortage", "small")), "5711") == Decimal("17400.00")
    assert balance(disposal_entries([EXAMPLE], accounts("shortage", "ifrs")), "7200") == Decimal("17400.00")


def test_a_leased_asset_leaves_with_its_liability() -> None:
    returned = Consideration(settled_liability=Decimal("18000.00"))
    lines = disposal_entries([EXAMPLE], accounts("return_to_lessor"), returned)
    assert balance(lines, "1641") == Decimal("-120000.00")
    assert balance(lines, "1642") == Decimal("102600.00")
    assert balance(lines, "2702") == Decimal("18000.00")
    assert balance(lines, "6115") == Decimal("-600.00")


def test_a_return_to_the_vendor_lowers_what_is_owed_to_them() -> None:
    credit = Consideration(proceeds=Decimal("20000.00"), output_vat=Decimal("2600.00"))
    lines = disposal_entries([EXAMPLE], accounts("return_to_vendor"), credit)
    assert balance(lines, "2202") == Decimal("22600.00")


def test_parts_are_kept_at_their_value() -> None:
    lines = disposal_entries([EXAMPLE], accounts("parts"), Consideration(residual_material=Decimal("2000.00")))
    assert balance(lines, "1403") == Decimal("2000.00")
    assert balance(lines, "6711") == Decimal("15400.00")


def test_a_relocation_moves_cost_and_depreciation_without_a_result() -> None:
    here, there = new_id(), new_id()
    lines = relocation_entries([EXAMPLE], accounts("relocation"), here, there)
    assert total_debit(lines) == total_credit(lines)
    assert balance(lines, "1601") == balance(lines, "1602") == 0
    arrived = [line for line in lines if line.org_unit_id == there]
    assert total_debit(arrived) - total_credit(arrived) == Decimal("17400.00")


@given(st.lists(derecognised, min_size=1, max_size=4), considerations, st.sampled_from(METHODS))
def test_every_method_balances_in_every_chart_and_leaves_nothing_in_clearing(
    assets: list[Derecognised], consideration: Consideration, method: str
) -> None:
    for chart in CHARTS:
        known = [replace(asset, accumulated=asset.cost - asset.carrying, impairment=Decimal(0)) for asset in assets]
        lines = disposal_entries(assets if chart == "cas" else known, accounts(method, chart), consideration)
        assert total_debit(lines) == total_credit(lines)
        assert balance(lines, CLEARING) == balance(lines, PENDING) == 0


bases = st.builds(
    DepreciationBasis,
    cost=st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2),
    residual_rate=st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.3333")]),
    life_months=st.integers(1, 240),
    in_service_on=st.dates(date(2005, 1, 1), date(2026, 1, 1)),
    method=st.sampled_from([one for one in DepreciationMethod if one != DepreciationMethod.UNITS_OF_PRODUCTION]),
)


@given(
    st.lists(bases, min_size=1, max_size=3),
    st.dates(date(2005, 1, 1), date(2030, 12, 31)),
    considerations,
    st.sampled_from(METHODS),
    st.sampled_from(sorted(CHARTS)),
    st.sampled_from(sorted(CONVENTIONS)),
    st.booleans(),
)
def test_what_any_depreciation_leaves_balances_by_any_method_chart_and_convention(
    owned: list[DepreciationBasis],
    on: date,
    consideration: Consideration,
    method: str,
    chart: str,
    convention: str,
    is_held: bool,
) -> None:
    assets = [Derecognised(basis.cost, accumulated(basis, on, convention)) for basis in owned]
    if is_held and chart != "small":
        assets = [Derecognised(asset.carrying, Decimal(0), is_held=True) for asset in assets]
    assert all(asset.carrying >= 0 for asset in assets)
    lines = disposal_entries(assets, accounts(method, chart), consideration)
    assert total_debit(lines) == total_credit(lines)
    assert balance(lines, CLEARING) == balance(lines, PENDING) == 0


@given(amounts, st.lists(amounts, min_size=1, max_size=6))
def test_shares_add_up_to_the_cent(total: Decimal, weights: list[Decimal]) -> None:
    parts = shares_of(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0


@given(st.lists(derecognised, min_size=1, max_size=5), considerations)
def test_the_result_is_what_came_in_less_what_went_out(
    assets: list[Derecognised], consideration: Consideration
) -> None:
    lines = disposal_entries(assets, SCRAP, consideration)
    carrying = sum((asset.carrying for asset in assets), Decimal(0))
    assert -balance(lines, "6711") - balance(lines, "6301") == consideration.gained - carrying


@given(st.lists(derecognised, min_size=1, max_size=5), considerations)
def test_every_line_has_one_positive_amount(assets: list[Derecognised], consideration: Consideration) -> None:
    for line in disposal_entries(assets, SCRAP, consideration):
        assert (line.debit > 0) != (line.credit > 0)
        assert min(line.debit, line.credit) == 0
