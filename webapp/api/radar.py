"""What is watched over: assets that nobody looks at, days in a state, the clock of the tax office, key figures."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.models import OrgUnit, Person
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.radar_models import (
    AgeingItem,
    AgeingQuery,
    AgeingReply,
    CycleItem,
    DeadlineItem,
    DeadlinesReply,
    Evaluate,
    Evaluation,
    Evaluations,
    FiguresReply,
    KpiPath,
    MonthItem,
    NewTarget,
    RiskItem,
    RiskPage,
    StateItem,
    StepItem,
    TargetItem,
    TargetsReply,
    UnitPage,
    UnitQuery,
)
from webapp.api.reading import Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from webapp.i18n import translate
from webapp.paging import cursor_text, read_cursor
from workflows.radar.ageing import ageing
from workflows.radar.assets_at_risk import RiskRow, high_risk, labelled_since, stale, unclaimed
from workflows.radar.deadlines import TaxRow, to_declare, unposted
from workflows.radar.evaluating import start_evaluations, visible_assets
from workflows.radar.kpis import cycle_by_month, kpis
from workflows.radar.models import KpiTarget
from workflows.radar.rules import Cycle
from workflows.radar.scope import visible_units
from workflows.radar.stretches import stretches
from workflows.radar.targets import Target, set_target, targets_set

RADAR = Tag(name="radar", description="Old and stale assets, late disposals, key figures.")


@blueprint.get("/radar", responses={200: FiguresReply}, tags=[RADAR])
def show_radar(query: UnitQuery) -> Response:
    """The key figures: how long disposals take, where the time goes, how far books and goods differ."""
    actor = caller()
    with database().reading() as session:
        unit_id = _unit_id(session, actor, query.unit)
        figures = kpis(session, actor, unit_id=unit_id)
        where = stretches(session, actor, figures.since, figures.until, unit_id=unit_id)
        return reply(
            FiguresReply(
                since=figures.since,
                until=figures.until,
                cycle=CycleItem(**_cycle(figures.current)),
                before=CycleItem(**_cycle(figures.before)),
                baseline_days=figures.baseline,
                reduction_percent=figures.reduction,
                reduction_target_percent=figures.cycle_target.target,
                variance_percent=figures.variance_rate,
                variance_target_percent=figures.variance_target.target,
                is_passed=figures.is_passed,
                months=[
                    MonthItem(month=month.begins_on, **_cycle(month.cycle))
                    for month in cycle_by_month(session, actor, unit_id=unit_id)
                ],
                states=[StateItem(state=row.state, **_cycle(row.lasted)) for row in where.states],
                steps=[
                    StepItem(
                        element_id=row.element_id,
                        name=translate(row.name),
                        minutes_touched=row.minutes_touched,
                        **_cycle(row.waited),
                    )
                    for row in where.steps
                ],
            )
        )


@blueprint.get("/radar/old", responses={200: RiskPage}, tags=[RADAR])
def list_old(query: UnitPage) -> Response:
    """Assets in service for more than 7 years and not maintained for 24 months, the oldest first."""
    actor, cursor = caller(), read_cursor(query.cursor)
    after = (cursor[0].date(), cursor[1]) if cursor else None
    with database().reading() as session:
        unit_id = _unit_id(session, actor, query.unit)
        rows = high_risk(session, actor, unit_id=unit_id, after=after, limit=query.limit + 1)
        last = rows[query.limit - 1].asset if len(rows) > query.limit else None
        place = (datetime.combine(last.in_service_on, time(), UTC), last.id) if last else None
        return _risks(session, rows[: query.limit], cursor_text(place))


@blueprint.get("/radar/stale", responses={200: RiskPage}, tags=[RADAR])
def list_stale(query: UnitPage) -> Response:
    """Assets that the books have in use, but nobody has seen for 180 days, the longest unseen first."""
    actor = caller()
    with database().reading() as session:
        unit_id = _unit_id(session, actor, query.unit)
        rows = stale(session, actor, unit_id=unit_id, after=read_cursor(query.cursor), limit=query.limit + 1)
        last = rows[query.limit - 1].asset if len(rows) > query.limit else None
        place = (last.last_physical_evidence_at or last.state_since, last.id) if last else None
        return _risks(session, rows[: query.limit], cursor_text(place))


@blueprint.get("/radar/left", responses={200: RiskPage}, tags=[RADAR])
def list_left(query: UnitPage) -> Response:
    """Assets whose custodian has left the company."""
    actor = caller()
    with database().reading() as session:
        unit_id = _unit_id(session, actor, query.unit)
        rows = unclaimed(session, actor, unit_id=unit_id, after=query.cursor or "", limit=query.limit + 1)
        last = rows[query.limit - 1].asset.asset_no if len(rows) > query.limit else None
        return _risks(session, rows[: query.limit], last)


@blueprint.get("/radar/ageing", responses={200: AgeingReply}, tags=[RADAR])
def count_ageing(query: AgeingQuery) -> Response:
    """How long the assets on their way out have been in their state, by state, custodian or department."""
    actor = caller()
    with database().reading() as session:
        rows = ageing(session, actor, by=query.by, unit_id=_unit_id(session, actor, query.unit))
        return reply(AgeingReply(items=[AgeingItem(of=_code(row.of), counts=list(row.counts)) for row in rows]))


@blueprint.get("/radar/deadlines", responses={200: DeadlinesReply}, tags=[RADAR])
def list_deadlines(query: UnitQuery) -> Response:
    """The clock of the tax office: what has left and is not in the books, and what is still to be declared."""
    actor = caller()
    with database().reading() as session:
        unit_id = _unit_id(session, actor, query.unit)
        return reply(
            DeadlinesReply(
                not_in_the_books=[_deadline(row) for row in unposted(session, actor, unit_id=unit_id)],
                to_declare=[_deadline(row) for row in to_declare(session, actor, unit_id=unit_id)],
            )
        )


@blueprint.post("/radar/evaluations", responses={201: Evaluations}, tags=[RADAR])
def evaluate_assets(header: Idempotency, body: Evaluate) -> Response:
    """Mark assets from afar, with source `radar`: an engineer is asked for the verdict."""

    def start(session: Session, actor: Actor) -> BaseModel:
        ids = visible_assets(session, actor, body.asset_nos)
        made = start_evaluations(session, actor, ids, reason=body.reason)
        items = [Evaluation(request_id=one.id, number=one.number, instance_id=one.instance_id) for one in made]
        return Evaluations(items=items)

    return act(start, header=header, status=201)


@blueprint.get("/radar/targets/<kpi>", responses={200: TargetsReply}, tags=[RADAR])
def list_targets(path: KpiPath) -> Response:
    """Every target that was set for a key figure."""
    caller()
    with database().reading() as session:
        return reply(TargetsReply(items=[_target(row) for row in targets_set(session, path.kpi)]))


@blueprint.post("/radar/targets/<kpi>", responses={201: TargetItem}, tags=[RADAR])
def add_target(header: Idempotency, path: KpiPath, body: NewTarget) -> Response:
    """Hold a key figure against this from now on; what was set before is kept."""
    target = Target(body.target, body.baseline, body.starts_on, body.ends_on, body.note)
    return act(lambda session, actor: _target(set_target(session, actor, path.kpi, target)), header=header, status=201)


def _unit_id(session: Session, actor: Actor, code: str | None) -> UUID | None:
    if not code:
        return None
    unit = next((unit for unit in visible_units(session, actor) if unit.code == code), None)
    if unit is None:
        raise NotFound(say("There is no department “%(code)s” for you to see.", code=code))
    return unit.id


def _risks(session: Session, rows: list[RiskRow], after: str | None) -> Response:
    labelled = labelled_since(session, (row.asset.id for row in rows))
    items = [
        RiskItem(
            id=row.asset.id,
            asset_no=row.asset.asset_no,
            name=row.asset.name,
            state=row.asset.state,
            in_service_on=row.asset.in_service_on,
            last_maintenance_on=row.asset.last_maintenance_on,
            last_seen_at=row.asset.last_physical_evidence_at,
            custodian=row.custodian.login if row.custodian else None,
            is_unclaimed=row.is_unclaimed,
            labelled_since=labelled.get(row.asset.id),
        )
        for row in rows
    ]
    return reply(RiskPage(items=items, next=after))


def _code(of: Person | OrgUnit | str | None) -> str | None:
    if isinstance(of, Person):
        return of.login
    return of.code if isinstance(of, OrgUnit) else of


def _deadline(row: TaxRow) -> DeadlineItem:
    return DeadlineItem(
        request_id=row.request.id,
        number=row.request.number,
        handed_out_at=row.handed_out_at,
        posted_on=row.posted_on,
        deadline=row.deadline,
        days_left=row.days_left,
        warning=row.warning,
        is_late=row.is_late,
    )


def _cycle(cycle: Cycle) -> dict[str, Any]:
    return {"count": cycle.count, "mean": cycle.mean, "median": cycle.median, "p90": cycle.p90}


def _target(row: KpiTarget) -> TargetItem:
    return TargetItem(**{name: getattr(row, name) for name in TargetItem.model_fields})
