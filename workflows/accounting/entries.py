"""A journal's lines before they are kept, and whether they balance. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from uuid import UUID

CENT, ZERO = Decimal("0.01"), Decimal("0.00")
MOST = Decimal(10) ** 13
"""Amounts stay below it: what adds them up has to keep the sum."""


class EntryStep(StrEnum):
    """What a line is for: the steps of a disposal (domain.md B8), and what else happens to assets."""

    INTO_CLEARING = "into_clearing"
    COSTS = "costs"
    PROCEEDS = "proceeds"
    COMPENSATION = "compensation"
    RESIDUAL_MATERIAL = "residual_material"
    LIABILITY = "liability"
    DEEMED_TAX = "deemed_tax"
    CLOSE_CLEARING = "close_clearing"
    RELOCATION = "relocation"
    TAKING_OVER = "taking_over"
    DEPRECIATION = "depreciation"
    IMPAIRMENT = "impairment"
    HELD_FOR_SALE = "held_for_sale"


@dataclass(frozen=True)
class EntryLine:
    """An amount on one side of an account; `text` names what it is about, such as an asset number, `org_unit_id` the
    department that it belongs to."""

    account_code: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    step: str = ""
    text: str = ""
    org_unit_id: UUID | None = None


def total_debit(lines: Sequence[EntryLine]) -> Decimal:
    """Σ debit."""
    return sum((line.debit for line in lines), ZERO)


def total_credit(lines: Sequence[EntryLine]) -> Decimal:
    """Σ credit."""
    return sum((line.credit for line in lines), ZERO)


def balance(lines: Sequence[EntryLine], account_code: str) -> Decimal:
    """Debit less credit of one account."""
    return sum((line.debit - line.credit for line in lines if line.account_code == account_code), ZERO)


def shares_of(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The total in parts by their weights, to the cent; the last takes the rest. Without weights, even parts."""
    weights = [max(ZERO, weight) for weight in weights]
    if not sum(weights):
        weights = [Decimal(1)] * len(weights)
    parts = [(total * weight / sum(weights)).quantize(CENT, rounding=ROUND_DOWN) for weight in weights]
    return [*parts[:-1], total - sum(parts[:-1], ZERO)]


def is_amount(amount: Decimal) -> bool:
    """Whether the amount can be booked: finite, from zero to below `MOST`, of whole cents."""
    return amount.is_finite() and 0 <= amount < MOST and amount == round(amount, 2)
