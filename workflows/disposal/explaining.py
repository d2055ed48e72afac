"""Why a loss was booked in a later year than its assets left, for the tax office (S13, domain.md B9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.tasks.models import Task, TaskStatus
from workflows.disposal.lateness import Lateness, lateness_of
from workflows.disposal.models import DisposalSettlement
from workflows.disposal.queries import RequestFacts
from workflows.organization.books import books_of, today

APPROVAL, REVIEW = "Task_Approve", "Task_FinanceReview"


@dataclass(frozen=True)
class Explanation:
    """The days on which the case came on, in the company's time zone; None where it has not. `posted_on` is today's
    day while nothing is booked. `result` is the gain, or the loss below zero, as booked; amounts in `currency`."""

    marked_on: date
    submitted_on: date | None
    approved_on: date | None
    left_on: date | None
    posted_on: date
    is_posted: bool
    rounds: int
    net_value: Decimal | None
    result: Decimal | None
    currency: str
    lateness: Lateness

    @property
    def is_late(self) -> bool:
        """Whether the assets left in a year before that of the booking."""
        return self.left_on is not None and self.left_on.year < self.posted_on.year

    @property
    def steps(self) -> Sequence[tuple[str, date, int]]:
        """What was reached when, and how many days it took since what was reached before."""
        named = {
            "marked": self.marked_on,
            "submitted": self.submitted_on,
            "approved": self.approved_on,
            "left": self.left_on,
            "posted": self.posted_on if self.is_posted else None,
        }
        reached = [(name, day) for name, day in named.items() if day is not None]
        before = [reached[0][1], *(day for _, day in reached[:-1])]
        return [(name, day, (day - last).days) for (name, day), last in zip(reached, before, strict=True)]


def explanation_of(session: Session, facts: RequestFacts) -> Explanation:
    """What can be said of the request as it stands."""
    request = facts.request
    books = books_of(session, request.legal_entity_id)
    approved = select(func.max(Task.closed_at)).where(
        Task.instance_id == request.instance_id, Task.element_id == APPROVAL, Task.status == TaskStatus.COMPLETED
    )
    approved_at = session.scalar(approved)
    settled = session.get(DisposalSettlement, request.id)
    posted_on = facts.journal.posting_on if facts.journal else None
    return Explanation(
        marked_on=books.day_of(request.requested_at),
        submitted_on=books.day_of(request.submitted_at) if request.submitted_at else None,
        approved_on=books.day_of(approved_at) if approved_at else None,
        left_on=books.day_of(facts.hand_out.handed_out_at) if facts.hand_out else None,
        posted_on=posted_on or today(session, request.legal_entity_id),
        is_posted=posted_on is not None,
        rounds=request.revision,
        net_value=facts.net_value,
        result=settled.result if settled else None,
        currency=request.currency,
        lateness=lateness_of(session, facts),
    )


def is_posted_late(session: Session, facts: RequestFacts) -> bool:
    """Whether the assets left in a year before that of the booking, or before this one while nothing is booked."""
    if facts.hand_out is None:
        return False
    books = books_of(session, facts.request.legal_entity_id)
    posted_on = facts.journal.posting_on if facts.journal else None
    year = (posted_on or today(session, facts.request.legal_entity_id)).year
    return books.day_of(facts.hand_out.handed_out_at).year < year
