"""Plan against what was: of one request, and what is late of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.queries import visible_to
from workflows.assets.models import CustodyChange
from workflows.disposal.explaining import explanation_of
from workflows.disposal.models import ENDED, DisposalHandOut, DisposalRequest, RequestStatus
from workflows.disposal.queries import request_facts
from workflows.organization.books import books_of, today
from workflows.planning.models import PlannedStage, Stage

BEFORE_APPROVAL = frozenset(
    {
        RequestStatus.MARKED,
        RequestStatus.COLLECTED,
        RequestStatus.SUBMITTED,
        RequestStatus.RETURNED,
        RequestStatus.REJECTED,
        RequestStatus.WITHDRAWN,
    }
)
NOT_SUBMITTED = BEFORE_APPROVAL - {RequestStatus.SUBMITTED}


@dataclass(frozen=True)
class StageRow:
    """One stage: when it is planned, when it was reached; `days_late` counts to today while it is not reached, and is
    below zero for what came early. None without a plan, and while the day is still to come."""

    stage: Stage
    planned_on: date | None
    reached_on: date | None
    days_late: int | None


@dataclass(frozen=True)
class LateStage:
    """The first stage of a request that was to be reached and is not."""

    request: DisposalRequest
    stage: Stage
    planned_on: date
    days_late: int


def planned_days(session: Session, request_id: UUID) -> dict[Stage, date]:
    """The planned days of a request, by stage."""
    rows = session.scalars(select(PlannedStage).where(PlannedStage.request_id == request_id))
    return {Stage(row.stage): row.planned_on for row in rows}


def plan_of(session: Session, request_id: UUID) -> list[StageRow]:
    """Every stage of a request with plan and actual, in their order."""
    facts = request_facts(session, request_id)
    said, books = explanation_of(session, facts), books_of(session, facts.request.legal_entity_id)
    collected_at = session.scalar(
        select(func.max(CustodyChange.received_scan_at)).where(CustodyChange.case_id == facts.request.instance_id)
    )
    reached = {
        Stage.COLLECTED: books.day_of(collected_at) if collected_at else None,
        Stage.SUBMITTED: said.submitted_on,
        Stage.APPROVED: said.approved_on,
        Stage.LEFT: said.left_on,
        Stage.POSTED: said.posted_on if said.is_posted else None,
    }
    planned, now = planned_days(session, request_id), today(session, facts.request.legal_entity_id)
    return [
        StageRow(stage, planned.get(stage), reached[stage], _days_late(planned.get(stage), reached[stage], now))
        for stage in Stage
    ]


def late_stages(session: Session, actor: Actor, *, limit: int = 200) -> list[LateStage]:
    """The requests the actor may see that are behind their plan, each with the first stage that is late, the longest
    late first."""
    query = (
        select(DisposalRequest, PlannedStage, DisposalHandOut.request_id)
        .join(PlannedStage, PlannedStage.request_id == DisposalRequest.id)
        .outerjoin(DisposalHandOut, DisposalHandOut.request_id == DisposalRequest.id)
        .where(
            visible_to(session, actor, DisposalRequest.org_unit_id),
            DisposalRequest.status.not_in([status.value for status in ENDED]),
        )
        .order_by(PlannedStage.planned_on, DisposalRequest.id)
    )
    rows = session.execute(query).all()
    days = {entity_id: today(session, entity_id) for entity_id in {request.legal_entity_id for request, _, _ in rows}}
    late: dict[UUID, LateStage] = {}
    for request, planned, handed_out in rows:
        over = (days[request.legal_entity_id] - planned.planned_on).days
        if over <= 0 or request.id in late or _is_reached(request, Stage(planned.stage), handed_out is not None):
            continue
        late[request.id] = LateStage(request, Stage(planned.stage), planned.planned_on, over)
    return sorted(late.values(), key=lambda one: (-one.days_late, one.request.number))[:limit]


def _is_reached(request: DisposalRequest, stage: Stage, has_left: bool) -> bool:
    status = RequestStatus(request.status)
    match stage:
        case Stage.COLLECTED:
            return status != RequestStatus.MARKED
        case Stage.SUBMITTED:
            return status not in NOT_SUBMITTED
        case Stage.APPROVED:
            return status not in BEFORE_APPROVAL
        case Stage.LEFT:
            return has_left
        case Stage.POSTED:
            return False  # a request whose journal is confirmed has ended


def _days_late(planned: date | None, reached: date | None, now: date) -> int | None:
    if planned is None or (reached is None and planned >= now):
        return None
    return ((reached or now) - planned).days
