"""What is watched over, from the shell."""

from __future__ import annotations

from typing import Any

import click

from webapp.cli.language import _
from webapp.cli.output import print_facts, print_json
from webapp.cli.running import actor_named, as_json, as_person, opened_database


@click.command(help=_("Show old and stale assets, late disposals and key figures."))
@as_person
@as_json
def radar(login: str | None, is_json: bool) -> None:
    from workflows.radar.queries import ageing, high_risk, kpis, stale, tax_clock

    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        figures = kpis(session, actor)
        facts: dict[str, Any] = {
            "high_risk": [row.asset.asset_no for row in high_risk(session, actor)],
            "stale": [asset.asset_no for asset in stale(session, actor)],
            "ageing": {row.state.value: list(row.counts) for row in ageing(session, actor)},
            "not_in_the_books": [row.request.number for row in tax_clock(session, actor)],
            "cycle_days": {"mean": figures.current.mean, "median": figures.current.median, "p90": figures.current.p90},
            "baseline_mean_days": figures.baseline.mean,
            "reduction_percent": figures.reduction,
            "variance_percent": figures.variance_rate,
        }
    if is_json:
        print_json(facts)
        return
    print_facts((name, value) for name, value in facts.items())
