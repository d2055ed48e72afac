"""Depreciation to the cent (domain.md B7): straight line, month by month, by the convention of the books.

Pure: a `DepreciationBasis` and a day go in, exact amounts in the basis's currency come out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from engine.errors import NotFound, say

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class DepreciationBasis:
    """What a depreciation is worked out from. Amounts in one currency; `residual_rate` is a fraction (0.05 is 5 %).

    `imported_accumulated` includes the month of `imported_through`; `impairment` was recognised in the month of
    `impaired_on`, after that month's depreciation.
    """

    cost: Decimal
    residual_rate: Decimal
    life_months: int
    in_service_on: date
    imported_accumulated: Decimal | None = None
    imported_through: date | None = None
    impairment: Decimal = ZERO
    impaired_on: date | None = None

    @property
    def residual(self) -> Decimal:
        return round_to_cents(self.cost * self.residual_rate)

    @property
    def depreciable(self) -> Decimal:
        return self.cost - self.residual

    def impairment_on(self, on: date) -> Decimal:
        """The impairment that the books carry in the month of `on`."""
        is_recognised = self.impaired_on is not None and months_between(self.impaired_on, on) >= 0
        return self.impairment if is_recognised else ZERO


Convention = Callable[[DepreciationBasis, date], Decimal]
"""Accumulated depreciation of a basis at a day."""


@dataclass(frozen=True)
class _Stretch:
    """A run of equal months: from month `start` with `accumulated`, `monthly` each, never beyond `ceiling`."""

    start: int
    accumulated: Decimal
    ceiling: Decimal
    monthly: Decimal

    def at(self, month: int, life_months: int) -> Decimal:
        if self.start >= life_months:
            return self.accumulated  # past its life nothing is depreciated any more, nor made up for
        if month >= life_months:
            return max(self.ceiling, self.accumulated)  # the last month takes what rounding left over
        return max(self.accumulated, min(self.ceiling, self.accumulated + self.monthly * (month - self.start)))


def cn_next_month(basis: DepreciationBasis, on: date) -> Decimal:
    """Accumulated straight-line depreciation if the asset leaves the books on `on`.

    CAS 4: nothing in the month it is put into use, a full month in the month it leaves; what an early end leaves
    undepreciated is not made up for.
    """
    month = max(0, months_between(basis.in_service_on, on))
    stretch = _Stretch(0, ZERO, basis.depreciable, round_to_cents(basis.depreciable / basis.life_months))
    for milestone, restart in _milestones(basis):
        if milestone <= month:
            stretch = restart(stretch, milestone)
    return stretch.at(month, basis.life_months)


CONVENTIONS: Mapping[str, Convention] = {"CN_NEXT_MONTH": cn_next_month}


def accumulated(basis: DepreciationBasis, on: date, convention: str = "CN_NEXT_MONTH") -> Decimal:
    """Accumulated depreciation up to a derecognition on `on`, by the named convention."""
    if convention not in CONVENTIONS:
        raise NotFound(say("There is no depreciation convention “%(name)s”.", name=convention))
    return CONVENTIONS[convention](basis, on)


def months_used(basis: DepreciationBasis, on: date) -> int:
    """Months depreciated if the asset leaves the books on `on`, at most its life."""
    return min(basis.life_months, max(0, months_between(basis.in_service_on, on)))


def months_between(start: date, end: date) -> int:
    """Whole calendar months from the month of `start` to that of `end`; days do not count."""
    return (end.year - start.year) * 12 + end.month - start.month


def round_to_cents(amount: Decimal) -> Decimal:
    """To the cent, half up, as accountants do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


_Restart = Callable[[_Stretch, int], _Stretch]


def _milestones(basis: DepreciationBasis) -> list[tuple[int, _Restart]]:
    """The months at which the books say something else than the formula, oldest first."""
    found: list[tuple[int, _Restart]] = []
    if basis.imported_through is not None and basis.imported_accumulated is not None:
        imported = basis.imported_accumulated
        found.append(
            (_month_of(basis, basis.imported_through), lambda s, m: _Stretch(m, imported, s.ceiling, s.monthly))
        )
    if basis.impaired_on is not None:
        found.append((_month_of(basis, basis.impaired_on), lambda s, m: _impaired(basis, s, m)))
    return sorted(found, key=lambda milestone: milestone[0])


def _month_of(basis: DepreciationBasis, day: date) -> int:
    return max(0, months_between(basis.in_service_on, day))


def _impaired(basis: DepreciationBasis, stretch: _Stretch, month: int) -> _Stretch:
    """CAS 8: what is left after the impairment is spread over the months that are left."""
    done = stretch.at(month, basis.life_months)
    ceiling = max(done, stretch.ceiling - basis.impairment)
    months_left = max(1, basis.life_months - month)
    return _Stretch(month, done, ceiling, round_to_cents((ceiling - done) / months_left))
