"""Assets that stay in the house or in the group: relocated to another department, or taken over by another entity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit
from engine.types import new_id
from workflows.accounting.disposal_entries import Consideration, taking_over_entries
from workflows.accounting.entries import shares_of
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import JournalSource, draft_journal, reverse_journal, void_journal
from workflows.accounting.queries import find_visible_journal, lines_of, posting_accounts
from workflows.assets.depreciation import ZERO, accumulated, months_used
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import lock_assets
from workflows.assets.states import IN_SERVICE, take_from_books
from workflows.assets.valuation import basis_of
from workflows.disposal.locked import LockedRequest
from workflows.disposal.models import DisposalMethod, DisposalRequest
from workflows.organization.books import books_of

TAKING_OVER = "taking_over"


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
    prices = shares_of(consideration.proceeds, [line.carrying or ZERO for line in locked.lines])
    taxes = shares_of(consideration.output_vat, prices)
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


def give_back(session: Session, actor: Actor, request: DisposalRequest, *, posting_on: date, reason: str) -> None:
    """Undo a `take_over`: the other entity's journal is voided, or reversed on `posting_on` if it is booked, and its
    cards leave its books.

    Refused: books that are not the actor's to see; a card that has been split, is on its way out, or has been
    depreciated meanwhile: such an asset is transferred back by a request of its own.
    """
    theirs = session.scalars(
        select(Journal).where(
            Journal.source_kind == TAKING_OVER,
            Journal.source_id == request.id,
            Journal.reverses_id.is_(None),
            Journal.status.in_([JournalStatus.TO_CONFIRM, JournalStatus.CONFIRMED]),
        )
    ).one()
    find_visible_journal(session, actor, theirs.id)
    numbers = {line.text for line in lines_of(session, theirs.id)}
    card_ids = session.scalars(select(Asset.id).where(Asset.asset_no.in_(numbers))).all()
    cards = lock_assets(session, card_ids)
    convention = books_of(session, theirs.legal_entity_id).depreciation_convention
    for card in cards.values():
        _require_untouched(session, card, posting_on, convention)
    if theirs.status == JournalStatus.CONFIRMED:
        reverse_journal(session, actor, theirs.id, posting_on=posting_on, reason=reason)
    else:
        void_journal(session, actor, theirs.id, reason="taking_over_undone")
    for card in cards.values():
        take_from_books(session, actor, card, on=posting_on, reason=reason)


def _require_untouched(session: Session, card: Asset, on: date, convention: str) -> None:
    is_split = session.scalars(select(Asset.id).where(Asset.split_from_id == card.id).limit(1)).first() is not None
    is_depreciated = accumulated(basis_of(card), on, convention) != ZERO
    if card.state not in IN_SERVICE or card.value_changes or is_split or is_depreciated:
        raise Conflict(
            say(
                "The other company has gone on with asset %(asset_no)s: have it transferred back by a request there.",
                asset_no=card.asset_no,
            )
        )


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
