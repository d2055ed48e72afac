"""`zhangshi depreciate`: a month of depreciation from the shell."""

from __future__ import annotations

from datetime import datetime

import click

from engine.errors import NotFound, say
from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database

COLUMNS = ("id", "year", "month", "currency", "convention", "asset_count", "total", "journal_id")


@click.command(help=_("Depreciate a month of a company's assets and draft its journal, or do both again."))
@click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help=_("Which month."))
@click.option("--entity", "codes", multiple=True, metavar="CODE", help=_("The company; without: every one."))
@as_person
@as_json
def depreciate(month: datetime, codes: tuple[str, ...], login: str | None, is_json: bool) -> None:
    from engine.people.directory import legal_entities
    from workflows.month_end.depreciating import depreciate as work_out

    with opened_database() as database, database.transaction() as session:
        entities = {entity.code: entity.id for entity in legal_entities(session)}
        for code in codes:
            if code not in entities:
                raise NotFound(say("There is no company “%(code)s”.", code=code))
        actor = actor_named(session, login)
        runs = [
            {"entity": code, **{name: getattr(run, name) for name in COLUMNS}}
            for code in codes or entities
            for run in work_out(session, actor, entities[code], month.year, month.month)
        ]
    if is_json:
        print_json(runs)
        return
    print_table(
        [_("Company"), _("Assets"), _("Depreciation"), _("Currency"), _("Journal")],
        [(run["entity"], run["asset_count"], run["total"], run["currency"], run["journal_id"]) for run in runs],
        empty=_("Nothing to depreciate."),
    )
