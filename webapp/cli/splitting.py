"""`zhangshi asset split`: a card in two, for a partial disposal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.output import print_json
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database


@click.command(help=_("Split a part of an asset off into a card of its own; the two add up to the cent."))
@click.argument("asset_no")
@click.option("--quantity", default=None, help=_("So many of its pieces."))
@click.option("--amount", default=None, help=_("So much of its cost."))
@click.option("--percent", default=None, help=_("So many percent of it."))
@as_person_required
@as_json
def split(
    asset_no: str, quantity: str | None, amount: str | None, percent: str | None, login: str, is_json: bool
) -> None:
    from workflows.assets.queries import find_asset_by_no
    from workflows.assets.splitting import Part, split_asset

    part = Part(_number(quantity, "--quantity"), _number(amount, "--amount"), _number(percent, "--percent"))
    with opened_database() as database, database.transaction() as session:
        card = split_asset(session, actor_named(session, login), find_asset_by_no(session, asset_no).id, part)
        values = {"id": card.id, "asset_no": card.asset_no, "cost": card.cost, "quantity": card.quantity}
    if is_json:
        print_json(values)
    else:
        click.echo(card.asset_no)


def _number(text: str | None, option: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise click.BadParameter(said(say("Give a number.")), param_hint=option) from error
