"""Reading accounts and journals; lists show what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.queries import visible_to
from workflows.accounting.charts import EVERY_METHOD
from workflows.accounting.models import Account, Journal, JournalLine, JournalStatus, PostingAccount
from workflows.accounting.purposes import PostingAccounts, Purpose


def find_journal(session: Session, journal_id: UUID) -> Journal:
    """The journal, or `NotFound`."""
    journal = session.get(Journal, journal_id)
    if journal is None:
        raise NotFound(say("There is no such journal."))
    return journal


def find_visible_journal(session: Session, actor: Actor, journal_id: UUID) -> Journal:
    """The journal, or `NotFound` also where it is not for the actor to see."""
    journal = session.scalars(
        select(Journal).where(Journal.id == journal_id, visible_to(session, actor, Journal.org_unit_id))
    ).one_or_none()
    if journal is None:
        raise NotFound(say("There is no such journal."))
    return journal


def find_journal_by_number(session: Session, actor: Actor, number: str) -> Journal | None:
    """The confirmed journal with this number, of those the actor may see; numbers are unique per legal entity."""
    query = select(Journal).where(Journal.number == number, visible_to(session, actor, Journal.org_unit_id))
    return session.scalars(query.order_by(Journal.id.desc()).limit(1)).one_or_none()


def lines_of(session: Session, journal_id: UUID) -> list[JournalLine]:
    """The lines of a journal in their order."""
    lines = select(JournalLine).where(JournalLine.journal_id == journal_id).order_by(JournalLine.position)
    return list(session.scalars(lines))


@dataclass(frozen=True)
class JournalFilter:
    """Which journals: each part that is given has to hold. Days are those of posting, or of the draft before that.

    `search` is looked for in our number and the ERP's.
    """

    status: JournalStatus | None = None
    kind: str = ""
    legal_entity_id: UUID | None = None
    from_day: date | None = None
    until_day: date | None = None
    search: str = ""


EVERY_JOURNAL = JournalFilter()


def list_journals(
    session: Session,
    actor: Actor,
    wanted: JournalFilter = EVERY_JOURNAL,
    *,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Journal]:
    """The journals that the actor may see, newest first, older than `before`: one keyset page."""
    query = select(Journal).where(visible_to(session, actor, Journal.org_unit_id), *_conditions(wanted))
    if before is not None:
        query = query.where(Journal.id < before)
    return list(session.scalars(query.order_by(Journal.id.desc()).limit(limit)))


def _conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    day = func.coalesce(Journal.posting_on, Journal.drafted_for)
    found = []
    if wanted.status is not None:
        found.append(Journal.status == wanted.status.value)
    if wanted.kind:
        found.append(Journal.kind == wanted.kind)
    if wanted.legal_entity_id is not None:
        found.append(Journal.legal_entity_id == wanted.legal_entity_id)
    if wanted.from_day is not None:
        found.append(day >= wanted.from_day)
    if wanted.until_day is not None:
        found.append(day <= wanted.until_day)
    if search := wanted.search.strip().replace("\0", ""):
        numbers = (Journal.number, Journal.external_voucher_no)
        found.append(or_(*(column.icontains(search, autoescape=True) for column in numbers)))
    return found


def totals_of(session: Session, journal_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Σ debit of each journal, in one statement."""
    rows = session.execute(
        select(JournalLine.journal_id, func.sum(JournalLine.debit))
        .where(JournalLine.journal_id.in_(set(journal_ids)))
        .group_by(JournalLine.journal_id)
    )
    return {row[0]: row[1] for row in rows}


def lines_of_all(session: Session, journal_ids: Iterable[UUID]) -> dict[UUID, list[JournalLine]]:
    """The lines of several journals in their order, in one statement."""
    found: dict[UUID, list[JournalLine]] = {}
    rows = select(JournalLine).where(JournalLine.journal_id.in_(set(journal_ids)))
    for line in session.scalars(rows.order_by(JournalLine.journal_id, JournalLine.position)):
        found.setdefault(line.journal_id, []).append(line)
    return found


def reversal_of(session: Session, journal_id: UUID) -> Journal | None:
    """The journal that reverses this one, if any."""
    return session.scalars(select(Journal).where(Journal.reverses_id == journal_id)).one_or_none()


def accounts_by_code(session: Session, chart: str) -> dict[str, Account]:
    """The accounts of a chart."""
    rows = session.scalars(select(Account).where(Account.chart == chart).order_by(Account.code))
    return {account.code: account for account in rows}


def posting_accounts(session: Session, chart: str, method: str = EVERY_METHOD) -> PostingAccounts:
    """The accounts of a chart by purpose, those of a disposal `method` before those of all methods.

    Refused: `NotFound` for a method that the chart has no accounts for.
    """
    rows = session.scalars(
        select(PostingAccount).where(PostingAccount.chart == chart, PostingAccount.method.in_({EVERY_METHOD, method}))
    ).all()
    codes = {Purpose(row.purpose): row.code for row in sorted(rows, key=lambda row: row.method)}
    if method != EVERY_METHOD and not {Purpose.LOSS, Purpose.GAIN} <= codes.keys():
        raise NotFound(say("No accounts are set for the disposal method “%(method)s”.", method=method))
    return PostingAccounts(codes)
