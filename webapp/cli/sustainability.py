"""Where the materials of disposed assets went, from the shell."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from engine.errors import NotFound, say
from webapp.cli.language import _, said
from webapp.cli.output import print_facts, print_json
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.sustainability.operations import Material

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help=_("Record where the materials of disposed assets went, and report it."))
def materials() -> None:
    pass


@materials.command(help=_("State anew where everything of a request went: STREAM:WAY:KILOGRAMS[:CERTIFICATE] …"))
@click.argument("number")
@click.argument("rows", nargs=-1, required=True)
@click.option("--recycler", default="", help=_("Who has taken it."))
@click.option("--licence", default="", help=_("The number of their licence."))
@as_person_required
def record(number: str, rows: tuple[str, ...], recycler: str, licence: str, login: str) -> None:
    from sqlalchemy import select

    from engine.case_view import view_case
    from engine.commands import perform
    from workflows.disposal.models import DisposalRequest
    from workflows.sustainability.operations import record_materials

    entries = [_row(text) for text in rows]

    def act(session: Session) -> int:
        actor = actor_named(session, login)
        request = session.scalars(select(DisposalRequest).where(DisposalRequest.number == number)).first()
        if request is None or request.instance_id is None:
            raise NotFound(say("There is no such disposal request."))
        view_case(session, actor, request.instance_id)
        return len(record_materials(session, actor, request.id, entries, recycler=recycler, licence_no=licence))

    with opened_database() as database:
        count = perform(database, act)
    click.echo(said(say("%(count)s rows recorded.", count=count)))


@materials.command(help=_("Show what left within a period, and where it went, in kilograms."))
@click.option("--from", "first", type=DAY, required=True, help=_("The first day."))
@click.option("--to", "last", type=DAY, required=True, help=_("The last day."))
@as_person
@as_json
def report(first: datetime, last: datetime, login: str | None, is_json: bool) -> None:
    with opened_database() as database, database.reading() as session:
        facts = _facts(session, login, first.date(), last.date())
    if is_json:
        print_json(facts)
        return
    print_facts((name, value) for name, value in facts.items())


def _facts(session: Session, login: str | None, first: date, last: date) -> dict[str, Any]:
    from workflows.sustainability.queries import material_report

    found = material_report(session, actor_named(session, login), first, last)
    return {
        "handed_out": found.handed_out,
        "recorded": found.recorded,
        "certified": found.certified,
        "circular_percent": found.circular_percent,
        "by_material_and_way": {f"{stream}:{route}": weight for (stream, route), weight in found.cells.items()},
        "missing": [row.request.number for row in found.missing],
    }


def _row(text: str) -> Material:
    from workflows.sustainability.operations import Material

    stream, route, weight, certificate_no = (*text.split(":", 3), "", "", "")[:4]
    try:
        return Material(stream, route, Decimal(weight), certificate_no)
    except InvalidOperation as error:
        raise click.BadParameter(text, param_hint="STREAM:WAY:KILOGRAMS") from error
