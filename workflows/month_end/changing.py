"""What changes an asset's value between disposals: an impairment with its journal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotAllowed, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.accounting.charts import IFRS
from workflows.accounting.entries import EntryLine, EntryStep, is_amount
from workflows.accounting.models import Journal
from workflows.accounting.operations import JournalSource, draft_journal
from workflows.accounting.purposes import Purpose
from workflows.accounting.queries import posting_accounts
from workflows.assets.depreciation import ValueChange
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import lock_assets, may_see_asset
from workflows.assets.valuation import basis_of, book_values, kept_changes, read_changes
from workflows.month_end.drafting import LEASED
from workflows.organization.books import books_of
from workflows.organization.periods import require_open_period

KIND = SOURCE_KIND = "impairment"


def record_impairment(
    session: Session, actor: Actor, asset_id: UUID, *, amount: Decimal, on: date, reason: str
) -> Journal:
    """Recognise an impairment (below zero: reverse one) in the month of `on`, and draft its journal.

    `amount` is in the asset's currency. Refused: no permission, no reason, a month that is not open, an amount beyond
    the carrying amount; a reversal by any chart but IFRS (CAS 8, article 17: never reversed; CAS 42, article 17: while
    held for sale, as far as it was recognised since), or beyond what was recognised.
    """
    require_permission(session, actor, Permission.POST_JOURNALS)
    asset = lock_asset(session, actor, asset_id)
    require_open_period(session, asset.legal_entity_id, on, where="on")
    books = books_of(session, asset.legal_entity_id)
    values = book_values(asset, on, convention=books.depreciation_convention)
    is_held = basis_of(asset).held_since(on) is not None
    recognised = basis_of(asset).impairment_while_held() if is_held else values.impairment
    is_reversible = books.chart == IFRS or is_held
    checks: list[tuple[str, bool, Sentence]] = [
        ("reason", bool(reason.strip()), say("Please say why.")),
        ("amount", amount != 0 and is_amount(abs(amount)), say("Give an amount with at most two digits.")),
        ("amount", amount <= values.carrying, say("It is worth %(amount)s and loses no more.", amount=values.carrying)),
        ("amount", amount > 0 or is_reversible, say("By these books an impairment is never reversed.")),
        ("amount", -amount <= recognised, say("Only %(amount)s was recognised.", amount=recognised)),
    ]
    refuse(checks)
    add_change(asset, ValueChange(on, impairment=amount))
    accounts = posting_accounts(session, books.chart, LEASED if asset.is_leased else "")
    source = JournalSource(SOURCE_KIND, asset.id, asset.legal_entity_id, asset.org_unit_id)
    purpose = Purpose.HELD_IMPAIRMENT if is_held else Purpose.IMPAIRMENT
    lines = _entries(accounts[Purpose.IMPAIRMENT_LOSS], accounts[purpose], amount, asset)
    journal = draft_journal(session, actor, source, KIND, asset.currency, lines, drafted_for=on)
    data = {"amount": amount, "currency": asset.currency, "on": on, "reason": reason.strip(), "journal": journal.id}
    record_master_event(session, actor, asset.id, "asset", "asset.impaired", data)
    return journal


def lock_asset(session: Session, actor: Actor, asset_id: UUID) -> Asset:
    """The asset, locked. Refused: one that is not the actor's to see, or was written off."""
    asset = lock_assets(session, [asset_id])[asset_id]
    if not may_see_asset(session, actor, asset):
        raise NotAllowed(say("This asset is not yours to change."))
    if asset.state == AssetState.DISPOSED:
        raise Conflict(say("Asset %(asset_no)s has been written off.", asset_no=asset.asset_no))
    return asset


def add_change(asset: Asset, change: ValueChange) -> None:
    """Keep what changed the asset's value."""
    asset.value_changes = kept_changes([*read_changes(asset.value_changes), change])


def _entries(loss: str, impairment: str, amount: Decimal, asset: Asset) -> list[EntryLine]:
    debited, credited = (loss, impairment) if amount > 0 else (impairment, loss)
    step, text, unit = EntryStep.IMPAIRMENT, asset.asset_no, asset.org_unit_id
    return [
        EntryLine(debited, debit=abs(amount), step=step, text=text, org_unit_id=unit),
        EntryLine(credited, credit=abs(amount), step=step, text=text, org_unit_id=unit),
    ]


def refuse(checks: list[tuple[str, bool, Sentence]]) -> None:
    """Refuse with the sentences of the checks that do not hold, each at its field."""
    problems = [Problem(where, sentence) for where, holds, sentence in checks if not holds]
    if problems:
        raise Invalid(problems)
