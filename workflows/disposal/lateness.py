"""What late processing moves: the longer an asset waits, the more of its loss is depreciation (S12, domain.md B7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from workflows.assets.depreciation import ZERO, accumulated, months_between
from workflows.assets.valuation import basis_of
from workflows.disposal.queries import RequestFacts
from workflows.organization.books import books_of, today


@dataclass(frozen=True)
class Lateness:
    """`amount` was depreciated in the `months` between marking and posting (or today): by so much the disposal's loss
    is smaller, or its gain larger, than it would have been at once. In the request's currency."""

    months: int
    amount: Decimal


def lateness_of(session: Session, facts: RequestFacts) -> Lateness:
    """The lateness of a request, by the convention of its entity's books."""
    request = facts.request
    books = books_of(session, request.legal_entity_id)
    marked = books.day_of(request.requested_at)
    until = facts.journal.posting_on if facts.journal and facts.journal.posting_on else None
    until = until or today(session, request.legal_entity_id)
    if until <= marked:
        return Lateness(0, ZERO)
    convention = books.depreciation_convention
    moved = ZERO
    for item in facts.assets:
        basis = basis_of(item.asset)
        moved += accumulated(basis, until, convention) - accumulated(basis, marked, convention)
    return Lateness(months_between(marked, until), moved)
