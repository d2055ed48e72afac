"""The monthly run: what each asset of a legal entity loses in a month, kept by asset and drafted as a journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import table_of
from engine.errors import AlreadyDone, Invalid, NotAllowed, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit
from engine.people.permissions import Permission
from engine.people.queries import require_permission, visible_to
from engine.types import new_id
from workflows.accounting.entries import EntryLine, EntryStep
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import JournalSource, draft_journal, void_journal
from workflows.accounting.purposes import Purpose
from workflows.accounting.queries import posting_accounts
from workflows.assets.depreciation import (
    ZERO,
    DepreciationBasis,
    accumulated,
    accumulated_through,
    imported_difference,
    months_between,
)
from workflows.assets.models import Asset, AssetState
from workflows.assets.valuation import basis_of
from workflows.month_end.models import DepreciationLine, DepreciationRun
from workflows.organization.books import Books, books_of, today

KIND = SOURCE_KIND = "depreciation"
LEASED = "return_to_lessor"
"""The method whose accounts are those of right-of-use assets."""
BATCH = 5000

_COLUMNS = (
    *(Asset.id, Asset.org_unit_id, Asset.category_id, Asset.currency, Asset.is_leased, Asset.derecognised_on),
    *(Asset.cost, Asset.residual_rate, Asset.residual_amount, Asset.life_months, Asset.in_service_on),
    *(Asset.imported_accumulated, Asset.imported_through, Asset.impairment, Asset.impaired_on),
    *(Asset.depreciation_method, Asset.units_total, Asset.value_changes),
)


@dataclass(frozen=True)
class Loss:
    """What one asset loses in the month and has lost by its end; see `DepreciationLine`."""

    asset_id: UUID
    org_unit_id: UUID
    category_id: UUID
    currency: str
    is_leased: bool
    amount: Decimal
    accumulated: Decimal
    difference: Decimal


def depreciate(session: Session, actor: Actor, legal_entity_id: UUID, year: int, month: int) -> list[DepreciationRun]:
    """Work the month out for every asset that the entity's books had in it, one run and journal per currency.

    A month whose journal waits to be confirmed is worked out anew. Refused: no permission to post journals, a month to
    come, a month whose journal is confirmed, departments that are not the actor's to see.
    """
    require_permission(session, actor, Permission.POST_JOURNALS)
    first = _first_of(session, legal_entity_id, year, month)
    books = books_of(session, legal_entity_id)
    _give_up_former(session, actor, legal_entity_id, first)
    losses = sorted(_losses(session, legal_entity_id, first, books), key=lambda loss: loss.currency)
    runs = []
    for currency, group in groupby(losses, key=lambda loss: loss.currency):
        runs.append(_keep(session, actor, legal_entity_id, first, books, currency, list(group)))
    return runs


def loss_in(basis: DepreciationBasis, first: date, by_the_end: Decimal, convention: str) -> Decimal:
    """What an asset that has lost `by_the_end` lost in the month that begins on `first`: nothing where an ERP has
    depreciated the month already."""
    if basis.imported_through is not None and months_between(first, basis.imported_through) >= 0:
        return ZERO
    return by_the_end - accumulated_through(basis, first - timedelta(days=1), convention)


def _by_the_end(basis: DepreciationBasis, first: date, derecognised_on: date | None, convention: str) -> Decimal:
    if derecognised_on is not None and months_between(first, derecognised_on) == 0:
        return accumulated(basis, derecognised_on, convention)
    return accumulated_through(basis, first, convention)


def _losses(session: Session, legal_entity_id: UUID, first: date, books: Books) -> Iterable[Loss]:
    is_there = or_(
        Asset.derecognised_on >= first, Asset.derecognised_on.is_(None) & (Asset.state != AssetState.DISPOSED)
    )
    query = select(*_COLUMNS).where(
        Asset.legal_entity_id == legal_entity_id, Asset.in_service_on < _next(first), is_there
    )
    for row in session.execute(query.execution_options(yield_per=BATCH)):
        yield _loss(row, first, books.depreciation_convention)


def _loss(row: Row[*tuple[Any, ...]], first: date, convention: str) -> Loss:
    basis = basis_of(row)
    by_the_end = _by_the_end(basis, first, row.derecognised_on, convention)
    return Loss(
        row.id,
        row.org_unit_id,
        row.category_id,
        row.currency,
        row.is_leased,
        loss_in(basis, first, by_the_end, convention),
        by_the_end,
        imported_difference(basis, convention),
    )


def _keep(
    session: Session,
    actor: Actor,
    legal_entity_id: UUID,
    first: date,
    books: Books,
    currency: str,
    losses: Sequence[Loss],
) -> DepreciationRun:
    losing = [loss for loss in losses if loss.amount]
    run = DepreciationRun(
        id=new_id(),
        legal_entity_id=legal_entity_id,
        year=first.year,
        month=first.month,
        currency=currency,
        convention=books.depreciation_convention,
        asset_count=len(losing),
        total=sum((loss.amount for loss in losing), ZERO),
        computed_at=clock.now(),
        computed_by=actor.person_id,
    )
    unit = _common_unit(session, {loss.org_unit_id for loss in losses})
    seen = select(OrgUnit.id).where(OrgUnit.id == unit, visible_to(session, actor, OrgUnit.id))
    if session.scalars(seen).first() is None:
        raise NotAllowed(say("The month covers departments that are not yours to see."))
    session.add(run)
    session.flush()  # the lines refer to it by id
    _keep_lines(session, run, losses)
    if run.total:
        source = JournalSource(SOURCE_KIND, run.id, legal_entity_id, unit)
        entries = _entries(session, books.chart, losing)
        on = _next(first) - timedelta(days=1)
        run.journal_id = draft_journal(session, actor, source, KIND, currency, entries, drafted_for=on).id
    data = {"month": f"{first:%Y-%m}", "assets": run.asset_count, "total": run.total, "currency": currency}
    record_master_event(session, actor, legal_entity_id, "legal_entity", "depreciation.computed", data)
    return run


def _keep_lines(session: Session, run: DepreciationRun, losses: Sequence[Loss]) -> None:
    rows = [
        {
            "run_id": run.id,
            "asset_id": loss.asset_id,
            "org_unit_id": loss.org_unit_id,
            "category_id": loss.category_id,
            "amount": loss.amount,
            "accumulated": loss.accumulated,
            "difference": loss.difference,
        }
        for loss in losses
        if loss.amount or loss.difference
    ]
    for start in range(0, len(rows), BATCH):
        session.execute(insert(table_of(DepreciationLine)), rows[start : start + BATCH])


def _entries(session: Session, chart: str, losses: Sequence[Loss]) -> list[EntryLine]:
    """Expense by department, accumulated depreciation by account."""
    owned, leased = posting_accounts(session, chart), posting_accounts(session, chart, LEASED)
    by_unit: dict[UUID, Decimal] = {}
    by_account: dict[str, Decimal] = {}
    for loss in losses:
        account = (leased if loss.is_leased else owned)[Purpose.DEPRECIATION]
        by_unit[loss.org_unit_id] = by_unit.get(loss.org_unit_id, ZERO) + loss.amount
        by_account[account] = by_account.get(account, ZERO) + loss.amount
    names = _names(session, by_unit)
    expense, step = owned[Purpose.DEPRECIATION_EXPENSE], EntryStep.DEPRECIATION
    debits = [
        EntryLine(expense, debit=by_unit[unit], step=step, text=names[unit], org_unit_id=unit)
        for unit in sorted(by_unit, key=names.__getitem__)
    ]
    return debits + [EntryLine(code, credit=amount, step=step) for code, amount in sorted(by_account.items())]


def _names(session: Session, units: Iterable[UUID]) -> Mapping[UUID, str]:
    found = session.scalars(select(OrgUnit).where(OrgUnit.id.in_(list(units))))
    return {unit.id: unit.code for unit in found}


def _common_unit(session: Session, units: set[UUID]) -> UUID:
    """The lowest department above all of these."""
    lineages = list(session.scalars(select(OrgUnit.lineage).where(OrgUnit.id.in_(units))))
    common = [ids[0] for ids in zip(*lineages, strict=False) if len(set(ids)) == 1]
    return UUID(common[-1])


def _give_up_former(session: Session, actor: Actor, legal_entity_id: UUID, first: date) -> None:
    """Void and forget what the month's runs said before."""
    former = session.scalars(
        select(DepreciationRun)
        .where(
            DepreciationRun.legal_entity_id == legal_entity_id,
            DepreciationRun.year == first.year,
            DepreciationRun.month == first.month,
        )
        .with_for_update()
    ).all()
    for run in former:
        journal = session.get(Journal, run.journal_id) if run.journal_id else None
        if journal is not None and journal.status == JournalStatus.CONFIRMED:
            month = f"{first:%Y-%m}"
            raise AlreadyDone(
                say("The depreciation of %(month)s is booked as %(number)s.", month=month, number=journal.number)
            )
        if journal is not None and journal.status == JournalStatus.TO_CONFIRM:
            void_journal(session, actor, journal.id, reason="computed_anew")
        session.execute(delete(DepreciationLine).where(DepreciationLine.run_id == run.id))
        session.delete(run)
    session.flush()  # the new run takes the place of the old one


def _first_of(session: Session, legal_entity_id: UUID, year: int, month: int) -> date:
    if not (1 <= month <= 12 and 1900 <= year <= 9000):
        raise Invalid([Problem("month", say("Give a month as YYYY-MM."))])
    first = date(year, month, 1)
    if first > today(session, legal_entity_id):
        raise Invalid([Problem("month", say("This month has not begun yet."))])
    return first


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
