"""VAT by dated rates: which rate a day asks for, and what of a price is tax (domain.md B8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.errors import Invalid, Problem, say
from workflows.accounting.entries import ZERO
from workflows.accounting.models import TaxRate

CENT = Decimal("0.01")
GENERAL, USED_ASSET, EXEMPT = "general", "used_asset", "exempt"


@dataclass(frozen=True)
class Price:
    """A price taken apart: what stays, and the tax in it."""

    net: Decimal
    tax: Decimal


def rate_on(session: Session, code: str, on: date, *, where: str = "vat_code") -> TaxRate:
    """The rate of this kind that holds on the day. Refused: `Invalid` at field `where` if none does."""
    rate = find_rate(session, code, on)
    if rate is None:
        raise Invalid([Problem(where, say("No VAT rate “%(code)s” holds on %(day)s.", code=code, day=on))])
    return rate


def find_rate(session: Session, code: str, on: date) -> TaxRate | None:
    """The rate of this kind that holds on the day, or None."""
    return session.scalars(
        select(TaxRate)
        .where(
            TaxRate.code == code,
            TaxRate.valid_from <= on,
            or_(TaxRate.valid_until.is_(None), TaxRate.valid_until >= on),
        )
        .order_by(TaxRate.valid_from.desc())
        .limit(1)
    ).one_or_none()


def take_apart(gross: Decimal, rate: TaxRate) -> Price:
    """A price with its tax: 22,600 at 13 % is 20,000 and 2,600; at 3 % reduced to 2 % the tax is gross / 1.03 × 2 %."""
    tax = _cents(gross / (1 + rate.price_rate) * rate.tax_rate)
    return Price(gross - tax, tax)


def tax_on(net: Decimal, rate: TaxRate) -> Decimal:
    """The tax on an amount without it: on a gift's value, or input VAT to be paid back after an abnormal loss."""
    return _cents(net * rate.tax_rate) if net else ZERO


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
