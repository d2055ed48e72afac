"""The journal of a month of depreciation: expense by department, accumulated depreciation by account."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import OrgUnit
from workflows.accounting.entries import ZERO, EntryLine, EntryStep
from workflows.accounting.operations import JournalSource, draft_journal
from workflows.accounting.purposes import Purpose
from workflows.accounting.queries import posting_accounts
from workflows.month_end.models import DepreciationRun
from workflows.organization.books import books_of

KIND = SOURCE_KIND = "depreciation"
LEASED = "return_to_lessor"
"""The method whose accounts are those of right-of-use assets."""


def draft_month(session: Session, actor: Actor, run: DepreciationRun) -> None:
    """Draft the journal of the run for the last day of its month; none where nothing was lost."""
    if not run.total:
        return
    shares = {UUID(unit): (Decimal(owned), Decimal(leased)) for unit, (owned, leased) in run.shares.items()}
    source = JournalSource(SOURCE_KIND, run.id, run.legal_entity_id, common_unit(session, shares))
    lines = _entries(session, books_of(session, run.legal_entity_id).chart, shares)
    on = date(run.year, run.month, monthrange(run.year, run.month)[1])
    run.journal_id = draft_journal(session, actor, source, KIND, run.currency, lines, drafted_for=on).id


def common_unit(session: Session, units: Iterable[UUID]) -> UUID:
    """The lowest department above all of these; the first of those at the top where a company has several."""
    found = select(OrgUnit.lineage).where(OrgUnit.id.in_(list(units))).order_by(OrgUnit.code)
    lineages = list(session.scalars(found))
    common = [ids[0] for ids in zip(*lineages, strict=False) if len(set(ids)) == 1]
    return UUID(common[-1] if common else lineages[0][0])


def _entries(session: Session, chart: str, shares: Mapping[UUID, tuple[Decimal, Decimal]]) -> list[EntryLine]:
    owned, leased = posting_accounts(session, chart), posting_accounts(session, chart, LEASED)
    by_account: dict[str, Decimal] = {}
    for accounts, part in ((owned, 0), (leased, 1)):
        code = accounts[Purpose.DEPRECIATION]
        by_account[code] = by_account.get(code, ZERO) + sum((share[part] for share in shares.values()), ZERO)
    names = {unit.id: unit.code for unit in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(list(shares))))}
    expense, step = owned[Purpose.DEPRECIATION_EXPENSE], EntryStep.DEPRECIATION
    debits = [
        EntryLine(expense, debit=sum(shares[unit], ZERO), step=step, text=names[unit], org_unit_id=unit)
        for unit in sorted(shares, key=names.__getitem__)
    ]
    credits = [EntryLine(code, credit=amount, step=step) for code, amount in sorted(by_account.items())]
    return [line for line in (*debits, *credits) if line.debit or line.credit]
