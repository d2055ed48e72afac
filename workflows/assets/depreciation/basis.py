"""What a depreciation is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


class DepreciationMethod(StrEnum):
    """How cost is spread over the life (CAS 4, article 17)."""

    STRAIGHT_LINE = "straight_line"
    DOUBLE_DECLINING = "double_declining"
    SUM_OF_YEARS = "sum_of_years"
    UNITS_OF_PRODUCTION = "units_of_production"


@dataclass(frozen=True)
class ValueChange:
    """Something that changed an asset's value on a day: an impairment (negative: reversed, which only IFRS allows),
    `units` produced since the reading before, what the books say is `accumulated` by the end of the month, as after
    a split, or that it `is_held` for sale from that day on, or no longer (IFRS 5, CAS 42)."""

    on: date
    impairment: Decimal = ZERO
    units: Decimal = ZERO
    accumulated: Decimal | None = None
    is_held: bool | None = None


@dataclass(frozen=True)
class DepreciationBasis:
    """What a depreciation is worked out from. Amounts in one currency; `residual_rate` is a fraction (0.05 is 5 %).

    `imported_accumulated` includes the month of `imported_through`; `impairment` was recognised in the month of
    `impaired_on`, after that month's depreciation; `changes` come on top of both, oldest first. `units_total` is what
    the asset is expected to produce in its life, for units of production alone. `residual_amount` stands for the rate
    where that would not give it to the cent.
    """

    cost: Decimal
    residual_rate: Decimal
    life_months: int
    in_service_on: date
    imported_accumulated: Decimal | None = None
    imported_through: date | None = None
    impairment: Decimal = ZERO
    impaired_on: date | None = None
    method: DepreciationMethod = DepreciationMethod.STRAIGHT_LINE
    units_total: Decimal | None = None
    residual_amount: Decimal | None = None
    changes: tuple[ValueChange, ...] = ()

    @cached_property
    def residual(self) -> Decimal:
        if self.residual_amount is not None:
            return self.residual_amount
        return round_to_cents(self.cost * self.residual_rate)

    @cached_property
    def depreciable(self) -> Decimal:
        return self.cost - self.residual

    def impairments(self) -> list[ValueChange]:
        """Every impairment and reversal, oldest first."""
        first = [ValueChange(self.impaired_on, self.impairment)] if self.impaired_on is not None else []
        if not self.changes:
            return first
        return sorted([*first, *(change for change in self.changes if change.impairment)], key=lambda c: c.on)

    def impairment_on(self, on: date) -> Decimal:
        """The impairment that the books carry in the month of `on`."""
        month = (on.year, on.month)
        return sum((c.impairment for c in self.impairments() if (c.on.year, c.on.month) <= month), ZERO)

    def held_since(self, on: date) -> date | None:
        """Since when the asset is held for sale on the day; None if it is not."""
        said = [change for change in self.changes if change.is_held is not None and change.on <= on]
        return said[-1].on if said and said[-1].is_held else None

    def impairment_while_held(self) -> Decimal:
        """The impairment recognised when the asset was last classified as held for sale, and since."""
        found = ZERO
        for change in self.changes:
            found = (ZERO if change.is_held else found) + change.impairment
        return found

    def statements(self, *, with_import: bool = True) -> list[tuple[date, Decimal]]:
        """What the books said was accumulated by the end of a month: an import's, and those of splits."""
        said = [(change.on, change.accumulated) for change in self.changes if change.accumulated is not None]
        if with_import and self.imported_through is not None and self.imported_accumulated is not None:
            said.append((self.imported_through, self.imported_accumulated))
        return said

    def units_until(self, on: date) -> Decimal:
        """What the asset had produced by the end of `on`."""
        return sum((change.units for change in self.changes if change.on <= on), Decimal(0))


def round_to_cents(amount: Decimal) -> Decimal:
    """To the cent, half up, as accountants do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
