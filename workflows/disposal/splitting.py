"""Anti-splitting (domain.md B4): a request is routed by what its department disposes of within thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.people.models import OrgUnit
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import DisposalLine, DisposalRequest, RequestStatus
from workflows.disposal.proving import settle_tax_class

WINDOW = timedelta(days=30)
COUNTED = frozenset(
    {
        RequestStatus.COLLECTED,
        RequestStatus.SUBMITTED,
        RequestStatus.RETURNED,
        RequestStatus.APPROVED,
        RequestStatus.DISPOSED,
    }
)
"""Not those still to be valued, and not what came to nothing: rejected, withdrawn, cancelled, returned to use."""


@dataclass(frozen=True)
class OtherRequests:
    """What the department's other requests of the last thirty days add up to, in the request's currency."""

    count: int
    net_value: Decimal
    cost: Decimal


def add_up_with_others(session: Session, request_id: UUID) -> OtherRequests:
    """Add the request's own sums to those of its department's other requests, and keep the result on the request.

    The department's row stays locked until the transaction ends, so that of two requests routed at once the second
    sees the first. Locks are taken in this order: case, request, department.
    """
    locked = lock_request(session, request_id)
    request = locked.request
    settle_tax_class(session, locked)
    # NO KEY UPDATE: rows that merely refer to the department can be written meanwhile.
    session.execute(select(OrgUnit.id).where(OrgUnit.id == request.org_unit_id).with_for_update(key_share=True))
    others = other_requests(session, request)
    own_net_value, own_cost = _own_sums(locked)
    request.cumulative_net_value = own_net_value + others.net_value
    request.cumulative_cost = own_cost + others.cost
    return others


def other_requests(session: Session, request: DisposalRequest) -> OtherRequests:
    """The other requests of the same department and currency that were submitted (or, before that, made) within
    thirty days before now; exactly thirty days ago counts."""
    query = (
        select(func.count(distinct(DisposalRequest.id)), func.sum(DisposalLine.net_value), func.sum(DisposalLine.cost))
        .join(DisposalLine, DisposalLine.request_id == DisposalRequest.id)
        .where(
            DisposalRequest.org_unit_id == request.org_unit_id,
            DisposalRequest.currency == request.currency,
            DisposalRequest.id != request.id,
            DisposalRequest.status.in_([status.value for status in COUNTED]),
            func.coalesce(DisposalRequest.submitted_at, DisposalRequest.requested_at) >= clock.now() - WINDOW,
        )
    )
    count, net_value_of_all, cost_of_all = session.execute(query).one()
    return OtherRequests(count, net_value_of_all or Decimal("0.00"), cost_of_all or Decimal("0.00"))


def _own_sums(locked: LockedRequest) -> tuple[Decimal, Decimal]:
    values = [(line.net_value or Decimal(0), line.cost or Decimal(0)) for line in locked.lines]
    return sum((value for value, _ in values), Decimal("0.00")), sum((cost for _, cost in values), Decimal("0.00"))
