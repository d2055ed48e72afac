"""Storage media of assets from the shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from engine.errors import NotFound, say
from webapp.cli.assets import find_visible
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from workflows.media.operations import MediumEntry

KINDS = ("hdd", "ssd", "flash", "tape", "optical", "other")


@click.group(help=_("Look after the storage media inside assets."))
def media() -> None:
    pass


@media.command("list", help=_("List the media of an asset."))
@click.argument("asset_no")
@as_person
@as_json
def list_media(asset_no: str, login: str | None, is_json: bool) -> None:
    from workflows.media.operations import entry_of
    from workflows.media.queries import media_of_asset

    with opened_database() as database, database.reading() as session:
        asset = find_visible(session, actor_named(session, login), asset_no)
        entries = [entry_of(row) for row in media_of_asset(session, asset.id)]
    _print(entries, is_json=is_json)


@media.command(help=_("Enter a medium of an asset, or enter it anew."))
@click.argument("asset_no")
@click.argument("serial_no")
@click.option("--kind", type=click.Choice(KINDS), help=_("What kind of medium it is."))
@click.option("--manufacturer", default="", help=_("Who made it."))
@click.option("--model", default="", help=_("Which model it is."))
@click.option("--capacity", default="", help=_("How much it holds, as printed on it."))
@click.option("--encrypted", is_flag=True, help=_("All that was ever written to it was encrypted."))
@as_person_required
@as_json
def add(
    asset_no: str,
    serial_no: str,
    kind: str | None,
    manufacturer: str,
    model: str,
    capacity: str,
    encrypted: bool,
    login: str,
    is_json: bool,
) -> None:
    from workflows.media.operations import MediumEntry

    new = MediumEntry(serial_no, kind, encrypted, manufacturer, model, capacity)

    def add_to(known: list[MediumEntry]) -> list[MediumEntry]:
        return [one for one in known if one.serial_no.upper() != serial_no.upper()] + [new]

    _print(_change(asset_no, login, add_to), is_json=is_json)


@media.command(help=_("Say that a medium is not in an asset any more."))
@click.argument("asset_no")
@click.argument("serial_no")
@as_person_required
@as_json
def remove(asset_no: str, serial_no: str, login: str, is_json: bool) -> None:
    def take_from(known: list[MediumEntry]) -> list[MediumEntry]:
        left = [one for one in known if one.serial_no.upper() != serial_no.upper()]
        if len(left) == len(known):
            raise NotFound(say("There is no medium %(serial)s in this asset.", serial=serial_no))
        return left

    _print(_change(asset_no, login, take_from), is_json=is_json)


def _change(asset_no: str, login: str, change: Callable[[list[MediumEntry]], list[MediumEntry]]) -> list[MediumEntry]:
    from sqlalchemy.orm import Session

    from engine.commands import perform
    from workflows.media.operations import enter_media, entry_of
    from workflows.media.queries import media_of_asset

    def act(session: Session) -> list[MediumEntry]:
        actor = actor_named(session, login)
        asset = find_visible(session, actor, asset_no)
        known = [entry_of(row) for row in media_of_asset(session, asset.id)]
        return [entry_of(row) for row in enter_media(session, actor, asset, change(known))]

    with opened_database() as database:
        return perform(database, act)


def _print(entries: list[MediumEntry], *, is_json: bool) -> None:
    from workflows.media.names import kind_name

    if is_json:
        print_json([asdict(one) for one in entries])
        return
    print_table(
        [_("Serial number"), _("Kind"), _("Manufacturer"), _("Model"), _("Capacity")],
        [(one.serial_no, said(kind_name(one.kind)), one.manufacturer, one.model, one.capacity) for one in entries],
        empty=_("No medium has been entered."),
    )
