"""`zhangshi asset views`: what the register is narrowed to, under a name; `asset export`: the register as a file."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

_ENTRY = click.option("--set", "entries", multiple=True, metavar="ENTRY=VALUE", help=_("As in the register's address."))


@click.group(help=_("Saved views of the register."))
def views() -> None:
    pass


@views.command("list", help=_("List one's own views, and those shared with one."))
@as_person_required
@as_json
def list_views(login: str, is_json: bool) -> None:
    from workflows.assets.views.queries import views_of

    names = ("id", "name", "role", "entries")
    with opened_database() as database, database.reading() as session:
        found = views_of(session, actor_named(session, login))
        rows = [{name: getattr(view, name) for name in names} for view in found]
    if is_json:
        print_json(rows)
        return
    headings = ["id", _("Name"), _("Role"), _("Entries")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No view yet."))


@views.command(help=_("Keep a view under a name."))
@click.argument("name")
@_ENTRY
@click.option("--role", help=_("Share it with everybody who holds this role."))
@click.option("--default", "is_default", is_flag=True, help=_("Open the register with it."))
@as_person_required
@as_json
def save(name: str, entries: tuple[str, ...], role: str | None, is_default: bool, login: str, is_json: bool) -> None:
    from workflows.assets.views.operations import open_with, save_view

    with opened_database() as database, database.transaction() as session:
        actor = actor_named(session, login)
        view = save_view(session, actor, name, _read(entries), role=role)
        if is_default:
            open_with(session, actor, view.id)
    _tell(view.id, is_json=is_json)


@views.command(help=_("Remove a view of one's own."))
@click.argument("view_id", type=click.UUID)
@as_person_required
@as_json
def remove(view_id: UUID, login: str, is_json: bool) -> None:
    from workflows.assets.views.operations import remove_view

    with opened_database() as database, database.transaction() as session:
        remove_view(session, actor_named(session, login), view_id)
    _tell(view_id, is_json=is_json)


@click.command(help=_("Write the register, or what its entries narrow it to, into a file."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_ENTRY
@as_person_required
def export(file: Path, entries: tuple[str, ...], login: str) -> None:
    from webapp.assets.exporting import exported_headings, exported_rows
    from webapp.assets.register import RegisterEntry
    from webapp.spreadsheets import csv_chunks, xlsx_bytes

    if file.suffix not in (".csv", ".xlsx"):
        raise click.BadParameter(said(say("The file ends in .csv or .xlsx.")), param_hint="FILE")
    entry = RegisterEntry.read(_read(entries))
    with opened_database() as database, database.reading() as session:
        headings, rows = exported_headings(session), exported_rows(session, actor_named(session, login), entry)
        if file.suffix == ".xlsx":
            file.write_bytes(xlsx_bytes(headings, rows, title=_("Assets")))
        else:
            with file.open("wb") as out:
                out.writelines(csv_chunks(headings, rows))
    click.echo(str(file))


def _read(entries: tuple[str, ...]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in entries]
    if not all(is_given for _name, is_given, _value in pairs):
        raise click.BadParameter(said(say("Write it as FIELD=VALUE.")), param_hint="--set")
    return {name: value for name, _given, value in pairs}


def _tell(view_id: UUID, *, is_json: bool) -> None:
    if is_json:
        print_json({"view": view_id})
    else:
        click.echo(str(view_id))
