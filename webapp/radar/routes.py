"""What is watched over, on one page."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.edge import actor, database
from workflows.radar.queries import ageing, high_risk, kpis, stale, tax_clock
from workflows.radar.rules import BUCKETS

blueprint = Blueprint("radar", __name__, url_prefix="/radar")


@blueprint.get("")
def show() -> str:
    with database().reading() as session:
        return render_template(
            "radar/page.html",
            risks=high_risk(session, actor()),
            stale=stale(session, actor()),
            ageing=ageing(session, actor()),
            taxes=tax_clock(session, actor()),
            kpis=kpis(session, actor()),
            buckets=BUCKETS,
        )
