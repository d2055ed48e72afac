"""`zhangshi value`: impairments, usage and assets held for sale from the shell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actors import Actor
    from workflows.accounting.models import Journal

DAY = click.DateTime(["%Y-%m-%d"])

_on = click.option("--on", required=True, type=DAY, help=_("From or on which day."))
_reason = click.option("--reason", required=True, help=_("Why."))


@click.group(help=_("Record what changes an asset's value."))
def value() -> None:
    pass


@value.command(help=_("Record an impairment; below zero writes back what was recognised."))
@click.argument("asset_no")
@click.option("--amount", required=True, help=_("How much is lost."))
@_on
@_reason
@as_person_required
@as_json
def impair(asset_no: str, amount: str, on: datetime, reason: str, login: str, is_json: bool) -> None:
    from workflows.month_end.changing import record_impairment

    lost = _number(amount, "--amount")
    _draft(
        asset_no,
        login,
        lambda session, actor, asset_id: record_impairment(
            session, actor, asset_id, amount=lost, on=on.date(), reason=reason
        ),
        is_json=is_json,
    )


@value.command(help=_("Record what an asset has produced since the last reading."))
@click.argument("asset_no")
@click.option("--units", required=True, help=_("How many units."))
@_on
@as_person_required
def use(asset_no: str, units: str, on: datetime, login: str) -> None:
    from workflows.assets.queries import find_asset_by_no
    from workflows.month_end.usage import record_usage

    produced = _number(units, "--units")
    with opened_database() as database, database.transaction() as session:
        asset = find_asset_by_no(session, asset_no)
        record_usage(session, actor_named(session, login), asset.id, units=produced, on=on.date())
    click.echo(asset_no)


@value.command(help=_("Record what assets have produced from a CSV or Excel file: all of it, or nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_person_required
@as_json
def readings(file: Path, login: str, is_json: bool) -> None:
    from webapp.accounting.usage import record_file

    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
        rows, new = record_file(database, actor, file.read_bytes())
    if is_json:
        print_json({"rows": rows, "recorded": new})
    else:
        click.echo(new)


@value.command(help=_("Hold an asset for sale."))
@click.argument("asset_no")
@click.option("--fair-value", required=True, help=_("What it will bring."))
@click.option("--costs", default="0", help=_("What selling it costs."))
@_on
@_reason
@as_person_required
@as_json
def hold(asset_no: str, fair_value: str, costs: str, on: datetime, reason: str, login: str, is_json: bool) -> None:
    from workflows.month_end.holding import hold_for_sale

    brings, spent = _number(fair_value, "--fair-value"), _number(costs, "--costs")
    _draft(
        asset_no,
        login,
        lambda session, actor, asset_id: hold_for_sale(
            session, actor, asset_id, fair_value=brings, costs_to_sell=spent, on=on.date(), reason=reason
        ),
        is_json=is_json,
    )


@value.command(help=_("An asset is not to be sold any more."))
@click.argument("asset_no")
@_on
@_reason
@as_person_required
@as_json
def release(asset_no: str, on: datetime, reason: str, login: str, is_json: bool) -> None:
    from workflows.month_end.holding import end_holding

    _draft(
        asset_no,
        login,
        lambda session, actor, asset_id: end_holding(session, actor, asset_id, on=on.date(), reason=reason),
        is_json=is_json,
    )


@value.command(help=_("List the assets held for sale, those to be sold first first."))
@as_person
@as_json
def held(login: str | None, is_json: bool) -> None:
    from workflows.month_end.holding import held_assets

    with opened_database() as database, database.reading() as session:
        rows = [
            {
                "asset_no": one.asset.asset_no,
                "since": one.since,
                "due_on": one.due_on,
                "is_late": one.is_late,
                "carrying": one.carrying,
                "currency": one.asset.currency,
            }
            for one in held_assets(session, actor_named(session, login))
        ]
    if is_json:
        print_json(rows)
        return
    names = ("asset_no", "since", "due_on", "carrying", "currency")
    headings = [_("Asset"), _("Since"), _("To be sold by"), _("Carrying amount"), _("Currency")]
    print_table(headings, [[row[name] for name in names] for row in rows], empty=_("No asset is held for sale."))


def _draft(asset_no: str, login: str, act: Callable[[Session, Actor, UUID], Journal], *, is_json: bool) -> None:
    """Carry the act out and tell the journal that it has drafted."""
    from workflows.assets.queries import find_asset_by_no

    with opened_database() as database, database.transaction() as session:
        journal = act(session, actor_named(session, login), find_asset_by_no(session, asset_no).id)
        told = {"journal_id": journal.id, "status": journal.status, "drafted_for": journal.drafted_for}
    if is_json:
        print_json(told)
    else:
        click.echo(told["journal_id"])


def _number(text: str, option: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise click.BadParameter(said(say("Give a number.")), param_hint=option)
    return number
