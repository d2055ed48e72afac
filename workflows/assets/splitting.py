"""Splitting a card for a partial disposal: by quantity, amount or percent, without losing a cent (domain.md B8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.assets.depreciation import (
    DepreciationBasis,
    ValueChange,
    accumulated_through,
    months_between,
    round_to_cents,
)
from workflows.assets.models import Asset
from workflows.assets.queries import lock_assets, may_see_asset
from workflows.assets.states import require_movable
from workflows.assets.valuation import basis_of, kept_changes
from workflows.organization.books import books_of, today

_TENTHS = Decimal("0.0001")
_COPIED = (
    *("name", "spec", "serial_no", "category_id", "legal_entity_id", "org_unit_id", "custodian_id", "location_id"),
    *("currency", "residual_rate", "life_months", "in_service_on", "depreciation_method", "impaired_on", "state"),
    *("state_since", "technical_eol_at", "last_physical_evidence_at", "is_leased", "is_mortgaged", "is_subsidised"),
    *("is_under_customs_supervision", "is_state_owned"),
)


@dataclass(frozen=True)
class Part:
    """How much is split off: exactly one of a quantity, an amount of the cost, or a percentage between 0 and 100."""

    quantity: Decimal | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None


def split_asset(session: Session, actor: Actor, asset_id: UUID, part: Part) -> Asset:
    """A new card `<number>-1` (the next that is free) takes the part: cost, depreciation, impairment, residual value
    and quantity of the two cards add up to what the one had, to the cent. The remaining card keeps its number.

    Refused: no permission to edit assets, an asset on its way out, a part that is nothing or everything.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    asset = lock_assets(session, [asset_id])[asset_id]
    if not may_see_asset(session, actor, asset):
        raise NotAllowed(say("This asset is not yours to change."))
    require_movable(asset)
    ratio = _ratio(asset, part)
    on = today(session, asset.legal_entity_id)
    convention = books_of(session, asset.legal_entity_id).depreciation_convention
    basis = basis_of(asset)
    off, kept = split_basis(basis, ratio, on, convention)
    child = Asset(id=new_id(), asset_no=_free_number(session, asset.asset_no), split_from_id=asset.id)
    for name in _COPIED:
        setattr(child, name, getattr(asset, name))
    child.quantity = part.quantity or max(_TENTHS, _scaled(asset.quantity, ratio))
    asset.quantity = max(_TENTHS, asset.quantity - child.quantity)
    _carry(child, off)
    _carry(asset, kept)
    session.add(child)
    session.flush()  # its history refers to it by id
    data = {"asset_no": child.asset_no, "cost": child.cost, "currency": child.currency, "split_from": asset.id}
    record_master_event(session, actor, child.id, "asset", "asset.registered", data)
    data = {"child": child.id, "asset_no": child.asset_no, "cost": child.cost, "kept": asset.cost}
    record_master_event(session, actor, asset.id, "asset", "asset.split", data)
    return child


def split_basis(
    basis: DepreciationBasis, ratio: Fraction, on: date, convention: str
) -> tuple[DepreciationBasis, DepreciationBasis]:
    """The part split off and what remains: each amount of the part is rounded once, the rest remains.

    Both cards are told what they have accumulated by the end of the month before and by the end of this one, so that
    they add up in the month of a disposal as well; from then on each goes its own way to its own residual value.
    """

    def part(amount: Decimal) -> Decimal:
        return round_to_cents(amount * ratio.numerator / ratio.denominator)

    cost, residual = part(basis.cost), part(basis.residual)
    ends = [on.replace(day=1) - timedelta(days=1), on]
    said = [(day, accumulated_through(basis, day, convention)) for day in ends if _is_later(basis, day)]
    wholes = [change for change in basis.changes if change.impairment or change.units]
    halves = [ValueChange(whole.on, part(whole.impairment), _scaled(whole.units, ratio)) for whole in wholes]
    said_of_both = tuple(change for change in basis.changes if change.is_held is not None)
    off = replace(
        basis,
        cost=cost,
        residual_amount=residual,
        impairment=part(basis.impairment),
        imported_accumulated=None,
        imported_through=None,
        units_total=None if basis.units_total is None else _scaled(basis.units_total, ratio),
        changes=tuple(halves),
    )
    kept = replace(
        off,
        cost=basis.cost - cost,
        residual_amount=basis.residual - residual,
        impairment=basis.impairment - part(basis.impairment),
        units_total=None if basis.units_total is None else basis.units_total - (off.units_total or Decimal(0)),
        changes=tuple(_rest(whole, half) for whole, half in zip(wholes, halves, strict=True)),
    )
    off_said, kept_said = [], []
    for day, amount in said:
        # A part may round beyond what it can lose at all: the cent then stays with the other card.
        most, least = _to_lose(off, day), amount - _to_lose(kept, day)
        mine = max(least, min(most, part(amount)))
        off_said.append(ValueChange(day, accumulated=mine))
        kept_said.append(ValueChange(day, accumulated=amount - mine))
    return (
        replace(off, changes=(*said_of_both, *off.changes, *off_said)),
        replace(kept, changes=(*said_of_both, *kept.changes, *kept_said)),
    )


def _to_lose(basis: DepreciationBasis, on: date) -> Decimal:
    return max(Decimal(0), basis.depreciable - basis.impairment_on(on))


def _is_later(basis: DepreciationBasis, day: date) -> bool:
    return months_between(basis.in_service_on, day) >= 0


def _rest(whole: ValueChange, half: ValueChange) -> ValueChange:
    return ValueChange(whole.on, whole.impairment - half.impairment, whole.units - half.units)


def _scaled(units: Decimal, ratio: Fraction) -> Decimal:
    return (units * ratio.numerator / ratio.denominator).quantize(_TENTHS)


def _carry(asset: Asset, basis: DepreciationBasis) -> None:
    asset.cost, asset.residual_amount, asset.impairment = basis.cost, basis.residual_amount, basis.impairment
    asset.imported_accumulated = asset.imported_through = None
    asset.units_total, asset.value_changes = basis.units_total, kept_changes(basis.changes)


def _ratio(asset: Asset, part: Part) -> Fraction:
    given = [
        ("quantity", part.quantity, asset.quantity),
        ("amount", part.amount, asset.cost),
        ("percent", part.percent, Decimal(100)),
    ]
    chosen = [(where, value, whole) for where, value, whole in given if value is not None]
    if len(chosen) != 1:
        raise Invalid([Problem("part", say("Give a quantity, an amount or a percentage: one of them."))])
    where, value, whole = chosen[0]
    assert value is not None
    if not (value.is_finite() and 0 < value < whole and value == round(value, 4)):
        raise Invalid([Problem(where, say("The part lies between nothing and everything: %(whole)s.", whole=whole))])
    if where == "amount" and value != round(value, 2):
        raise Invalid([Problem(where, say("An amount has at most two digits after the point."))])
    ratio = Fraction(value) / Fraction(whole)
    cost = round_to_cents(asset.cost * ratio.numerator / ratio.denominator)
    if not 0 < cost < asset.cost:
        raise Invalid([Problem(where, say("Each of the two cards needs a cost of at least a cent."))])
    return ratio


def _free_number(session: Session, asset_no: str) -> str:
    below = select(Asset.asset_no).where(Asset.asset_no.startswith(f"{asset_no}-", autoescape=True))
    taken = set(session.scalars(below))
    count = 1
    while f"{asset_no}-{count}" in taken:
        count += 1
    return f"{asset_no}-{count}"
