"""Reading journals as other systems take them over."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.people.models import LegalEntity, OrgUnit
from workflows.accounting.layouts import ExportedLine
from workflows.accounting.models import Account, Journal
from workflows.accounting.queries import accounts_by_code, lines_of_all
from workflows.organization.books import books_of

MAX_JOURNALS = 5000
"""So many journals leave in one file; whoever has more narrows the days down."""


def exported_lines(session: Session, journals: Sequence[Journal], *, language: str = "zh_CN") -> list[ExportedLine]:
    """The lines of these journals, by their posting day and number. Account names in `language`."""
    lines = lines_of_all(session, (journal.id for journal in journals))
    units = _codes(session, {line.org_unit_id for kept in lines.values() for line in kept if line.org_unit_id})
    entity_ids = {journal.legal_entity_id for journal in journals}
    entities = {
        entity.id: entity.code for entity in session.scalars(select(LegalEntity).where(LegalEntity.id.in_(entity_ids)))
    }
    accounts = {entity_id: accounts_by_code(session, books_of(session, entity_id).chart) for entity_id in entity_ids}
    ordered = sorted(journals, key=lambda journal: (journal.posting_on or journal.drafted_for, journal.number or ""))
    return [
        ExportedLine(
            entity=entities[journal.legal_entity_id],
            number=journal.number or "",
            voucher_no=journal.external_voucher_no,
            kind=journal.kind,
            status=journal.status,
            day=journal.posting_on or journal.drafted_for,
            currency=journal.currency,
            position=line.position,
            account=line.account_code,
            account_name=_name(accounts[journal.legal_entity_id].get(line.account_code), language),
            debit=line.debit,
            credit=line.credit,
            unit=units.get(line.org_unit_id, "") if line.org_unit_id else "",
            text=line.text,
        )
        for journal in ordered
        for line in lines.get(journal.id, [])
    ]


def _codes(session: Session, unit_ids: set[UUID]) -> dict[UUID, str]:
    return {unit.id: unit.code for unit in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(unit_ids)))}


def _name(account: Account | None, language: str) -> str:
    if account is None:
        return ""
    return account.name_en if language == "en" and account.name_en else account.name
