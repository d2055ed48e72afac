"""Methods and conventions of depreciation (domain.md B7): textbook figures to the cent, and what holds for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.assets.depreciation import (
    CONVENTIONS,
    DepreciationBasis,
    DepreciationMethod,
    ValueChange,
    accumulated,
    accumulated_through,
    imported_difference,
)

EXAMPLE = DepreciationBasis(Decimal("120000.00"), Decimal("0.05"), 60, date(2020, 5, 15))
TEXTBOOK = DepreciationBasis(Decimal("600000.00"), Decimal("0.04"), 60, date(2019, 12, 10))
"""The example of the Chinese textbooks on accelerated methods."""

BY_TIME = (DepreciationMethod.STRAIGHT_LINE, DepreciationMethod.DOUBLE_DECLINING, DepreciationMethod.SUM_OF_YEARS)

bases = st.builds(
    DepreciationBasis,
    cost=st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2),
    residual_rate=st.decimals(0, 1, places=4),
    life_months=st.integers(1, 240),
    in_service_on=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    method=st.sampled_from(BY_TIME),
)
conventions = st.sampled_from(sorted(CONVENTIONS))


def by_year(basis: DepreciationBasis, years: Sequence[int]) -> list[Decimal]:
    ends = [accumulated(basis, date(year, 12, 31)) for year in years]
    return [after - before for before, after in zip([Decimal(0), *ends], ends, strict=False)]


def month_after(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)


def amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_double_declining_gives_the_textbook_figures() -> None:
    basis = replace(TEXTBOOK, method=DepreciationMethod.DOUBLE_DECLINING)
    assert by_year(basis, range(2020, 2026)) == amounts("240000", "144000", "86400", "52800", "52800", "0")


def test_double_declining_takes_each_month_its_twelfth_of_the_year() -> None:
    basis = replace(TEXTBOOK, method=DepreciationMethod.DOUBLE_DECLINING)
    assert accumulated(basis, date(2020, 1, 31)) == Decimal("20000.00")
    assert accumulated(basis, date(2021, 1, 31)) == Decimal("252000.00")


def test_double_declining_stops_at_the_residual_value() -> None:
    basis = DepreciationBasis(
        Decimal("1000.00"), Decimal("0.5"), 120, date(2020, 1, 1), method=DepreciationMethod.DOUBLE_DECLINING
    )
    assert accumulated(basis, date(2025, 1, 1)) == accumulated(basis, date(2040, 1, 1)) == Decimal("500.00")


def test_sum_of_years_gives_the_textbook_figures() -> None:
    basis = replace(TEXTBOOK, method=DepreciationMethod.SUM_OF_YEARS)
    assert by_year(basis, range(2020, 2026)) == amounts("192000", "153600", "115200", "76800", "38400", "0")


def test_units_of_production_follow_what_was_produced() -> None:
    basis = DepreciationBasis(
        Decimal("680000.00"),
        Decimal("0.03"),
        120,
        date(2020, 1, 1),
        method=DepreciationMethod.UNITS_OF_PRODUCTION,
        units_total=Decimal(2_000_000),
        changes=(ValueChange(date(2020, 6, 30), units=Decimal(34_000)),),
    )
    assert accumulated(basis, date(2020, 6, 29)) == 0
    assert accumulated(basis, date(2020, 6, 30)) == Decimal("11213.20")


def test_units_of_production_never_go_beyond_what_was_expected() -> None:
    changes = (ValueChange(date(2020, 2, 1), units=Decimal(9)), ValueChange(date(2020, 3, 1), units=Decimal(9)))
    basis = DepreciationBasis(
        Decimal("100.00"),
        Decimal(0),
        12,
        date(2020, 1, 1),
        method=DepreciationMethod.UNITS_OF_PRODUCTION,
        units_total=Decimal(10),
        changes=changes,
    )
    assert accumulated(basis, date(2020, 12, 31)) == Decimal("100.00")


def test_daily_depreciation_ends_with_the_day_of_leaving() -> None:
    assert accumulated(EXAMPLE, date(2024, 11, 12), "DAILY") == Decimal("102512.60")  # 1,642 of 1,826 days


def test_half_months_count_by_the_fifteenth() -> None:
    early, late = replace(EXAMPLE, in_service_on=date(2020, 5, 15)), replace(EXAMPLE, in_service_on=date(2020, 5, 16))
    assert accumulated(early, date(2020, 6, 15), "HALF_MONTH") == Decimal("1900.00")
    assert accumulated(early, date(2020, 6, 16), "HALF_MONTH") == Decimal("3800.00")
    assert accumulated(late, date(2020, 6, 15), "HALF_MONTH") == 0
    assert accumulated_through(early, date(2020, 5, 1), "HALF_MONTH") == Decimal("1900.00")


def test_mid_month_takes_half_a_month_at_both_ends() -> None:
    assert accumulated_through(EXAMPLE, date(2020, 5, 1), "US_MID_MONTH") == Decimal("950.00")
    assert accumulated_through(EXAMPLE, date(2020, 6, 1), "US_MID_MONTH") == Decimal("2850.00")
    assert accumulated(EXAMPLE, date(2020, 6, 1), "US_MID_MONTH") == Decimal("1900.00")


def test_half_year_takes_half_a_year_at_both_ends() -> None:
    assert accumulated_through(EXAMPLE, date(2020, 12, 1), "HALF_YEAR") == Decimal("11400.00")
    assert accumulated(EXAMPLE, date(2021, 3, 1), "HALF_YEAR") == Decimal("22800.00")
    assert accumulated(EXAMPLE, date(2020, 11, 1), "HALF_YEAR") == 0


def test_the_chosen_day_of_disposal_decides_and_not_the_present_day() -> None:
    # erpnext#49606, #42514: the scrap date was fixed to today
    assert accumulated(EXAMPLE, date(2024, 11, 12)) - accumulated(EXAMPLE, date(2024, 8, 30)) == Decimal("5700.00")


def test_depreciation_up_to_the_disposal_is_part_of_it() -> None:
    # erpnext#32226, #30759: the month of leaving was left out
    assert accumulated(EXAMPLE, date(2024, 11, 1)) == accumulated_through(EXAMPLE, date(2024, 11, 1))


def test_an_impairment_that_is_reversed_is_depreciated_again() -> None:
    changes = (
        ValueChange(date(2022, 5, 31), impairment=Decimal("12000.00")),
        ValueChange(date(2023, 5, 31), impairment=Decimal("-8000.00")),
    )
    basis = replace(EXAMPLE, changes=changes)
    assert basis.impairment_on(date(2023, 4, 30)) == Decimal("12000.00")
    assert basis.impairment_on(date(2023, 5, 1)) == Decimal("4000.00")
    assert accumulated(basis, date(2025, 5, 31)) == Decimal("110000.00")


def test_a_difference_to_what_was_imported_is_reported_and_not_overwritten() -> None:
    basis = replace(EXAMPLE, imported_accumulated=Decimal("50000.00"), imported_through=date(2022, 6, 30))
    assert imported_difference(basis) == Decimal("2500.00")  # 25 months of 1,900 are 47,500
    assert accumulated(basis, date(2022, 6, 30)) == Decimal("50000.00")
    assert imported_difference(EXAMPLE) == 0


@given(bases, conventions, st.integers(0, 300))
def test_no_convention_goes_beyond_the_base_or_back(basis: DepreciationBasis, convention: str, months: int) -> None:
    before = accumulated_through(basis, month_after(basis.in_service_on, months), convention)
    after = accumulated_through(basis, month_after(basis.in_service_on, months + 1), convention)
    assert 0 <= before <= after <= basis.depreciable


@given(bases, conventions.filter(lambda name: name != "HALF_YEAR"), st.integers(0, 300), st.integers(1, 28))
def test_an_asset_that_leaves_has_lost_no_more_than_one_that_stays(
    basis: DepreciationBasis, convention: str, months: int, day: int
) -> None:
    on = month_after(basis.in_service_on, months).replace(day=day)
    assert accumulated(basis, on, convention) <= accumulated_through(basis, on, convention)


@given(bases, conventions)
def test_a_full_life_takes_the_whole_base(basis: DepreciationBasis, convention: str) -> None:
    end = month_after(basis.in_service_on, basis.life_months + 12)
    assert accumulated(basis, end, convention) == basis.depreciable


@pytest.mark.parametrize("convention", sorted(CONVENTIONS))
@given(basis=bases, months=st.integers(0, 240), part=st.integers(1, 99))
def test_an_impairment_takes_what_it_says_and_no_cent_more(
    convention: str, basis: DepreciationBasis, months: int, part: int
) -> None:
    on = month_after(basis.in_service_on, min(months, basis.life_months - 1))
    left = basis.depreciable - accumulated_through(basis, on, convention)
    amount = (left * part / 100).quantize(Decimal("0.01"))
    impaired = replace(basis, changes=(ValueChange(on, impairment=amount),))
    end = month_after(basis.in_service_on, basis.life_months + 12)
    assert accumulated(impaired, end, convention) == basis.depreciable - amount
