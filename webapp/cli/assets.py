"""The register from the shell."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.settings import read_settings
from webapp.cli.asset_editing import edit, fields
from webapp.cli.attachments import files
from webapp.cli.language import _, said
from webapp.cli.naming import named
from webapp.cli.output import print_facts, print_json, print_table
from webapp.cli.register_views import export, views
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database
from webapp.cli.splitting import split

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.assets.models import Asset

FACTS = ("asset_no", "name", "spec", "serial_no", "state", "state_since", "cost", "currency", "in_service_on", "id")


@click.group(help=_("Look at the register, print labels, and ask for return to use."))
def asset() -> None:
    pass


asset.add_command(split)
asset.add_command(edit)
asset.add_command(fields)
asset.add_command(views)
asset.add_command(files)
asset.add_command(export)


@asset.command("list", help=_("List the assets one may see, by number."))
@click.option("--search", default="", help=_("Part of the number, the name or the serial number."))
@click.option("--state", "states", multiple=True, help=_("Only in this state; may be repeated."))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help=_("How many at most."))
@as_person
@as_json
def list_register(search: str, states: tuple[str, ...], limit: int, login: str | None, is_json: bool) -> None:
    from workflows.assets.models import AssetState
    from workflows.assets.queries import list_assets
    from workflows.assets.states import state_name

    unknown = sorted(set(states) - set(AssetState))
    if unknown:
        choices = {"state": unknown[0], "choices": ", ".join(AssetState)}
        raise click.UsageError(_("There is no state “%(state)s”; there are: %(choices)s.") % choices)
    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        found = list_assets(session, actor, search=search, states=[AssetState(s) for s in states], limit=limit)
    if is_json:
        print_json([_values(asset) for asset in found])
        return
    print_table(
        [_("Number"), _("Name"), _("State"), _("Since"), _("Cost"), _("Currency")],
        [(a.asset_no, a.name, said(state_name(a.state)), a.state_since, a.cost, a.currency) for a in found],
        empty=_("No assets."),
    )


@asset.command(help=_("Show an asset: where it is, at whom, what it is worth today, and the request it is in."))
@click.argument("asset_no")
@as_person
@as_json
def show(asset_no: str, login: str | None, is_json: bool) -> None:
    with opened_database() as database, database.reading() as session:
        facts = _facts(session, find_visible(session, actor_named(session, login), asset_no))
    if is_json:
        print_json(facts)
    else:
        print_facts(facts.items())


@asset.command(help=_("Print the address of an asset's label, and write its QR code as SVG."))
@click.argument("asset_no")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help=_("The file to write; ASSET_NO.svg if not given.")
)
@as_person
def label(asset_no: str, out: Path | None, login: str | None) -> None:
    from workflows.assets.labels import asset_url, qr_svg

    settings = read_settings()
    with opened_database(settings) as database, database.reading() as session:
        asset = find_visible(session, actor_named(session, login), asset_no)
    url = asset_url(asset.asset_no, public_url=settings.public_url, secret=settings.secret_key)
    path = out or Path(f"{asset.asset_no.replace('/', '_')}.svg")
    path.write_text(qr_svg(url), encoding="utf-8")
    click.echo(url)
    click.echo(str(path))


@asset.command(
    "return",
    help=_("Ask that an asset goes back to use while it is collected or prepared; that then has to be approved."),
)
@click.argument("asset_no")
@click.option("--reason", required=True, help=_("Why it is to be used again."))
@as_person_required
def return_to_use(asset_no: str, reason: str, login: str) -> None:
    from engine.commands import perform
    from workflows.disposal.finding import ask_to_return_to_use
    from workflows.disposal.queries import open_request_of_asset

    def act(session: Session) -> str:
        actor = actor_named(session, login)
        found = find_visible(session, actor, asset_no)
        request = open_request_of_asset(session, found.id)
        if request is None:
            raise NotFound(say("The asset %(asset_no)s is in no disposal request.", asset_no=found.asset_no))
        ask_to_return_to_use(session, actor, request.id, reason=reason)
        return request.number

    with opened_database() as database:
        number = perform(database, act)
    click.echo(said(say("Asked for. The assets of %(number)s go back to use once that is approved.", number=number)))


@asset.command(help=_("Record work on an asset; without a day it is still to be done."))
@click.argument("asset_no")
@click.option("--kind", type=click.Choice(["inspection", "service", "repair", "decommission"]), required=True)
@click.option("--text", "description", required=True, help=_("What is done."))
@click.option("--done-on", type=click.DateTime(["%Y-%m-%d"]), help=_("The day it was done."))
@click.option("--cost", help=_("What it cost, in the currency of the asset."))
@as_person_required
@as_json
def maintain(
    asset_no: str, kind: str, description: str, done_on: datetime | None, cost: str | None, login: str, is_json: bool
) -> None:
    from engine.commands import perform
    from workflows.assets.maintenance import open_maintenance
    from workflows.assets.models import MaintenanceKind

    def act(session: Session) -> UUID:
        actor = actor_named(session, login)
        found = find_visible(session, actor, asset_no)
        day, amount = done_on.date() if done_on else None, _amount(cost)
        return open_maintenance(
            session, actor, found.id, MaintenanceKind(kind), description, done_on=day, cost=amount
        ).id

    with opened_database() as database:
        record_id = perform(database, act)
    _tell("record", record_id, is_json=is_json)


@asset.command("close-work", help=_("The work of a maintenance record is done."))
@click.argument("record_id", type=click.UUID)
@click.option("--done-on", type=click.DateTime(["%Y-%m-%d"]), required=True, help=_("The day it was done."))
@click.option("--cost", help=_("What it cost, in the currency of the asset."))
@as_person_required
@as_json
def close_work(record_id: UUID, done_on: datetime, cost: str | None, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.maintenance import close_maintenance

    def act(session: Session) -> UUID:
        actor = actor_named(session, login)
        return close_maintenance(session, actor, record_id, done_on=done_on.date(), cost=_amount(cost)).id

    with opened_database() as database:
        perform(database, act)
    _tell("record", record_id, is_json=is_json)


@asset.command(help=_("The giver's scan of an asset that changes hands."))
@click.argument("asset_no")
@as_person_required
@as_json
def give(asset_no: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.handing_over import give_asset

    def act(session: Session) -> UUID:
        actor = actor_named(session, login)
        return give_asset(session, actor, find_visible(session, actor, asset_no).id).id

    with opened_database() as database:
        _tell("hand_over", perform(database, act), is_json=is_json)


@asset.command(help=_("The receiver's scan of an asset that changes hands."))
@click.argument("asset_no")
@click.option("--location", required=True, help=_("Where it is received: the code of a location."))
@as_person_required
@as_json
def receive(asset_no: str, location: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.handing_over import receive_asset
    from workflows.assets.queries import find_location_by_label

    def act(session: Session) -> UUID:
        actor = actor_named(session, login)
        place = find_location_by_label(session, location)
        return receive_asset(session, actor, find_visible(session, actor, asset_no).id, place.id).id

    with opened_database() as database:
        _tell("hand_over", perform(database, act), is_json=is_json)


@asset.command(help=_("List the categories with their lives and residual rates."))
@as_json
def categories(is_json: bool) -> None:
    from workflows.assets.queries import categories_by_id

    names = ("code", "edition", "name", "life_months", "residual_rate")
    with opened_database() as database, database.reading() as session:
        rows = [{name: getattr(one, name) for name in names} for one in categories_by_id(session).values()]
    if is_json:
        print_json(rows)
        return
    headings = [_("Code"), _("Code list"), _("Name"), _("Useful life in months"), _("Residual rate")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No category yet."))


@asset.command("hand-overs", help=_("List the hand-overs that one side alone has scanned."))
@as_person
@as_json
def hand_overs(login: str | None, is_json: bool) -> None:
    from engine.people.queries import people_by_id
    from workflows.assets.handing_over import one_sided_hand_overs

    with opened_database() as database, database.reading() as session:
        waiting = one_sided_hand_overs(session, actor_named(session, login))
        people = people_by_id(
            session, [person for found, _asset in waiting for person in (found.given_by, found.received_by)]
        )
    rows = [
        {
            "asset_no": found_asset.asset_no,
            "given_by": named(people.get(found.given_by)) if found.given_by else None,
            "received_by": named(people.get(found.received_by)) if found.received_by else None,
            "due_at": found.due_at,
            "id": found.id,
        }
        for found, found_asset in waiting
    ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Number"), _("Given by"), _("Received by"), _("Other scan due"), "id"]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Every hand-over has both scans."))


def find_visible(session: Session, actor: Actor, asset_no: str) -> Asset:
    """The asset if the actor may see it, or `NotFound`."""
    from workflows.assets.queries import find_asset_by_no, may_see_asset

    asset = find_asset_by_no(session, asset_no)
    if not may_see_asset(session, actor, asset):
        raise NotFound(say("There is no asset with the number “%(asset_no)s”.", asset_no=asset_no[:80]))
    return asset


def _amount(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise click.BadParameter(said(say("Enter an amount.")), param_hint="--cost") from error


def _tell(name: str, value: UUID, *, is_json: bool) -> None:
    if is_json:
        print_json({name: value})
    else:
        click.echo(str(value))


def _values(asset: Asset) -> dict[str, Any]:
    return {name: getattr(asset, name) for name in FACTS}


def _facts(session: Session, asset: Asset) -> dict[str, Any]:
    from engine.people.models import OrgUnit, Person
    from workflows.assets.models import AssetCategory, Location
    from workflows.assets.valuation import book_values
    from workflows.disposal.queries import open_request_of_asset
    from workflows.organization.books import books_of, today

    convention = books_of(session, asset.legal_entity_id).depreciation_convention
    values = book_values(asset, today(session, asset.legal_entity_id), convention=convention)
    request = open_request_of_asset(session, asset.id)
    return {
        **_values(asset),
        "category": named(session.get(AssetCategory, asset.category_id)),
        "unit": named(session.get(OrgUnit, asset.org_unit_id)),
        "custodian": named(session.get(Person, asset.custodian_id)) if asset.custodian_id else "",
        "location": named(session.get(Location, asset.location_id)) if asset.location_id else "",
        "accumulated": values.accumulated,
        "net_value": values.net_value,
        "carrying": values.carrying,
        "request": request.number if request else None,
    }
