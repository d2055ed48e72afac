"""Depreciation to the cent (domain.md B7): every method and convention behind `accumulated(basis, on, convention)`.

Pure: a `DepreciationBasis` and a day go in, exact amounts in the basis's currency come out.
"""

from workflows.assets.depreciation.accumulation import accumulated, accumulated_through, imported_difference
from workflows.assets.depreciation.basis import ZERO, DepreciationBasis, DepreciationMethod, ValueChange, round_to_cents
from workflows.assets.depreciation.conventions import CONVENTIONS, CnNextMonth, months_between, months_used

__all__ = [
    "CONVENTIONS",
    "CnNextMonth",
    "DepreciationBasis",
    "DepreciationMethod",
    "ValueChange",
    "ZERO",
    "accumulated",
    "accumulated_through",
    "imported_difference",
    "months_between",
    "months_used",
    "round_to_cents",
]
