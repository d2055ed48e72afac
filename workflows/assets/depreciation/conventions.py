"""How much of a month counts in which an asset comes or goes: each convention turns days into months of use."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

from workflows.assets.depreciation.basis import DepreciationBasis

MID_MONTH = 15

Months = int | Fraction
"""Months of use; a fraction only where a convention counts parts of a month, which costs time."""


class Convention(Protocol):
    """Months of use, between 0 and any number; `is_exact` where a part of a month takes its part of the year's
    amount to the day instead of that of a month rounded to the cent."""

    is_exact: bool

    def leaving(self, basis: DepreciationBasis, on: date) -> Months:
        """If the asset leaves the books on `on`."""

    def held(self, basis: DepreciationBasis, month: date) -> Months:
        """If the asset is still there when the month of `month` has ended."""


class CnNextMonth:
    """CAS 4: nothing in the month an asset is put into use, a full month in the month it leaves."""

    is_exact = False

    def leaving(self, basis: DepreciationBasis, on: date) -> Months:
        return max(0, months_between(basis.in_service_on, on))

    held = leaving


class Daily:
    """To the day (IAS 16.55): from the first day, up to but without the day of leaving."""

    is_exact = True

    def leaving(self, basis: DepreciationBasis, on: date) -> Months:
        life = (_later(basis.in_service_on, basis.life_months) - basis.in_service_on).days
        return Fraction(max(0, (on - basis.in_service_on).days) * basis.life_months, life)

    def held(self, basis: DepreciationBasis, month: date) -> Months:
        return self.leaving(basis, last_of_month(month) + timedelta(days=1))


class HalfMonth:
    """By halves of the month: in use by the 15th the month counts, left by the 15th it does not."""

    is_exact = False

    def leaving(self, basis: DepreciationBasis, on: date) -> Months:
        started = int(basis.in_service_on.day <= MID_MONTH)
        ended = int(on.day > MID_MONTH)
        return max(0, months_between(basis.in_service_on, on) + started + ended - 1)

    def held(self, basis: DepreciationBasis, month: date) -> Months:
        return self.leaving(basis, last_of_month(month))


class UsMidMonth:
    """Half a month in the month an asset comes and half in the one it goes (IRC §168(d)(2))."""

    is_exact = False

    def leaving(self, basis: DepreciationBasis, on: date) -> Months:
        return max(0, months_between(basis.in_service_on, on))

    def held(self, basis: DepreciationBasis, month: date) -> Months:
        months = months_between(basis.in_service_on, month)
        return 0 if months < 0 else months + Fraction(1, 2)


class HalfYear:
    """Half a year in the year an asset comes and half in the one it goes (IRC §168(d)(1)); none if both are one.

    While it is held, each month takes its twelfth: the first year's half is spread over the months that are left.
    """

    is_exact = True

    def leaving(self, basis: DepreciationBasis, on: date) -> Months:
        return max(0, 12 * (on.year - basis.in_service_on.year))

    def held(self, basis: DepreciationBasis, month: date) -> Months:
        start = basis.in_service_on
        if month.year == start.year:
            months = 13 - start.month
            return Fraction(6 * max(0, month.month - start.month + 1), months)
        return max(0, 6 + 12 * (month.year - start.year - 1) + month.month)


CONVENTIONS: Mapping[str, Convention] = {
    "CN_NEXT_MONTH": CnNextMonth(),
    "DAILY": Daily(),
    "HALF_MONTH": HalfMonth(),
    "US_MID_MONTH": UsMidMonth(),
    "HALF_YEAR": HalfYear(),
}


def months_between(start: date, end: date) -> int:
    """Whole calendar months from the month of `start` to that of `end`; days do not count."""
    return (end.year - start.year) * 12 + end.month - start.month


def months_used(basis: DepreciationBasis, on: date) -> int:
    """Months depreciated by CAS 4 if the asset leaves the books on `on`, at most its life."""
    return min(basis.life_months, max(0, months_between(basis.in_service_on, on)))


def _later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_of_month(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
