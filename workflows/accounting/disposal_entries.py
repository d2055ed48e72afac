"""The entries of a disposal through 1606 固定资产清理 (domain.md B8, CAS 4). Pure; exact amounts, one currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.accounting.entries import ZERO, EntryLine, EntryStep, balance

BANK, OTHER_RECEIVABLES, RAW_MATERIALS = "1002", "1221", "1403"
FIXED_ASSETS, ACCUMULATED_DEPRECIATION, IMPAIRMENT, CLEARING = "1601", "1602", "1603", "1606"
TAXES_PAYABLE = "2221"


@dataclass(frozen=True)
class Derecognised:
    """One asset that leaves the books, named by `text`."""

    cost: Decimal
    accumulated: Decimal
    impairment: Decimal = ZERO
    text: str = ""

    @property
    def carrying(self) -> Decimal:
        return self.cost - self.accumulated - self.impairment


@dataclass(frozen=True)
class Consideration:
    """What the disposal cost and brought in. Costs and proceeds are net of VAT, which stands beside them."""

    costs: Decimal = ZERO
    input_vat: Decimal = ZERO
    proceeds: Decimal = ZERO
    output_vat: Decimal = ZERO
    compensation: Decimal = ZERO
    residual_material: Decimal = ZERO


@dataclass(frozen=True)
class ResultAccounts:
    """The accounts that take the loss and the gain (domain.md B6)."""

    loss_code: str
    gain_code: str


NOTHING = Consideration()


def disposal_entries(
    assets: Sequence[Derecognised], accounts: ResultAccounts, consideration: Consideration = NOTHING
) -> list[EntryLine]:
    """The lines of steps 1 to 5: Σ debit = Σ credit, and the clearing account ends at zero. Zero lines are left out."""
    lines = [line for asset in assets for line in _into_clearing(asset)]
    lines += _costs(consideration) + _proceeds(consideration) + _other_income(consideration)
    lines += _close_clearing(balance(lines, CLEARING), accounts)
    return [line for line in lines if line.debit or line.credit]


def _into_clearing(asset: Derecognised) -> list[EntryLine]:
    step, text = EntryStep.INTO_CLEARING, asset.text
    return [
        _on_either_side(CLEARING, asset.carrying, step, text),
        EntryLine(ACCUMULATED_DEPRECIATION, debit=asset.accumulated, step=step, text=text),
        EntryLine(IMPAIRMENT, debit=asset.impairment, step=step, text=text),
        EntryLine(FIXED_ASSETS, credit=asset.cost, step=step, text=text),
    ]


def _costs(consideration: Consideration) -> list[EntryLine]:
    step = EntryStep.COSTS
    return [
        EntryLine(CLEARING, debit=consideration.costs, step=step),
        EntryLine(TAXES_PAYABLE, debit=consideration.input_vat, step=step),
        EntryLine(BANK, credit=consideration.costs + consideration.input_vat, step=step),
    ]


def _proceeds(consideration: Consideration) -> list[EntryLine]:
    step = EntryStep.PROCEEDS
    return [
        EntryLine(BANK, debit=consideration.proceeds + consideration.output_vat, step=step),
        EntryLine(CLEARING, credit=consideration.proceeds, step=step),
        EntryLine(TAXES_PAYABLE, credit=consideration.output_vat, step=step),
    ]


def _other_income(consideration: Consideration) -> list[EntryLine]:
    return [
        EntryLine(OTHER_RECEIVABLES, debit=consideration.compensation, step=EntryStep.COMPENSATION),
        EntryLine(CLEARING, credit=consideration.compensation, step=EntryStep.COMPENSATION),
        EntryLine(RAW_MATERIALS, debit=consideration.residual_material, step=EntryStep.RESIDUAL_MATERIAL),
        EntryLine(CLEARING, credit=consideration.residual_material, step=EntryStep.RESIDUAL_MATERIAL),
    ]


def _close_clearing(left: Decimal, accounts: ResultAccounts) -> list[EntryLine]:
    """What is left on the debit side is a loss, on the credit side a gain."""
    step = EntryStep.CLOSE_CLEARING
    if left > 0:
        return [EntryLine(accounts.loss_code, debit=left, step=step), EntryLine(CLEARING, credit=left, step=step)]
    return [EntryLine(CLEARING, debit=-left, step=step), EntryLine(accounts.gain_code, credit=-left, step=step)]


def _on_either_side(account: str, amount: Decimal, step: str, text: str) -> EntryLine:
    """An asset depreciated beyond its cost (an import can say so) enters clearing on the credit side."""
    if amount < 0:
        return EntryLine(account, credit=-amount, step=step, text=text)
    return EntryLine(account, debit=amount, step=step, text=text)
