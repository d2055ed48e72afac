"""Assets held for sale (CAS 42, IFRS 5): reclassified at the lower of carrying amount and fair value less costs to
sell, depreciated no further, expected to be sold within twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Sentence, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission, visible_to
from workflows.accounting.entries import ZERO, EntryLine, EntryStep, is_amount
from workflows.accounting.models import Journal
from workflows.accounting.operations import JournalSource, draft_journal
from workflows.accounting.purposes import PostingAccounts, Purpose
from workflows.accounting.queries import posting_accounts
from workflows.assets.depreciation import ValueChange
from workflows.assets.models import Asset, AssetState
from workflows.assets.valuation import BookValues, basis_of, book_values
from workflows.month_end.changing import add_change, lock_asset, refuse
from workflows.month_end.drafting import LEASED
from workflows.organization.books import books_of, today
from workflows.organization.periods import require_open_period

KIND = SOURCE_KIND = "held_for_sale"
MONTHS_TO_SELL = 12
MAX_REASON = 500


@dataclass(frozen=True)
class HeldAsset:
    """An asset held for sale since a day; to be sold by `due_on`. `is_late` on the day of asking."""

    asset: Asset
    since: date
    due_on: date
    days_left: int
    carrying: Decimal

    @property
    def is_late(self) -> bool:
        return self.days_left < 0


def hold_for_sale(
    session: Session,
    actor: Actor,
    asset_id: UUID,
    *,
    fair_value: Decimal,
    costs_to_sell: Decimal,
    on: date,
    reason: str,
) -> Journal:
    """Classify the asset as held for sale from `on`, and draft the journal: out of fixed assets at its carrying amount,
    and the loss down to fair value less costs to sell, if that is lower. Amounts in the asset's currency.

    Refused: no permission to post journals, no reason, a month that is not open, an asset that is held already or was
    written off, amounts that cannot be; by a chart that knows nothing of it (小企业会计准则).
    """
    require_permission(session, actor, Permission.POST_JOURNALS)
    asset = lock_asset(session, actor, asset_id)
    books = books_of(session, asset.legal_entity_id)
    _check(session, asset, on, reason)
    refuse(
        [
            ("fair_value", is_amount(fair_value), _AMOUNT),
            ("costs_to_sell", is_amount(costs_to_sell), _AMOUNT),
            ("costs_to_sell", costs_to_sell <= fair_value, say("The costs are more than the asset would bring.")),
        ]
    )
    if basis_of(asset).held_since(max(on, today(session, asset.legal_entity_id))):
        raise Conflict(say("Asset %(asset_no)s is held for sale already.", asset_no=asset.asset_no))
    values = book_values(asset, on, convention=books.depreciation_convention)
    loss = max(ZERO, values.carrying - (fair_value - costs_to_sell))
    accounts = posting_accounts(session, books.chart, LEASED if asset.is_leased else "")
    lines = _reclassified(values, accounts, asset) + _impaired(loss, accounts, asset)
    add_change(asset, ValueChange(on, impairment=loss, is_held=True))
    journal = _draft(session, actor, asset, lines, on)
    data = {"on": on, "fair_value": fair_value, "costs_to_sell": costs_to_sell, "amount": loss}
    data |= {"currency": asset.currency, "reason": reason.strip(), "journal": journal.id}
    record_master_event(session, actor, asset.id, "asset", "asset.held_for_sale", data)
    return journal


def end_holding(session: Session, actor: Actor, asset_id: UUID, *, on: date, reason: str) -> Journal:
    """The asset is not to be sold any more: it goes back among the fixed assets on `on` as if it had been depreciated
    all the time (CAS 42, article 21; IFRS 5.27), and the journal is drafted. What it lost as held for sale stays lost.

    Refused: no permission to post journals, no reason, a month that is not open, an asset that is not held.
    """
    require_permission(session, actor, Permission.POST_JOURNALS)
    asset = lock_asset(session, actor, asset_id)
    books = books_of(session, asset.legal_entity_id)
    _check(session, asset, on, reason)
    basis = basis_of(asset)
    if basis.held_since(on) is None:
        raise Conflict(say("Asset %(asset_no)s is not held for sale.", asset_no=asset.asset_no))
    held, since = book_values(asset, on, convention=books.depreciation_convention), basis.impairment_while_held()
    add_change(asset, ValueChange(on, is_held=False))
    free = book_values(asset, on, convention=books.depreciation_convention)
    accounts = posting_accounts(session, books.chart, LEASED if asset.is_leased else "")
    journal = _draft(session, actor, asset, _taken_back(held, free, since, accounts, asset), on)
    data = {"on": on, "caught_up": free.accumulated - held.accumulated, "currency": asset.currency}
    data |= {"reason": reason.strip(), "journal": journal.id}
    record_master_event(session, actor, asset.id, "asset", "asset.no_longer_held", data)
    return journal


def held_assets(session: Session, actor: Actor) -> list[HeldAsset]:
    """The assets held for sale that the actor may see, those to be sold first first."""
    told = type_coerce(Asset.value_changes, Text).contains('"held"')
    rows = session.scalars(
        select(Asset).where(told, Asset.state != AssetState.DISPOSED, visible_to(session, actor, Asset.org_unit_id))
    )
    found = (_held(session, asset) for asset in rows)
    return sorted((one for one in found if one is not None), key=lambda one: (one.due_on, one.asset.asset_no))


def sell_by(since: date) -> date:
    """Twelve months after the classification (CAS 42, article 6)."""
    last = 28 if (since.month, since.day) == (2, 29) else since.day
    return date(since.year + 1, since.month, last)


_AMOUNT = say("Give an amount of zero or more with at most two digits.")


def _held(session: Session, asset: Asset) -> HeldAsset | None:
    on = today(session, asset.legal_entity_id)
    since = basis_of(asset).held_since(on)
    if since is None:
        return None
    convention = books_of(session, asset.legal_entity_id).depreciation_convention
    due_on = sell_by(since)
    carrying = book_values(asset, on, convention=convention).carrying
    return HeldAsset(asset, since, due_on, (due_on - on).days, carrying)


def _check(session: Session, asset: Asset, on: date, reason: str) -> None:
    require_open_period(session, asset.legal_entity_id, on, where="on")
    changes = [change.on for change in basis_of(asset).changes if change.is_held is not None or change.impairment]
    checks: list[tuple[str, bool, Sentence]] = [
        ("reason", bool(reason.strip()) and len(reason) <= MAX_REASON and "\0" not in reason, say("Please say why.")),
        ("on", on <= today(session, asset.legal_entity_id), say("The day lies in the future.")),
        ("on", on >= max([asset.in_service_on, *changes]), say("The day lies before the last change of its value.")),
    ]
    refuse(checks)


def _reclassified(values: BookValues, accounts: PostingAccounts, asset: Asset) -> list[EntryLine]:
    return [
        _line(accounts[Purpose.HELD_FOR_SALE], asset, debit=values.carrying),
        _line(accounts[Purpose.DEPRECIATION], asset, debit=values.accumulated),
        *([_line(accounts[Purpose.IMPAIRMENT], asset, debit=values.impairment)] if values.impairment else []),
        _line(accounts[Purpose.ASSET], asset, credit=values.cost),
    ]


def _impaired(loss: Decimal, accounts: PostingAccounts, asset: Asset) -> list[EntryLine]:
    return [
        _line(accounts[Purpose.IMPAIRMENT_LOSS], asset, debit=loss),
        _line(accounts[Purpose.HELD_IMPAIRMENT], asset, credit=loss),
    ]


def _taken_back(
    held: BookValues, free: BookValues, since: Decimal, accounts: PostingAccounts, asset: Asset
) -> list[EntryLine]:
    caught_up = free.accumulated - held.accumulated
    return [
        _line(accounts[Purpose.ASSET], asset, debit=held.cost),
        _line(accounts[Purpose.DEPRECIATION_EXPENSE], asset, debit=max(ZERO, caught_up), credit=max(ZERO, -caught_up)),
        _line(accounts[Purpose.HELD_IMPAIRMENT], asset, debit=since),
        _line(accounts[Purpose.DEPRECIATION], asset, credit=free.accumulated),
        *([_line(accounts[Purpose.IMPAIRMENT], asset, credit=held.impairment)] if held.impairment else []),
        _line(accounts[Purpose.HELD_FOR_SALE], asset, credit=held.carrying + since),
    ]


def _line(code: str, asset: Asset, *, debit: Decimal = ZERO, credit: Decimal = ZERO) -> EntryLine:
    step = EntryStep.HELD_FOR_SALE
    return EntryLine(code, debit=debit, credit=credit, step=step, text=asset.asset_no, org_unit_id=asset.org_unit_id)


def _draft(session: Session, actor: Actor, asset: Asset, lines: list[EntryLine], on: date) -> Journal:
    source = JournalSource(SOURCE_KIND, asset.id, asset.legal_entity_id, asset.org_unit_id)
    kept = [line for line in lines if line.debit or line.credit]
    return draft_journal(session, actor, source, KIND, asset.currency, kept, drafted_for=on)
