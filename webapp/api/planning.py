"""Plan against actual of disposals."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.errors import NotFound, say
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.disposals import DISPOSALS, DisposalPath
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from workflows.disposal.queries import find_request
from workflows.planning.models import Stage
from workflows.planning.operations import plan_stages
from workflows.planning.queries import late_stages, plan_of


class PlanBody(Entry):
    """Days by stage; null takes a day away, and what is not named stays as it is."""

    planned: dict[Stage, date | None]


class PlanRow(BaseModel):
    """A stage: planned, reached, and how many days late (below zero: early); null while neither can be said."""

    stage: Stage
    planned_on: date | None
    reached_on: date | None
    days_late: int | None


class Plan(BaseModel):
    """Every stage of a request, in order."""

    stages: list[PlanRow]


class LateItem(BaseModel):
    """The first stage of a request that was to be reached and is not."""

    request_id: UUID
    number: str
    stage: Stage
    planned_on: date
    days_late: int


class LateList(BaseModel):
    """Requests behind their plan, the longest late first."""

    items: list[LateItem]


@blueprint.get("/disposals/<uuid:request_id>/plan", responses={200: Plan}, tags=[DISPOSALS])
def show_plan(path: DisposalPath) -> Response:
    """When each stage is planned, and when it was reached."""
    with database().reading() as session:
        _require_visible(session, caller(), path.request_id)
        return reply(_plan(session, path.request_id))


@blueprint.post("/disposals/<uuid:request_id>/plan", responses={200: Plan}, tags=[DISPOSALS])
def change_plan(path: DisposalPath, header: Idempotency, body: PlanBody) -> Response:
    """Plan stages by their days."""

    def change(session: Session, actor: Actor) -> BaseModel:
        _require_visible(session, actor, path.request_id)
        plan_stages(session, actor, path.request_id, body.planned)
        session.flush()  # the answer reads the plan back by query
        return _plan(session, path.request_id)

    return act(change, header=header)


@blueprint.get("/plans/late", responses={200: LateList}, tags=[DISPOSALS])
def list_late_plans() -> Response:
    """The requests you may see that are behind their plan."""
    with database().reading() as session:
        late = late_stages(session, caller())
    return reply(
        LateList(
            items=[
                LateItem(
                    request_id=one.request.id,
                    number=one.request.number,
                    stage=one.stage,
                    planned_on=one.planned_on,
                    days_late=one.days_late,
                )
                for one in late
            ]
        )
    )


def _plan(session: Session, request_id: UUID) -> Plan:
    names = PlanRow.model_fields
    return Plan(
        stages=[PlanRow(**{name: getattr(row, name) for name in names}) for row in plan_of(session, request_id)]
    )


def _require_visible(session: Session, actor: Actor, request_id: UUID) -> None:
    request = find_request(session, request_id)
    if request.instance_id is None:
        raise NotFound(say("There is no such disposal request."))
    view_case(session, actor, request.instance_id)
