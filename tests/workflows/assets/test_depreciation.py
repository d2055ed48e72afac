"""Depreciation by CN_NEXT_MONTH (domain.md B7), with the worked example of B8."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import NotFound
from workflows.assets.depreciation import DepreciationBasis, accumulated, months_between, months_used

EXAMPLE = DepreciationBasis(Decimal("120000.00"), Decimal("0.05"), 60, date(2020, 5, 15))

bases = st.builds(
    DepreciationBasis,
    cost=st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2),
    residual_rate=st.decimals(0, 1, places=4),
    life_months=st.integers(1, 480),
    in_service_on=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
)


def month_after(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)


def test_the_worked_example_is_right_to_the_cent() -> None:
    assert accumulated(EXAMPLE, date(2024, 11, 12)) == Decimal("102600.00")


def test_nothing_is_depreciated_in_the_month_of_putting_into_use() -> None:
    assert accumulated(EXAMPLE, date(2020, 5, 31)) == 0


def test_the_month_of_leaving_the_books_is_depreciated_in_full() -> None:
    assert accumulated(EXAMPLE, date(2020, 6, 1)) == Decimal("1900.00")


def test_a_fully_depreciated_asset_keeps_its_residual_value() -> None:
    assert accumulated(EXAMPLE, date(2040, 1, 1)) == Decimal("114000.00")


def test_the_last_month_takes_what_rounding_left_over() -> None:
    basis = DepreciationBasis(Decimal("100.00"), Decimal(0), 3, date(2024, 1, 1))
    assert [accumulated(basis, date(2024, month, 1)) for month in (2, 3, 4, 5)] == [
        Decimal("33.33"),
        Decimal("66.66"),
        Decimal("100.00"),
        Decimal("100.00"),
    ]


def test_depreciation_rolls_forward_from_an_imported_month() -> None:
    basis = DepreciationBasis(
        Decimal("120000.00"), Decimal("0.05"), 60, date(2020, 5, 15), Decimal("50000.00"), date(2022, 6, 30)
    )
    assert accumulated(basis, date(2022, 6, 1)) == Decimal("50000.00")
    assert accumulated(basis, date(2022, 8, 1)) == Decimal("53800.00")
    assert accumulated(basis, date(2025, 5, 1)) == Decimal("114000.00")


def test_what_was_imported_after_the_end_of_life_stays_as_it_is() -> None:
    basis = DepreciationBasis(
        Decimal("1000.00"), Decimal(0), 12, date(2020, 1, 1), Decimal("900.00"), date(2023, 1, 31)
    )
    assert accumulated(basis, date(2025, 1, 1)) == Decimal("900.00")


def test_an_impairment_spreads_what_is_left_over_the_months_that_are_left() -> None:
    basis = DepreciationBasis(
        Decimal("120000.00"),
        Decimal("0.05"),
        60,
        date(2020, 5, 15),
        impairment=Decimal("12000.00"),
        impaired_on=date(2022, 5, 31),
    )
    assert accumulated(basis, date(2022, 5, 31)) == Decimal("45600.00")
    assert accumulated(basis, date(2022, 6, 1)) == Decimal("47166.67")  # (120,000 - 45,600 - 12,000 - 6,000) / 36
    assert accumulated(basis, date(2025, 5, 1)) == Decimal("102000.00")
    assert basis.impairment_on(date(2022, 4, 30)) == 0


def test_months_used_never_exceed_the_life() -> None:
    assert months_used(EXAMPLE, date(2024, 11, 12)) == 54
    assert months_used(EXAMPLE, date(2019, 1, 1)) == 0
    assert months_used(EXAMPLE, date(2030, 1, 1)) == 60


def test_an_unknown_convention_is_refused_by_name() -> None:
    with pytest.raises(NotFound, match="LUNAR"):
        accumulated(EXAMPLE, date(2024, 1, 1), "LUNAR")


@given(bases, st.integers(0, 600))
def test_depreciation_never_exceeds_its_base_and_never_falls(basis: DepreciationBasis, months: int) -> None:
    before = accumulated(basis, month_after(basis.in_service_on, months))
    after = accumulated(basis, month_after(basis.in_service_on, months + 1))
    assert 0 <= before <= after <= basis.depreciable


@given(bases)
def test_the_whole_base_is_depreciated_by_the_end_of_life(basis: DepreciationBasis) -> None:
    assert accumulated(basis, month_after(basis.in_service_on, basis.life_months)) == basis.depreciable


@given(bases, st.integers(0, 600))
def test_every_amount_is_exact_to_the_cent(basis: DepreciationBasis, months: int) -> None:
    amount = accumulated(basis, month_after(basis.in_service_on, months))
    assert amount == round(amount, 2)


@given(bases, st.integers(0, 480))
def test_importing_our_own_figures_changes_nothing(basis: DepreciationBasis, months: int) -> None:
    through = month_after(basis.in_service_on, min(months, basis.life_months))
    imported = DepreciationBasis(
        basis.cost,
        basis.residual_rate,
        basis.life_months,
        basis.in_service_on,
        imported_accumulated=accumulated(basis, through),
        imported_through=through,
    )
    for later in (0, 1, 7, 500):
        day = month_after(through, later)
        assert accumulated(imported, day) == accumulated(basis, day)


def test_months_between_ignores_the_day() -> None:
    assert months_between(date(2020, 5, 31), date(2024, 11, 1)) == 54
