"""What a depreciation is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


class Method(StrEnum):
    """How cost is spread over the life (CAS 4, article 17)."""

    STRAIGHT_LINE = "straight_line"
    DOUBLE_DECLINING = "double_declining"
    SUM_OF_YEARS = "sum_of_years"
    UNITS_OF_PRODUCTION = "units_of_production"


@dataclass(frozen=True)
class ValueChange:
    """Something that changed an asset's value on a day: an impairment (negative: reversed, which only IFRS allows), or
    `units` produced since the reading before."""

    on: date
    impairment: Decimal = ZERO
    units: Decimal = ZERO


@dataclass(frozen=True)
class DepreciationBasis:
    """What a depreciation is worked out from. Amounts in one currency; `residual_rate` is a fraction (0.05 is 5 %).

    `imported_accumulated` includes the month of `imported_through`; `impairment` was recognised in the month of
    `impaired_on`, after that month's depreciation; `changes` come on top of both, oldest first. `units_total` is what
    the asset is expected to produce in its life, for units of production alone.
    """

    cost: Decimal
    residual_rate: Decimal
    life_months: int
    in_service_on: date
    imported_accumulated: Decimal | None = None
    imported_through: date | None = None
    impairment: Decimal = ZERO
    impaired_on: date | None = None
    method: Method = Method.STRAIGHT_LINE
    units_total: Decimal | None = None
    changes: tuple[ValueChange, ...] = ()

    @cached_property
    def residual(self) -> Decimal:
        return round_to_cents(self.cost * self.residual_rate)

    @cached_property
    def depreciable(self) -> Decimal:
        return self.cost - self.residual

    def impairments(self) -> list[ValueChange]:
        """Every impairment and reversal, oldest first."""
        first = [ValueChange(self.impaired_on, self.impairment)] if self.impaired_on is not None else []
        return sorted([*first, *(change for change in self.changes if change.impairment)], key=lambda c: c.on)

    def impairment_on(self, on: date) -> Decimal:
        """The impairment that the books carry in the month of `on`."""
        month = (on.year, on.month)
        return sum((c.impairment for c in self.impairments() if (c.on.year, c.on.month) <= month), ZERO)

    def units_until(self, on: date) -> Decimal:
        """What the asset had produced by the end of `on`."""
        return sum((change.units for change in self.changes if change.on <= on), Decimal(0))


def round_to_cents(amount: Decimal) -> Decimal:
    """To the cent, half up, as accountants do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
