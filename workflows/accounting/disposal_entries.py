"""The entries of a disposal (domain.md B8): through the clearing account where the chart has one, as CAS 4 asks, else
directly into gain or loss, as IAS 16.67 to 71 do. Pure; exact amounts, one currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from workflows.accounting.entries import ZERO, EntryLine, EntryStep, balance
from workflows.accounting.purposes import PostingAccounts, Purpose

_CLEARING = "\0clearing"
"""Stands for the clearing account until the end: not every chart has one."""


@dataclass(frozen=True)
class Derecognised:
    """One asset that leaves the books, named by `text`. Held for sale, its `cost` is what it was reclassified at, and
    its `impairment` that of since."""

    cost: Decimal
    accumulated: Decimal
    impairment: Decimal = ZERO
    text: str = ""
    is_held: bool = False

    @property
    def carrying(self) -> Decimal:
        return self.cost - self.accumulated - self.impairment


@dataclass(frozen=True)
class Consideration:
    """What the disposal cost and brought in. Costs and proceeds are net of VAT, which stands beside them.

    `settled_liability`: a lease liability that ends with it. `deemed_vat`: VAT that nobody pays us: on a gift, or input
    VAT to be paid back after an abnormal loss.
    """

    costs: Decimal = ZERO
    input_vat: Decimal = ZERO
    proceeds: Decimal = ZERO
    output_vat: Decimal = ZERO
    compensation: Decimal = ZERO
    residual_material: Decimal = ZERO
    settled_liability: Decimal = ZERO
    deemed_vat: Decimal = ZERO

    @property
    def gained(self) -> Decimal:
        """What it brings in before the asset's carrying amount."""
        came = self.proceeds + self.compensation + self.residual_material + self.settled_liability
        return came - self.costs - self.deemed_vat


NOTHING = Consideration()


def disposal_entries(
    assets: Sequence[Derecognised], accounts: PostingAccounts, consideration: Consideration = NOTHING
) -> list[EntryLine]:
    """The lines of steps 1 to 5: Σ debit = Σ credit, and the clearing account ends at zero. Zero lines are left out.

    Assets that are all held for sale need no clearing (CAS 42): they leave their account into gain or loss.
    """
    lines = [line for asset in assets for line in _into_clearing(asset, accounts)]
    lines += _costs(consideration, accounts) + _proceeds(consideration, accounts)
    lines += _other_income(consideration, accounts) + _deemed_vat(consideration, accounts)
    lines += _result(balance(lines, _CLEARING), accounts)
    kept = [line for line in lines if line.debit or line.credit]
    if accounts.clearing is None or all(asset.is_held for asset in assets):
        return [line for line in kept if line.account_code != _CLEARING]
    return [replace(line, account_code=accounts.clearing) if line.account_code == _CLEARING else line for line in kept]


def relocation_entries(
    assets: Sequence[Derecognised], accounts: PostingAccounts, from_unit: UUID, to_unit: UUID
) -> list[EntryLine]:
    """Assets move to another department of the same books: cost, depreciation and impairment with them, no result."""
    lines = []
    for asset in assets:
        amounts = (
            (Purpose.ASSET, asset.cost),
            (Purpose.DEPRECIATION, -asset.accumulated),
            (Purpose.IMPAIRMENT, -asset.impairment),
        )
        for purpose, amount in amounts:
            if amount:
                lines += _moved(accounts[purpose], amount, asset.text, from_unit, to_unit)
    return lines


def _moved(code: str, amount: Decimal, text: str, from_unit: UUID, to_unit: UUID) -> list[EntryLine]:
    debited, credited = (to_unit, from_unit) if amount > 0 else (from_unit, to_unit)
    step = EntryStep.RELOCATION
    return [
        EntryLine(code, debit=abs(amount), step=step, text=text, org_unit_id=debited),
        EntryLine(code, credit=abs(amount), step=step, text=text, org_unit_id=credited),
    ]


def taking_over_entries(price: Decimal, input_vat: Decimal, accounts: PostingAccounts, text: str) -> list[EntryLine]:
    """The other side of a transfer between entities: the asset at its price, input VAT, and what is owed for it."""
    step = EntryStep.TAKING_OVER
    lines = [
        EntryLine(accounts[Purpose.ASSET], debit=price, step=step, text=text),
        EntryLine(accounts[Purpose.INPUT_VAT], debit=input_vat, step=step, text=text),
        EntryLine(accounts[Purpose.PAYABLE], credit=price + input_vat, step=step, text=text),
    ]
    return [line for line in lines if line.debit or line.credit]


def _into_clearing(asset: Derecognised, accounts: PostingAccounts) -> list[EntryLine]:
    step, text = EntryStep.INTO_CLEARING, asset.text
    impairment = Purpose.HELD_IMPAIRMENT if asset.is_held else Purpose.IMPAIRMENT
    lines = [
        _on_either_side(_CLEARING, asset.carrying, step, text),
        EntryLine(accounts[Purpose.DEPRECIATION], debit=asset.accumulated, step=step, text=text),
    ]
    if asset.impairment:
        lines.append(EntryLine(accounts[impairment], debit=asset.impairment, step=step, text=text))
    cost = Purpose.HELD_FOR_SALE if asset.is_held else Purpose.ASSET
    return [*lines, EntryLine(accounts[cost], credit=asset.cost, step=step, text=text)]


def _costs(consideration: Consideration, accounts: PostingAccounts) -> list[EntryLine]:
    step = EntryStep.COSTS
    return [
        EntryLine(_CLEARING, debit=consideration.costs, step=step),
        EntryLine(accounts[Purpose.INPUT_VAT], debit=consideration.input_vat, step=step),
        EntryLine(accounts[Purpose.BANK], credit=consideration.costs + consideration.input_vat, step=step),
    ]


def _proceeds(consideration: Consideration, accounts: PostingAccounts) -> list[EntryLine]:
    step = EntryStep.PROCEEDS
    return [
        EntryLine(accounts[Purpose.PROCEEDS], debit=consideration.proceeds + consideration.output_vat, step=step),
        EntryLine(_CLEARING, credit=consideration.proceeds, step=step),
        EntryLine(accounts[Purpose.OUTPUT_VAT], credit=consideration.output_vat, step=step),
    ]


def _other_income(consideration: Consideration, accounts: PostingAccounts) -> list[EntryLine]:
    amounts = (
        (Purpose.COMPENSATION, consideration.compensation, EntryStep.COMPENSATION),
        (Purpose.MATERIAL, consideration.residual_material, EntryStep.RESIDUAL_MATERIAL),
        (Purpose.LIABILITY, consideration.settled_liability, EntryStep.LIABILITY),
    )
    lines = []
    for purpose, amount, step in amounts:
        if amount:
            lines.append(EntryLine(accounts[purpose], debit=amount, step=step))
            lines.append(EntryLine(_CLEARING, credit=amount, step=step))
    return lines


def _deemed_vat(consideration: Consideration, accounts: PostingAccounts) -> list[EntryLine]:
    amount, step = consideration.deemed_vat, EntryStep.DEEMED_TAX
    return [
        EntryLine(_CLEARING, debit=amount, step=step),
        EntryLine(accounts[Purpose.OUTPUT_VAT], credit=amount, step=step),
    ]


def _result(left: Decimal, accounts: PostingAccounts) -> list[EntryLine]:
    """What is left on the debit side is a loss, on the credit side a gain."""
    step = EntryStep.CLOSE_CLEARING
    if left > 0:
        loss = EntryLine(accounts[Purpose.LOSS], debit=left, step=step)
        return [loss, EntryLine(_CLEARING, credit=left, step=step)]
    return [
        EntryLine(_CLEARING, debit=-left, step=step),
        EntryLine(accounts[Purpose.GAIN], credit=-left, step=step),
    ]


def _on_either_side(account: str, amount: Decimal, step: str, text: str) -> EntryLine:
    """An asset depreciated beyond its cost (an import can say so) enters clearing on the credit side."""
    if amount < 0:
        return EntryLine(account, credit=-amount, step=step, text=text)
    return EntryLine(account, debit=amount, step=step, text=text)
