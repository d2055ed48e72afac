"""`zhangshi depreciate`: a month of depreciation from the shell."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.errors import NotFound, say
from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actors import Actor
    from engine.db import Database

COLUMNS = ("id", "year", "month", "currency", "convention", "asset_count", "total", "journal_id")


@click.command(help=_("Depreciate a month of a company's assets and draft its journal, or do both again."))
@click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help=_("Which month."))
@click.option("--entity", "codes", multiple=True, metavar="CODE", help=_("The company; without: every one."))
@as_person
@as_json
def depreciate(month: datetime, codes: tuple[str, ...], login: str | None, is_json: bool) -> None:
    from engine.people.directory import legal_entities

    with opened_database() as database:
        with database.reading() as session:
            entities = {entity.code: entity.id for entity in legal_entities(session)}
            actor = actor_named(session, login)
        for code in codes:
            if code not in entities:
                raise NotFound(say("There is no company “%(code)s”.", code=code))
        runs = []
        for code in codes or entities:
            done = _work_out(database, actor, entities[code], month.year, month.month, is_silent=is_json)
            runs += [{"entity": code, **run} for run in done]
    if is_json:
        print_json(runs)
        return
    print_table(
        [_("Company"), _("Assets"), _("Depreciation"), _("Currency"), _("Journal")],
        [(run["entity"], run["asset_count"], run["total"], run["currency"], run["journal_id"]) for run in runs],
        empty=_("Nothing to depreciate."),
    )


def _work_out(
    database: Database, actor: Actor, entity_id: UUID, year: int, month: int, *, is_silent: bool
) -> list[dict[str, Any]]:
    """Work the month out here, chunk by chunk; a worker goes on with it if this is killed."""
    from rich.console import Console
    from rich.progress import Progress

    from engine.commands import perform
    from workflows.month_end.depreciating import begin_month, depreciate_more, runs_of
    from workflows.month_end.jobs import enqueue_month
    from workflows.month_end.models import DepreciationMonth

    def begin(session: Session) -> None:
        enqueue_month(session, begin_month(session, actor, entity_id, year, month))

    perform(database, begin)
    with Progress(console=Console(stderr=True), disable=is_silent, transient=True) as progress:
        bar = progress.add_task(f"{year}-{month:02}", total=None)
        while not perform(database, lambda session: depreciate_more(session, entity_id, year, month)):
            with database.reading() as session:
                found = session.get_one(DepreciationMonth, (entity_id, year, month))
                progress.update(bar, total=found.assets_total, completed=found.assets_done)
    with database.reading() as session:
        found = session.get_one(DepreciationMonth, (entity_id, year, month))
        return [{name: getattr(run, name) for name in COLUMNS} for run in runs_of(session, found)]
