"""How an amount is spread over a life in months: what has been depreciated after so much of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil

from workflows.assets.depreciation.basis import ZERO, DepreciationMethod, round_to_cents
from workflows.assets.depreciation.conventions import Months

YEAR = 12
LAST_TWO_YEARS = 24


@dataclass(frozen=True)
class Spread:
    """`amount` spread over `months` by `method`; `opening` is the book value at the beginning, residual included."""

    method: DepreciationMethod
    opening: Decimal
    amount: Decimal
    months: Months
    is_exact: bool = False

    def after(self, used: Months) -> Decimal:
        """What has been depreciated after `used` months: from zero, and the whole amount from the last month on."""
        if used <= 0:
            return ZERO
        if used >= self.months:
            return self.amount
        done = ZERO
        for start, length, amount in self._years:
            if used < start + length:
                return done + _part(amount, used - start, length, is_exact=self.is_exact)
            done += amount
        return self.amount

    @cached_property
    def _years(self) -> list[_Run]:
        """Runs of equal months: first month, how many, and the amount of the run."""
        if self.method == DepreciationMethod.DOUBLE_DECLINING:
            return self._double_declining()
        if self.method == DepreciationMethod.SUM_OF_YEARS:
            return self._sum_of_years()
        return [(0, self.months, self.amount)]

    def _double_declining(self) -> list[_Run]:
        """双倍余额递减法: twice the straight-line rate on the book value at the year's start, residual left aside until
        the last two years, which share what is left evenly."""
        runs: list[_Run] = []
        start: Months = 0
        left = self.amount
        while self.months - start > LAST_TWO_YEARS:
            book_value = self.opening - (self.amount - left)
            length = min(YEAR, self.months - start - LAST_TWO_YEARS)
            amount = min(left, _cents(Fraction(book_value) * 2 * length / self.months))
            runs.append((start, length, amount))
            start, left = start + length, left - amount
        runs.append((start, self.months - start, left))
        return runs

    def _sum_of_years(self) -> list[_Run]:
        """年数总和法: each year by the years that are left at its start; a last part of a year by its months."""
        years = [(start, min(YEAR, self.months - start)) for start in range(0, ceil(self.months), YEAR)]
        weights = [(self.months - start) * length for start, length in years]
        runs: list[_Run] = []
        left = self.amount
        for (start, length), weight in zip(years, weights, strict=True):
            is_last = start + length == self.months
            amount = left if is_last else min(left, _cents(Fraction(self.amount) * weight / sum(weights)))
            runs.append((start, length, amount))
            left -= amount
        return runs


_Run = tuple[Months, Months, Decimal]


def spread_by_units(amount: Decimal, produced: Decimal, total: Decimal) -> Decimal:
    """工作量法: the amount's part that belongs to `produced` of `total` units, at most the amount."""
    if total <= 0:
        return ZERO
    return min(amount, round_to_cents(amount * produced / total))


def _part(amount: Decimal, used: Months, length: Months, *, is_exact: bool) -> Decimal:
    """What `used` of `length` equal months take. By months: each is rounded to the cent, the last takes the rest."""
    if is_exact:
        return _cents(Fraction(amount) * used / length)
    monthly = round_to_cents(amount / length) if isinstance(length, int) else _cents(Fraction(amount) / length)
    whole, rest = int(used // 1), used % 1
    done = monthly * whole + (_cents(Fraction(monthly) * rest) if rest else ZERO)
    return min(amount, done)


def _cents(amount: Fraction) -> Decimal:
    """To the cent, half up; exact where a decimal division would round twice."""
    return Decimal((amount * 200 + 1) // 2).scaleb(-2)
