"""Reading accounts and journals; lists show what the actor may see."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
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


def list_journals(
    session: Session, actor: Actor, *, status: JournalStatus | None = None, before: UUID | None = None, limit: int = 50
) -> list[Journal]:
    """The journals that the actor may see, newest first, older than `before`: one keyset page."""
    query = select(Journal).where(visible_to(session, actor, Journal.org_unit_id))
    if status is not None:
        query = query.where(Journal.status == status.value)
    if before is not None:
        query = query.where(Journal.id < before)
    return list(session.scalars(query.order_by(Journal.id.desc()).limit(limit)))


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
