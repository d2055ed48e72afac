"""The boundaries of the radar and of the tax clock, to the day (domain.md B9, B10)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workflows.radar.rules import cycle_of, is_high_risk, months_before, reduction, tax_deadline, warning_due

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("in_service_on", "maintained_on", "is_risky"),
    [
        (date(2019, 11, 22), None, False),
        (date(2019, 11, 21), None, True),
        (date(2019, 11, 21), date(2024, 11, 22), False),
        (date(2019, 11, 21), date(2024, 11, 21), True),
        (date(2019, 11, 23), date(2020, 1, 1), False),
    ],
)
def test_seven_years_and_two_years_to_the_day(in_service_on: date, maintained_on: date | None, is_risky: bool) -> None:
    assert is_high_risk(in_service_on, maintained_on, TODAY) is is_risky


def test_a_leap_day_has_its_anniversary_at_the_end_of_february() -> None:
    assert months_before(date(2024, 2, 29), 84) == date(2017, 2, 28)


def test_a_loss_is_declared_by_the_end_of_may_of_the_next_year() -> None:
    assert tax_deadline(date(2026, 1, 1)) == tax_deadline(date(2026, 12, 31)) == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("on", "days"),
    [
        (date(2026, 12, 31), None),
        (date(2027, 3, 31), None),
        (date(2027, 4, 1), 60),
        (date(2027, 4, 30), 60),
        (date(2027, 5, 1), 30),
        (date(2027, 5, 24), 7),
        (date(2027, 5, 31), 7),
        (date(2027, 6, 1), None),
    ],
)
def test_warnings_come_sixty_thirty_and_seven_days_before(on: date, days: int | None) -> None:
    assert warning_due(date(2026, 12, 30), on) == days


def test_the_cycle_has_mean_median_and_ninetieth_percentile() -> None:
    found = cycle_of([timedelta(days=day) for day in (1, 2, 3, 4, 5, 6, 7, 8, 9, 55)])
    assert (found.mean, found.median, found.p90) == (Decimal("10.0"), Decimal("5.5"), Decimal("9.0"))
    assert cycle_of([]).mean is None


def test_forty_per_cent_shorter_is_the_target() -> None:
    assert reduction(Decimal("20"), Decimal("12")) == Decimal("40.0")
    assert reduction(None, Decimal("12")) is None
