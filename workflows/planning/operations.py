"""Planning the days of a disposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, Problem, say
from engine.history.operations import EventDraft, record_event
from workflows.disposal.locked import lock_request
from workflows.disposal.models import DisposalRequest
from workflows.disposal.role_holding import holds_role_for
from workflows.planning.models import PlannedStage, Stage
from workflows.planning.queries import planned_days

PLANS = "asset_manager"


def plan_stages(
    session: Session, actor: Actor, request_id: UUID, planned: Mapping[Stage, date | None]
) -> dict[Stage, date]:
    """Plan the stages that `planned` names by their days; None takes a day away, others stay as they are.

    Whether the actor may see the case is for the caller to know. Refused: not by an asset manager of the department, a
    request that has ended, a day before that of an earlier stage (at that stage).
    """
    request = lock_request(session, request_id).request
    if actor.person_id is None or not may_plan(session, actor, request):
        raise NotAllowed(say("A disposal is planned by the asset manager of the department."))
    before = planned_days(session, request_id)
    after = {stage: day for stage, day in {**before, **planned}.items() if day is not None}
    _require_order(after)
    if after == before:
        return after
    session.execute(delete(PlannedStage).where(PlannedStage.request_id == request_id))
    for stage, day in after.items():
        session.add(
            PlannedStage(request_id=request_id, stage=stage, planned_on=day, set_by=actor.person_id, set_at=clock.now())
        )
    if request.instance_id is not None:
        data: dict[str, Any] = {"before": _texts(before), "after": _texts(after)}
        record_event(session, request.instance_id, EventDraft("plan_set", actor, data=data))
    return after


def may_plan(session: Session, actor: Actor, request: DisposalRequest) -> bool:
    """Whether `plan_stages` would let this actor."""
    return holds_role_for(session, actor.person_id, PLANS, request.org_unit_id)


def _require_order(planned: Mapping[Stage, date]) -> None:
    latest, problems = date.min, []
    for stage in Stage:
        day = planned.get(stage, latest)
        if day < latest:
            problems.append(Problem(stage.value, say("This is before the day of an earlier stage.")))
        latest = max(day, latest)
    if problems:
        raise Invalid(problems)


def _texts(planned: Mapping[Stage, date]) -> dict[str, str]:
    return {stage.value: planned[stage].isoformat() for stage in Stage if stage in planned}
