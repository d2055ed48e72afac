"""The clock of the tax office over disposals: until when each loss has to be declared (domain.md B9, S13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from workflows.accounting.models import Journal
from workflows.disposal.models import DisposalHandOut, DisposalRequest, RequestStatus
from workflows.organization.books import books_of, today
from workflows.radar.rules import is_late_for_its_year, tax_deadline, warning_due
from workflows.radar.scope import within

SHOWN = 200


@dataclass(frozen=True)
class TaxRow:
    """A disposal and the day by which its loss is declared: 31 May after the year it was posted in, or, while it is not
    in the books, after the year its assets left.

    `days_left` until then, below zero once it is over. `warning`: 60, 30 or 7 while that warning holds. `is_late`: not
    in the books though the assets left in an earlier year.
    """

    request: DisposalRequest
    handed_out_at: datetime | None
    posted_on: date | None
    deadline: date
    days_left: int
    warning: int | None
    is_late: bool


def unposted(session: Session, actor: Actor, *, unit_id: UUID | None = None) -> list[TaxRow]:
    """Disposals handed out and not posted, the oldest first; late ones fall into the next year's return (S13)."""
    query = handed_out_unposted().where(within(session, actor, DisposalRequest.org_unit_id, unit_id))
    return [_unposted(session, request, at) for request, at in session.execute(query.limit(SHOWN))]


def to_declare(session: Session, actor: Actor, *, unit_id: UUID | None = None) -> list[TaxRow]:
    """Disposals in the books whose deadline has not passed, the next deadline first."""
    query = (
        select(DisposalRequest, Journal.posting_on)
        .join(Journal, Journal.id == DisposalRequest.journal_id)
        .where(
            DisposalRequest.status == RequestStatus.DISPOSED,
            within(session, actor, DisposalRequest.org_unit_id, unit_id),
            Journal.posting_on >= _first_open_day(),
        )
        .order_by(Journal.posting_on, DisposalRequest.id)
    )
    rows = session.execute(query.limit(SHOWN)).all()
    found = [_posted(session, request, posted_on) for request, posted_on in rows if posted_on is not None]
    return [row for row in found if row.days_left >= 0]


def _first_open_day() -> date:
    """The first day of posting whose deadline may still be ahead somewhere in the world."""
    day = (clock.now() - timedelta(days=1)).date()
    last_year = date(day.year - 1, 1, 1)
    return last_year if day <= tax_deadline(last_year) else date(day.year, 1, 1)


def handed_out_unposted() -> Select[DisposalRequest, datetime]:
    """Every request whose assets have left but that is not written off, with the instant they left."""
    return (
        select(DisposalRequest, DisposalHandOut.handed_out_at)
        .join(DisposalHandOut, DisposalHandOut.request_id == DisposalRequest.id)
        .where(DisposalRequest.status == RequestStatus.APPROVED)
        .order_by(DisposalHandOut.handed_out_at, DisposalRequest.id)
    )


def day_left(session: Session, request: DisposalRequest, handed_out_at: datetime) -> date:
    """The day on which the assets left, where the books are kept: at night it differs from that in UTC."""
    return books_of(session, request.legal_entity_id).day_of(handed_out_at)


def _unposted(session: Session, request: DisposalRequest, handed_out_at: datetime) -> TaxRow:
    on, left = today(session, request.legal_entity_id), day_left(session, request, handed_out_at)
    deadline = tax_deadline(left)
    late = is_late_for_its_year(left, on)
    return TaxRow(request, handed_out_at, None, deadline, (deadline - on).days, warning_due(left, on), late)


def _posted(session: Session, request: DisposalRequest, posted_on: date) -> TaxRow:
    deadline = tax_deadline(posted_on)
    left = (deadline - today(session, request.legal_entity_id)).days
    return TaxRow(request, None, posted_on, deadline, left, None, False)
