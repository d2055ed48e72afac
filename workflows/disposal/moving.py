"""Assets that stay in the house or in the group: relocated to another department, or taken over by another entity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit
from engine.types import new_id
from workflows.accounting.disposal_entries import Consideration, taking_over_entries
from workflows.accounting.models import Journal
from workflows.accounting.operations import JournalSource, draft_journal
from workflows.accounting.queries import posting_accounts
from workflows.assets.depreciation import ZERO, months_used
from workflows.assets.models import Asset, AssetState
from workflows.assets.valuation import basis_of
from workflows.disposal.locked import LockedRequest
from workflows.disposal.models import DisposalMethod
from workflows.organization.books import books_of

TAKING_OVER = "taking_over"
CENT = Decimal("0.01")


def relocate(session: Session, actor: Actor, locked: LockedRequest) -> None:
    """The assets belong to the target department from now on and wait there to be used, without custodian yet."""
    target = _target(session, locked)
    locked.move_assets(session, actor, AssetState.QUARANTINED)
    locked.move_assets(session, actor, AssetState.IDLE)
    for asset_id in sorted(locked.assets):
        asset = locked.assets[asset_id]
        data = {"from": asset.org_unit_id, "to": target.id, "case": locked.request.instance_id}
        asset.org_unit_id, asset.custodian_id = target.id, None
        record_master_event(session, actor, asset.id, "asset", "asset.relocated", data)


def take_over(session: Session, actor: Actor, locked: LockedRequest, consideration: Consideration, on: date) -> Journal:
    """The other entity gets a card of its own for each asset, at its part of the price, and a journal to confirm.

    Each card goes on for the months that are left of the asset's life. Refused at `proceeds`: a price that leaves an
    asset without a cent.
    """
    target, request = _target(session, locked), locked.request
    accounts = posting_accounts(session, books_of(session, target.legal_entity_id).chart, DisposalMethod.TRANSFER)
    assets = locked.assets_in_order
    prices = _shares(consideration.proceeds, [line.carrying or ZERO for line in locked.lines])
    taxes = _shares(consideration.output_vat, prices)
    if min(prices) <= 0:
        raise Invalid([Problem("proceeds", say("Give a price: an asset cannot be taken over for nothing."))])
    lines = []
    for asset, price, tax in zip(assets, prices, taxes, strict=True):
        card = _card(session, asset, target, price, on)
        lines += taking_over_entries(price, tax, accounts, card.asset_no)
        data = {"asset_no": card.asset_no, "cost": price, "taken_over_from": asset.id, "request": request.id}
        record_master_event(session, actor, card.id, "asset", "asset.registered", data)
    source = JournalSource(TAKING_OVER, request.id, target.legal_entity_id, target.id)
    return draft_journal(session, actor, source, TAKING_OVER, request.currency, lines, drafted_for=on)


def _shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The total in parts by their weights, to the cent; the last takes the rest. Without weights, even parts."""
    weights = [max(ZERO, weight) for weight in weights]
    if not sum(weights):
        weights = [Decimal(1)] * len(weights)
    parts = [(total * weight / sum(weights)).quantize(CENT, rounding=ROUND_DOWN) for weight in weights]
    return [*parts[:-1], total - sum(parts[:-1], ZERO)]


def _card(session: Session, asset: Asset, target: OrgUnit, price: Decimal, on: date) -> Asset:
    used = months_used(basis_of(asset), on)
    card = Asset(
        id=new_id(),
        asset_no=_free_number(session, asset.asset_no),
        name=asset.name,
        spec=asset.spec,
        serial_no=asset.serial_no,
        category_id=asset.category_id,
        legal_entity_id=target.legal_entity_id,
        org_unit_id=target.id,
        cost=price,
        currency=asset.currency,
        residual_rate=asset.residual_rate,
        life_months=max(1, asset.life_months - used),
        in_service_on=on,
        depreciation_method=asset.depreciation_method,
        units_total=asset.units_total,
        state=AssetState.IDLE,
        state_since=clock.now(),
        is_subsidised=asset.is_subsidised,
        is_under_customs_supervision=asset.is_under_customs_supervision,
        is_state_owned=asset.is_state_owned,
    )
    session.add(card)
    session.flush()  # its history refers to it by id
    return card


def _free_number(session: Session, asset_no: str) -> str:
    known = set(
        session.scalars(select(Asset.asset_no).where(Asset.asset_no.startswith(f"{asset_no}-T", autoescape=True)))
    )
    number, count = f"{asset_no}-T", 1
    while number in known:
        count += 1
        number = f"{asset_no}-T{count}"
    return number


def _target(session: Session, locked: LockedRequest) -> OrgUnit:
    assert locked.request.target_unit_id is not None
    return session.get_one(OrgUnit, locked.request.target_unit_id)
