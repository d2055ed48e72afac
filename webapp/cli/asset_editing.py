"""`zhangshi asset edit`: what is known of an asset here; `zhangshi asset fields`: the fields of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.errors import NotFound, say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.assets.models import Asset, AssetCategory

CUSTOM = "field:"


@click.command(help=_("Edit an asset: --set custodian=SIGN-IN-NAME --set location=CODE --set “field:Colour=red”."))
@click.argument("asset_no")
@click.option("--set", "entries", multiple=True, required=True, metavar="FIELD=VALUE", help=_("May be repeated."))
@as_person_required
@as_json
def edit(asset_no: str, entries: tuple[str, ...], login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.editing import edit_asset, revision_of
    from workflows.assets.queries import find_asset_by_no

    def act(session: Session) -> Asset:
        asset = find_asset_by_no(session, asset_no)
        changes = _changes(session, entries)
        return edit_asset(session, actor_named(session, login), asset.id, changes, revision=revision_of(asset))

    with opened_database() as database:
        asset = perform(database, act)
    if is_json:
        print_json({"id": asset.id, "asset_no": asset.asset_no})
    else:
        click.echo(asset.asset_no)


@click.group(help=_("Fields of one's own on the cards of a category."))
def fields() -> None:
    pass


@fields.command("list", help=_("List the fields of a category."))
@click.argument("category")
@as_json
def list_fields(category: str, is_json: bool) -> None:
    from workflows.assets.fields.queries import fields_of

    names = ("id", "name", "kind", "choices", "is_required", "is_retired")
    with opened_database() as database, database.reading() as session:
        found = fields_of(session, _category(session, category).id, with_retired=True)
        rows = [{name: getattr(field, name) for name in names} for field in found]
    if is_json:
        print_json(rows)
        return
    headings = ["id", _("Name"), _("Kind"), _("Choices"), _("Required"), _("Retired")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No field of one's own yet."))


@fields.command(help=_("Add a field to a category."))
@click.argument("category")
@click.argument("name")
@click.option("--kind", type=click.Choice(["text", "number", "date", "choice"]), default="text", show_default=True)
@click.option("--choice", "choices", multiple=True, help=_("May be repeated."))
@click.option("--required", is_flag=True, help=_("It has to be filled in."))
@as_person_required
@as_json
def add(
    category: str, name: str, kind: str, choices: tuple[str, ...], required: bool, login: str, is_json: bool
) -> None:
    from engine.commands import perform
    from workflows.assets.fields.models import FieldKind
    from workflows.assets.fields.operations import FieldDetails, save_field

    def act(session: Session) -> UUID:
        details = FieldDetails(name, FieldKind(kind), choices, required)
        return save_field(session, actor_named(session, login), _category(session, category).id, details).id

    with opened_database() as database:
        field_id = perform(database, act)
    _tell(field_id, is_json=is_json)


@fields.command(help=_("Ask a field no more; what assets say in it stays."))
@click.argument("field_id", type=click.UUID)
@click.option("--resume", is_flag=True, help=_("Ask it again."))
@as_person_required
@as_json
def retire(field_id: UUID, resume: bool, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.fields.operations import retire_field

    with opened_database() as database:
        perform(
            database,
            lambda session: retire_field(session, actor_named(session, login), field_id, is_retired=not resume),
        )
    _tell(field_id, is_json=is_json)


def _changes(session: Session, entries: tuple[str, ...]) -> dict[str, Any]:
    from workflows.assets.editing import CIRCUMSTANCES

    changes: dict[str, Any] = {}
    custom: dict[str, str] = {}
    for entry in entries:
        name, is_given, value = entry.partition("=")
        if not is_given:
            raise click.BadParameter(said(say("Write it as FIELD=VALUE.")), param_hint="--set")
        if name.startswith(CUSTOM):
            custom[name.removeprefix(CUSTOM)] = value
        elif name == "custodian":
            changes["custodian_id"] = _person(session, value) if value else None
        elif name == "location":
            changes["location_id"] = _location(session, value) if value else None
        else:
            changes[name] = value in ("yes", "true", "1") if name in CIRCUMSTANCES else value
    return changes | ({"custom_fields": custom} if custom else {})


def _person(session: Session, login: str) -> UUID:
    from engine.people.queries import find_person_by_login

    person = find_person_by_login(session, login)
    if person is None:
        raise NotFound(say("Nobody here has the sign-in name “%(name)s”.", name=login[:40]))
    return person.id


def _location(session: Session, code: str) -> UUID:
    from workflows.assets.queries import find_location_by_label

    return find_location_by_label(session, code).id


def _category(session: Session, code: str) -> AssetCategory:
    from workflows.assets.queries import categories_by_id

    found = [one for one in categories_by_id(session).values() if code in (one.code, one.name)]
    if not found:
        raise NotFound(say("There is no such category."))
    return found[0]


def _tell(field_id: UUID, *, is_json: bool) -> None:
    if is_json:
        print_json({"field": field_id})
    else:
        click.echo(str(field_id))
