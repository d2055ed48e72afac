"""What is watched over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.replies import reply
from webapp.edge import database
from workflows.radar.queries import ageing, high_risk, kpis, stale, tax_clock

RADAR = Tag(name="radar", description="Old and stale assets, late disposals, key figures.")


class RiskItem(BaseModel):
    """An asset in service for more than 7 years and not maintained for 24 months."""

    asset_no: str
    name: str
    in_service_on: date
    last_maintained_on: date | None
    is_unclaimed: bool


class LateItem(BaseModel):
    """A disposal whose assets have left but that is not in the books."""

    request_id: UUID
    number: str
    deadline: date
    is_late: bool


class RadarReply(BaseModel):
    """What you may see of it. `ageing`: by state, assets there for 0-7, 8-30, 31-90 and more days; cycles in days."""

    high_risk: list[RiskItem]
    stale: list[str]
    ageing: dict[str, list[int]]
    not_in_the_books: list[LateItem]
    cycle_mean: Decimal | None
    cycle_median: Decimal | None
    cycle_p90: Decimal | None
    baseline_mean: Decimal | None
    reduction_percent: Decimal | None
    variance_percent: Decimal | None


@blueprint.get("/radar", responses={200: RadarReply}, tags=[RADAR])
def show_radar() -> Response:
    """Old and stale assets, days in state, disposals that are not in the books, key figures."""
    actor = caller()
    with database().reading() as session:
        figures = kpis(session, actor)
        return reply(
            RadarReply(
                high_risk=[
                    RiskItem(
                        asset_no=row.asset.asset_no,
                        name=row.asset.name,
                        in_service_on=row.asset.in_service_on,
                        last_maintained_on=row.last_maintained_on,
                        is_unclaimed=row.is_unclaimed,
                    )
                    for row in high_risk(session, actor)
                ],
                stale=[asset.asset_no for asset in stale(session, actor)],
                ageing={row.state.value: list(row.counts) for row in ageing(session, actor)},
                not_in_the_books=[
                    LateItem(
                        request_id=row.request.id, number=row.request.number, deadline=row.deadline, is_late=row.is_late
                    )
                    for row in tax_clock(session, actor)
                ],
                cycle_mean=figures.current.mean,
                cycle_median=figures.current.median,
                cycle_p90=figures.current.p90,
                baseline_mean=figures.baseline.mean,
                reduction_percent=figures.reduction,
                variance_percent=figures.variance_rate,
            )
        )
