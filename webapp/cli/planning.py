"""Plan against actual of disposals, from the shell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from engine.actors import Actor
from engine.errors import NotFound, say
from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.disposal.models import DisposalRequest
    from workflows.planning.models import Stage


@click.group(help=_("Plan the stages of disposals by day, and see what is late."))
def plan() -> None:
    pass


@plan.command(help=_("Show the plan of a request against what was."))
@click.argument("number")
@as_person
@as_json
def show(number: str, login: str | None, is_json: bool) -> None:
    from workflows.planning.queries import plan_of

    with opened_database() as database, database.reading() as session:
        request = _find(session, actor_named(session, login), number)
        rows = [
            {"stage": row.stage, "planned_on": row.planned_on, "reached_on": row.reached_on, "days_late": row.days_late}
            for row in plan_of(session, request.id)
        ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Stage"), _("Planned on"), _("Reached on"), _("Days late")]
    print_table(headings, [list(row.values()) for row in rows], empty="")


@plan.command("set", help=_("Plan stages by their days: STAGE=YYYY-MM-DD, or STAGE= to take a day away."))
@click.argument("number")
@click.argument("days", nargs=-1, required=True, metavar="STAGE=DAY...")
@as_person_required
def set_days(number: str, days: tuple[str, ...], login: str) -> None:
    from engine.commands import perform
    from workflows.planning.operations import plan_stages

    planned = dict(_day(text) for text in days)

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        plan_stages(session, actor, _find(session, actor, number).id, planned)

    with opened_database() as database:
        perform(database, act)
    click.echo(_("The plan is saved."))


@plan.command(help=_("List the requests that are behind their plan."))
@as_person
@as_json
def late(login: str | None, is_json: bool) -> None:
    from workflows.planning.queries import late_stages

    with opened_database() as database, database.reading() as session:
        rows = [
            {"number": one.request.number, "stage": one.stage, "planned_on": one.planned_on, "days_late": one.days_late}
            for one in late_stages(session, actor_named(session, login))
        ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Number"), _("Stage"), _("Planned on"), _("Days late")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Nothing is behind its plan"))


def _find(session: Session, actor: Actor, number: str) -> DisposalRequest:
    from sqlalchemy import select

    from engine.case_view import view_case
    from workflows.disposal.models import DisposalRequest

    request = session.scalars(select(DisposalRequest).where(DisposalRequest.number == number)).first()
    if request is None or request.instance_id is None:
        raise NotFound(say("There is no such disposal request."))
    view_case(session, actor, request.instance_id)
    return request


def _day(text: str) -> tuple[Stage, date | None]:
    from workflows.planning.models import Stage

    name, _equals, day = text.partition("=")
    try:
        return Stage(name), date.fromisoformat(day) if day else None
    except ValueError as error:
        raise click.BadParameter(text, param_hint="STAGE=DAY") from error
