"""What accounts are for: a chart names an account for each purpose, and a disposal method may name another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import NotFound, Sentence, say


class Purpose(StrEnum):
    """What an account is posted to for. A chart without a clearing account derecognises directly (IAS 16.67)."""

    ASSET = "asset"
    DEPRECIATION = "depreciation"
    IMPAIRMENT = "impairment"
    CLEARING = "clearing"
    BANK = "bank"
    PROCEEDS = "proceeds"
    COMPENSATION = "compensation"
    MATERIAL = "material"
    LIABILITY = "liability"
    OUTPUT_VAT = "output_vat"
    INPUT_VAT = "input_vat"
    LOSS = "loss"
    GAIN = "gain"
    DEPRECIATION_EXPENSE = "depreciation_expense"
    IMPAIRMENT_LOSS = "impairment_loss"
    PAYABLE = "payable"
    HELD_FOR_SALE = "held_for_sale"
    HELD_IMPAIRMENT = "held_impairment"


OPTIONAL = frozenset({Purpose.CLEARING})


@dataclass(frozen=True)
class PostingAccounts:
    """The accounts by their purposes, for one chart and method."""

    codes: Mapping[Purpose, str]

    def __getitem__(self, purpose: Purpose) -> str:
        """The account's code. Refused: `NotFound` where the chart has none for this."""
        if purpose not in self.codes:
            raise NotFound(
                say("The chart of accounts has no account for “%(purpose)s”.", purpose=purpose_name(purpose))
            )
        return self.codes[purpose]

    @property
    def clearing(self) -> str | None:
        return self.codes.get(Purpose.CLEARING)


def purpose_name(purpose: Purpose | str) -> Sentence:
    """What an account is for, for people."""
    return _NAMES[Purpose(purpose)]


_NAMES = {
    Purpose.ASSET: say("Cost of the asset"),
    Purpose.DEPRECIATION: say("Accumulated depreciation"),
    Purpose.IMPAIRMENT: say("Impairment"),
    Purpose.CLEARING: say("Clearing of disposals"),
    Purpose.BANK: say("Bank"),
    Purpose.PROCEEDS: say("Price, paid or owed"),
    Purpose.COMPENSATION: say("Compensation"),
    Purpose.MATERIAL: say("Residual material and parts"),
    Purpose.LIABILITY: say("Lease liability"),
    Purpose.OUTPUT_VAT: say("Output VAT"),
    Purpose.INPUT_VAT: say("Input VAT"),
    Purpose.LOSS: say("Loss on disposal"),
    Purpose.GAIN: say("Gain on disposal"),
    Purpose.DEPRECIATION_EXPENSE: say("Depreciation expense"),
    Purpose.IMPAIRMENT_LOSS: say("Impairment loss"),
    Purpose.PAYABLE: say("Payable for an asset taken over"),
    Purpose.HELD_FOR_SALE: say("Assets held for sale"),
    Purpose.HELD_IMPAIRMENT: say("Impairment of assets held for sale"),
}
