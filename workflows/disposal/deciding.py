"""A request on its way through the approvals: submitted, returned, rejected, withdrawn, reinstated (domain.md B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from workflows.assets.models import AssetState
from workflows.disposal.figures import compute
from workflows.disposal.independence import require_independence
from workflows.disposal.locked import lock_request
from workflows.disposal.models import DisposalMethod, RequestStatus
from workflows.disposal.targets import find_target

BEFORE_SUBMISSION = frozenset(
    {RequestStatus.COLLECTED, RequestStatus.RETURNED, RequestStatus.REJECTED, RequestStatus.WITHDRAWN}
)
IN_APPROVAL = frozenset({RequestStatus.SUBMITTED})
REINSTATABLE = BEFORE_SUBMISSION | {RequestStatus.MARKED}
MAX_NAME = 200


@dataclass(frozen=True)
class Buyer:
    """Who is to get the assets; `person_id` if an employee, `relative_of` the employee they are related to."""

    name: str = ""
    person_id: UUID | None = None
    relative_of: UUID | None = None


NOBODY_YET = Buyer()


def compute_request(session: Session, request_id: UUID) -> Mapping[str, Any]:
    """Work out the request's values as of today; gives the routing facts of `figures.compute`."""
    return compute(session, lock_request(session, request_id))


def submit(
    session: Session,
    actor: Actor,
    request_id: UUID,
    *,
    method: str,
    est_proceeds: Decimal | None,
    is_related_party: bool,
    buyer: Buyer = NOBODY_YET,
    target_unit: str = "",
) -> Mapping[str, Any]:
    """Apply for approval: 待审批. `est_proceeds` in the request's currency. Gives the routing facts, recomputed.

    `target_unit` is the code of the department that takes the assets over. Refused, at the field: an unknown method,
    a relocation or transfer without its target, proceeds below zero or finer than a cent, a buyer who is the requester
    or related to them.
    """
    _check_plan(method, est_proceeds, buyer)
    locked = lock_request(session, request_id, statuses=BEFORE_SUBMISSION)
    request = locked.request
    require_independence(
        session,
        request,
        receiver_id=buyer.person_id,
        relative_of=buyer.relative_of,
        where="buyer",
        with_approvers=False,
    )
    request.buyer_name, request.buyer_id, request.buyer_relative_of = buyer.name, buyer.person_id, buyer.relative_of
    request.target_unit_id = find_target(session, request, DisposalMethod(method), target_unit)
    request.method, request.est_proceeds, request.is_related_party = method, est_proceeds, is_related_party
    facts = compute(session, locked)
    locked.move_assets(session, actor, AssetState.PENDING_APPROVAL)
    request.status, request.submitted_at = RequestStatus.SUBMITTED, clock.now()
    return facts


def send_back(session: Session, actor: Actor, request_id: UUID) -> None:
    """退回修改: the assets are quarantined again, the request keeps its number and gets its next revision."""
    locked = lock_request(session, request_id, statuses=IN_APPROVAL)
    locked.move_assets(session, actor, AssetState.QUARANTINED)
    locked.request.status = RequestStatus.RETURNED
    locked.request.revision += 1


def reject(session: Session, actor: Actor, request_id: UUID) -> None:
    """驳回: the assets are quarantined again; the asset manager decides what comes next."""
    locked = lock_request(session, request_id, statuses=IN_APPROVAL)
    locked.move_assets(session, actor, AssetState.QUARANTINED)
    locked.request.status = RequestStatus.REJECTED


def withdraw(session: Session, actor: Actor, request_id: UUID) -> None:
    """撤回: the assets are quarantined again; the asset manager decides what comes next."""
    locked = lock_request(session, request_id, statuses=IN_APPROVAL)
    locked.move_assets(session, actor, AssetState.QUARANTINED)
    locked.request.status = RequestStatus.WITHDRAWN


def reinstate(session: Session, actor: Actor, request_id: UUID) -> None:
    """恢复使用: every asset returns to the state before it was marked, and the request ends."""
    locked = lock_request(session, request_id, statuses=REINSTATABLE)
    locked.put_assets_back(session, actor)
    locked.request.status = RequestStatus.REINSTATED


def _check_plan(method: str, est_proceeds: Decimal | None, buyer: Buyer) -> None:
    problems = []
    if len(buyer.name) > MAX_NAME:
        problems.append(Problem("buyer_name", say("At most %(limit)s characters.", limit=MAX_NAME)))
    if method not in set(DisposalMethod):
        problems.append(Problem("method", say("Choose one of the disposal methods offered.")))
    if est_proceeds is not None and est_proceeds < 0:
        problems.append(Problem("est_proceeds", say("The estimated proceeds cannot be below zero.")))
    if est_proceeds is not None and est_proceeds != round(est_proceeds, 2):
        problems.append(Problem("est_proceeds", say("An amount has at most two digits after the point.")))
    if problems:
        raise Invalid(problems)
