"""What a disposal cost and brought in: as it was entered, taken apart into net and VAT, and kept (domain.md B8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from workflows.accounting.disposal_entries import Consideration
from workflows.accounting.entries import ZERO, is_amount, shares_of
from workflows.accounting.models import TaxRate
from workflows.accounting.taxes import GENERAL, Price, find_rate, rate_on, take_apart, tax_on
from workflows.disposal.arguments import read_amount, read_text
from workflows.disposal.models import DisposalMethod, DisposalRequest, DisposalSettlement

ABNORMAL = frozenset({DisposalMethod.DAMAGE, DisposalMethod.LOSS, DisposalMethod.SHORTAGE})
"""Methods whose `tax_base` is what was lost by negligence: 非正常损失."""


@dataclass(frozen=True)
class Settlement:
    """Amounts in the request's currency: `proceeds` with VAT at the rate `vat_code`, `costs` without the `input_vat`
    beside them. `tax_base`: what VAT is due on though nobody pays it (a gift's value; the net value of an asset lost by
    negligence, whose input VAT has to be paid back)."""

    proceeds: Decimal = ZERO
    costs: Decimal = ZERO
    input_vat: Decimal = ZERO
    compensation: Decimal = ZERO
    residual_material: Decimal = ZERO
    settled_liability: Decimal = ZERO
    tax_base: Decimal = ZERO
    vat_code: str = GENERAL

    def amounts(self) -> dict[str, Decimal]:
        """The amounts by their fields."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "vat_code"}


NOTHING_SETTLED = Settlement()


def read_settlement(arguments: Mapping[str, Any]) -> Settlement:
    """What a form or a diagram passes on, at the names of `Settlement`; what is missing is zero."""
    names = NOTHING_SETTLED.amounts()
    amounts = {name: read_amount(arguments, name) or ZERO for name in names}
    return Settlement(**amounts, vat_code=read_text(arguments, "vat_code") or GENERAL)


@dataclass(frozen=True)
class Bought:
    """What VAT has to know of an asset: since when it is in use, and its net value (账面净值, before impairment)."""

    in_service_on: date
    net_value: Decimal


def consideration_of(
    session: Session,
    request: DisposalRequest,
    given: Settlement,
    carrying: Decimal,
    *,
    on: date,
    bought: Sequence[Bought] = (),
) -> Consideration:
    """The settlement as entries need it, by the tax rates of `on`. A transfer without a price goes at book value. Input
    VAT of what was lost by negligence is paid back at the rate that it was credited at (财税〔2008〕170号, article 5).

    Refused at the fields: amounts below zero or finer than a cent, a rate that does not hold on that day.
    """
    _check(given)
    rate = rate_on(session, given.vat_code, on)
    price = take_apart(given.proceeds, rate)
    if request.method == DisposalMethod.TRANSFER and not given.proceeds:
        price = Price(max(ZERO, carrying), tax_on(max(ZERO, carrying), rate))
    return Consideration(
        costs=given.costs,
        input_vat=given.input_vat,
        proceeds=price.net,
        output_vat=price.tax,
        compensation=given.compensation,
        residual_material=given.residual_material,
        settled_liability=given.settled_liability,
        deemed_vat=_deemed_vat(session, request, given, rate, bought),
    )


def _deemed_vat(
    session: Session, request: DisposalRequest, given: Settlement, rate: TaxRate, bought: Sequence[Bought]
) -> Decimal:
    if request.method not in ABNORMAL or given.vat_code != GENERAL or not bought:
        return tax_on(given.tax_base, rate)
    parts = shares_of(given.tax_base, [one.net_value for one in bought])
    credited = [find_rate(session, GENERAL, one.in_service_on) for one in bought]
    # Before 2009 no input VAT of fixed assets was credited: there is none to pay back.
    return sum((tax_on(part, then) for part, then in zip(parts, credited, strict=True) if then), ZERO)


def keep_settlement(
    session: Session,
    actor: Actor,
    request: DisposalRequest,
    given: Settlement,
    consideration: Consideration,
    *,
    result: Decimal,
) -> None:
    """Keep what was booked beside the request, in place of what was kept before."""
    settlement = DisposalSettlement(
        request_id=request.id,
        vat_code=given.vat_code,
        proceeds=consideration.proceeds + consideration.output_vat,
        net_proceeds=consideration.proceeds,
        output_vat=consideration.output_vat,
        costs=consideration.costs,
        input_vat=consideration.input_vat,
        compensation=consideration.compensation,
        residual_material=consideration.residual_material,
        settled_liability=consideration.settled_liability,
        tax_base=given.tax_base,
        deemed_vat=consideration.deemed_vat,
        result=result,
        settled_at=clock.now(),
        settled_by=actor.person_id,
    )
    session.merge(settlement)


def _check(given: Settlement) -> None:
    problems = []
    for name, amount in given.amounts().items():
        if amount < 0:
            problems.append(Problem(name, say("The amount cannot be below zero.")))
        elif not is_amount(amount):
            problems.append(Problem(name, say("An amount has at most two digits after the point.")))
    if problems:
        raise Invalid(problems)
