"""What is watched over, from the shell."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from engine.errors import Invalid, NotFound, Problem, say
from webapp.cli.language import _, said
from webapp.cli.output import print_facts, print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from engine.actors import Actor

LISTS = ("old", "stale", "left", "tax")
KPIS = ("disposal_cycle", "variance_rate")
MOST = 1000
DAY = click.DateTime(["%Y-%m-%d"])
of_unit = click.option("--unit", help=_("Only of this department, by its code, and those below it."))


@click.group(invoke_without_command=True, help=_("Show old and stale assets, late disposals and key figures."))
@of_unit
@as_person
@as_json
@click.pass_context
def radar(context: click.Context, unit: str | None, login: str | None, is_json: bool) -> None:
    if context.invoked_subcommand is None:
        _show(unit, login, is_json=is_json)


def _show(unit: str | None, login: str | None, *, is_json: bool) -> None:
    from workflows.assets.states import state_name
    from workflows.radar.ageing import ageing
    from workflows.radar.kpis import kpis
    from workflows.radar.rules import BUCKETS

    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        unit_id = _unit_id(session, actor, unit)
        figures = kpis(session, actor, unit_id=unit_id)
        facts: dict[str, Any] = {
            "cycle_count": figures.current.count,
            "cycle_mean": figures.current.mean,
            "cycle_median": figures.current.median,
            "cycle_p90": figures.current.p90,
            "baseline_days": figures.baseline,
            "reduction_percent": figures.reduction,
            "reduction_target_percent": figures.cycle_target.target,
            "variance_percent": figures.variance_rate,
            "variance_target_percent": figures.variance_target.target,
        }
        counts = {str(row.of): list(row.counts) for row in ageing(session, actor, unit_id=unit_id)}
    if is_json:
        print_json({**facts, "ageing": counts})
        return
    print_facts(facts.items())
    print_table(
        [_("State"), *(f"{first}–{last}" if last else f"{first}+" for first, last in BUCKETS)],
        [[said(state_name(state)), *found] for state, found in counts.items()],
        empty="",
    )


@radar.command("list", help=_("List old, stale or left-behind assets, or the deadlines of the tax office."))
@click.argument("which", type=click.Choice(LISTS))
@of_unit
@as_person
@as_json
def list_radar(which: str, unit: str | None, login: str | None, is_json: bool) -> None:
    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        unit_id = _unit_id(session, actor, unit)
        rows = _deadlines(session, actor, unit_id) if which == "tax" else _assets(session, actor, which, unit_id)
    if is_json:
        print_json(rows)
        return
    headings = [_("Number"), _("Left"), _("Posted on"), _("Deadline"), _("Days left"), _("Late")]
    if which != "tax":
        headings = [_("Asset number"), _("Name"), _("Custodian"), _("In service since"), _("Maintained"), _("Seen")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Nothing of that."))


@radar.command(help=_("Start the evaluation of assets: an engineer is asked for the verdict."))
@click.argument("asset_nos", metavar="ASSET...", nargs=-1, required=True)
@click.option("--reason", required=True, help=_("Why they are evaluated."))
@as_person
@as_json
def evaluate(asset_nos: tuple[str, ...], reason: str, login: str | None, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.disposal.models import DisposalRequest
    from workflows.radar.evaluating import start_evaluations, visible_assets

    def start(session: Session) -> list[DisposalRequest]:
        actor = actor_named(session, login)
        return start_evaluations(session, actor, visible_assets(session, actor, asset_nos), reason=reason)

    with opened_database() as database:
        numbers = [request.number for request in perform(database, start)]
    if is_json:
        print_json(numbers)
        return
    for number in numbers:
        click.echo(number)


@radar.command(help=_("Show what a key figure is held against, or set it (--target)."))
@click.argument("kpi", type=click.Choice(KPIS))
@click.option("--target", help=_("Per cent."))
@click.option("--baseline", help=_("Days, or per cent; without it the sixty days before."))
@click.option("--from", "starts_on", type=DAY, help=_("The first day that counts; without it the last sixty."))
@click.option("--until", "ends_on", type=DAY, help=_("The last day that counts."))
@click.option("--note", default="", help=_("Why."))
@as_person
@as_json
def target(
    kpi: str,
    target: str | None,
    baseline: str | None,
    starts_on: datetime | None,
    ends_on: datetime | None,
    note: str,
    login: str | None,
    is_json: bool,
) -> None:
    from engine.commands import perform
    from workflows.radar.models import Kpi
    from workflows.radar.targets import Target, set_target, targets_set

    with opened_database() as database:
        if target is not None:
            wanted = Target(
                _number("target", target),
                _number("baseline", baseline) if baseline else None,
                starts_on.date() if starts_on else None,
                ends_on.date() if ends_on else None,
                note,
            )
            perform(database, lambda session: set_target(session, actor_named(session, login), Kpi(kpi), wanted))
        with database.reading() as session:
            rows = [
                {
                    "set_at": row.set_at,
                    "baseline": row.baseline,
                    "target": row.target,
                    "starts_on": row.starts_on,
                    "ends_on": row.ends_on,
                    "note": row.note,
                }
                for row in targets_set(session, Kpi(kpi))
            ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Since"), _("Baseline"), _("Target"), _("From"), _("Until"), _("Why")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("The target the product comes with holds."))


def _number(field: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Invalid([Problem(field, say("Enter a number."))]) from error


def _unit_id(session: Session, actor: Actor, code: str | None) -> UUID | None:
    from workflows.radar.scope import visible_units

    if code is None:
        return None
    unit = next((unit for unit in visible_units(session, actor) if unit.code == code), None)
    if unit is None:
        raise NotFound(say("There is no department “%(code)s” for you to see.", code=code))
    return unit.id


def _assets(session: Session, actor: Actor, which: str, unit_id: UUID | None) -> list[dict[str, Any]]:
    from workflows.radar.assets_at_risk import high_risk, stale, unclaimed

    if which == "old":
        found = high_risk(session, actor, unit_id=unit_id, limit=MOST)
    elif which == "stale":
        found = stale(session, actor, unit_id=unit_id, limit=MOST)
    else:
        found = unclaimed(session, actor, unit_id=unit_id, limit=MOST)
    return [
        {
            "asset_no": row.asset.asset_no,
            "name": row.asset.name,
            "custodian": row.custodian.login if row.custodian else None,
            "in_service_on": row.asset.in_service_on,
            "last_maintenance_on": row.asset.last_maintenance_on,
            "last_seen_at": row.asset.last_physical_evidence_at,
        }
        for row in found
    ]


def _deadlines(session: Session, actor: Actor, unit_id: UUID | None) -> list[dict[str, Any]]:
    from workflows.radar.deadlines import to_declare, unposted

    rows = [*unposted(session, actor, unit_id=unit_id), *to_declare(session, actor, unit_id=unit_id)]
    return [
        {
            "number": row.request.number,
            "handed_out_at": row.handed_out_at,
            "posted_on": row.posted_on,
            "deadline": row.deadline,
            "days_left": row.days_left,
            "is_late": row.is_late,
        }
        for row in rows
    ]
