"""Accounting periods: a journal is posted only into an open month (architecture 9)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.organization.books import require_entity
from workflows.organization.models import AccountingPeriod, PeriodStatus


def open_period(session: Session, actor: Actor, legal_entity_id: UUID, year: int, month: int) -> AccountingPeriod:
    """Open the month, for the first time or again. Refused without the permission to close periods."""
    return _set_status(session, actor, legal_entity_id, year, month, PeriodStatus.OPEN)


def close_period(session: Session, actor: Actor, legal_entity_id: UUID, year: int, month: int) -> AccountingPeriod:
    """Close the month to further posting. Refused without the permission to close periods."""
    return _set_status(session, actor, legal_entity_id, year, month, PeriodStatus.CLOSED)


def require_open_period(
    session: Session, legal_entity_id: UUID, posting_on: date, *, where: str = "posting_on"
) -> None:
    """Refuse with `Invalid` at field `where` unless the month of `posting_on` is open.

    The period's row stays share-locked, so that nobody closes the month before the posting has committed.
    """
    period = session.scalars(
        _select_period(legal_entity_id, posting_on.year, posting_on.month)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if period is None or period.status != PeriodStatus.OPEN:
        month = f"{posting_on:%Y-%m}"
        raise Invalid([Problem(where, say("The accounting period %(month)s is not open.", month=month))])


def periods(session: Session, legal_entity_id: UUID) -> list[AccountingPeriod]:
    """Every period of the entity, newest first."""
    return list(
        session.scalars(
            select(AccountingPeriod)
            .where(AccountingPeriod.legal_entity_id == legal_entity_id)
            .order_by(AccountingPeriod.year.desc(), AccountingPeriod.month.desc())
        )
    )


def _select_period(legal_entity_id: UUID, year: int, month: int) -> Select[AccountingPeriod]:
    return select(AccountingPeriod).where(
        AccountingPeriod.legal_entity_id == legal_entity_id,
        AccountingPeriod.year == year,
        AccountingPeriod.month == month,
    )


def _set_status(
    session: Session, actor: Actor, legal_entity_id: UUID, year: int, month: int, status: PeriodStatus
) -> AccountingPeriod:
    require_permission(session, actor, Permission.CLOSE_PERIODS)
    if not (1 <= month <= 12 and 1900 <= year <= 9000):
        raise Invalid([Problem("month", say("A month is a number from 1 to 12."))])
    require_entity(session, legal_entity_id)
    period = session.scalars(_select_period(legal_entity_id, year, month).with_for_update()).one_or_none()
    if period is None:
        period = AccountingPeriod(legal_entity_id=legal_entity_id, year=year, month=month, status=status)
        session.add(period)
    period.status = status
    data = {"year": year, "month": month}
    record_master_event(session, actor, legal_entity_id, "legal_entity", f"period.{status.value}", data)
    return period
