"""Numbers of 34 digits, rounded half even (IEEE 754 decimal128, DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

DECIMAL34 = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])

_MOST_DIGITS = 10_000
_MOST_BITS = 33_219
"""So many have no more than 10,000 digits."""


def finite(value: Decimal) -> Decimal | None:
    """`value`, or null where the result is no number (overflow, division by zero)."""
    return value if value.is_finite() else None


def is_usable(value: Decimal | int) -> bool:
    """Whether a number from outside may come in: finite, and not so large or fine that its digits would fill memory."""
    if isinstance(value, int):
        return value.bit_length() < _MOST_BITS
    return value.is_finite() and -_MOST_DIGITS < value.adjusted() < _MOST_DIGITS


def is_number(value: object) -> bool:
    """A decimal, or an integer from outside; never a boolean."""
    kind = type(value)
    return kind is Decimal or kind is int


def number_text(value: Decimal | int) -> str:
    """Plain digits, never an exponent; zeros after the point stay as they were computed. Zero has no sign."""
    number = Decimal(value)
    return format(number if number else number.copy_abs(), "f")
