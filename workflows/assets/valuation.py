"""What an asset is worth in the books on a day (domain.md B7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from engine.errors import Invalid, Problem, say
from workflows.assets.depreciation import ZERO, DepreciationBasis, DepreciationMethod, ValueChange, accumulated
from workflows.assets.models import Asset

YES, NO = "yes", "no"


@dataclass(frozen=True)
class BookValues:
    """Amounts in `currency`: net value 账面净值 for tax and routing, carrying 账面价值 for the accounts."""

    currency: str
    cost: Decimal
    accumulated: Decimal
    impairment: Decimal

    @property
    def net_value(self) -> Decimal:
        return self.cost - self.accumulated

    @property
    def carrying(self) -> Decimal:
        return self.cost - self.accumulated - self.impairment


def basis_of(asset: Asset | Row[*tuple[Any, ...]]) -> DepreciationBasis:
    """What the asset's depreciation is worked out from; a row with the same columns does as well."""
    return DepreciationBasis(
        cost=asset.cost,
        residual_rate=asset.residual_rate,
        life_months=asset.life_months,
        in_service_on=asset.in_service_on,
        imported_accumulated=asset.imported_accumulated,
        imported_through=asset.imported_through,
        impairment=asset.impairment,
        impaired_on=asset.impaired_on,
        method=DepreciationMethod(asset.depreciation_method),
        units_total=asset.units_total,
        residual_amount=asset.residual_amount,
        changes=read_changes(asset.value_changes),
    )


def read_changes(kept: Sequence[Mapping[str, str]]) -> tuple[ValueChange, ...]:
    """An asset's changes as they are kept, oldest first: `on` as YYYY-MM-DD, amounts and units as decimal texts, `held`
    as yes or no."""
    changes = [
        ValueChange(
            date.fromisoformat(change["on"]),
            impairment=Decimal(change.get("impairment", "0")),
            units=Decimal(change.get("units", "0")),
            accumulated=Decimal(change["accumulated"]) if "accumulated" in change else None,
            is_held=change["held"] == YES if "held" in change else None,
        )
        for change in kept
    ]
    return tuple(sorted(changes, key=lambda change: change.on))


def kept_changes(changes: Iterable[ValueChange]) -> list[dict[str, str]]:
    """The changes as an asset keeps them."""
    rows = []
    for change in changes:
        row = {"on": change.on.isoformat()}
        row |= {"impairment": str(change.impairment)} if change.impairment else {}
        row |= {"units": str(change.units)} if change.units else {}
        row |= {"accumulated": str(change.accumulated)} if change.accumulated is not None else {}
        row |= {"held": YES if change.is_held else NO} if change.is_held is not None else {}
        rows.append(row)
    return rows


def book_values(asset: Asset, on: date, *, convention: str = "CN_NEXT_MONTH") -> BookValues:
    """The asset's values if it leaves the books on `on`."""
    basis = basis_of(asset)
    return BookValues(asset.currency, asset.cost, accumulated(basis, on, convention), basis.impairment_on(on))


def add_up(values: Iterable[BookValues]) -> BookValues:
    """The sum of several values. Refused: values in several currencies, or none."""
    values = list(values)
    currencies = {value.currency for value in values}
    if len(currencies) != 1:
        raise Invalid([Problem("currency", say("Amounts in different currencies cannot be added up."))])
    return BookValues(
        currencies.pop(),
        sum((value.cost for value in values), ZERO),
        sum((value.accumulated for value in values), ZERO),
        sum((value.impairment for value in values), ZERO),
    )
