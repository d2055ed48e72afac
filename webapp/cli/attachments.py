"""`zhangshi asset files`: photos and documents of an asset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database
from webapp.cli.uploads import store_path

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.group("files", help=_("Photos and documents of an asset."))
def files() -> None:
    pass


@files.command("list", help=_("List what lies beside an asset."))
@click.argument("asset_no")
@as_person_required
@as_json
def list_files(asset_no: str, login: str, is_json: bool) -> None:
    from webapp.cli.assets import find_visible
    from workflows.assets.attachments.queries import attachments_of

    with opened_database() as database, database.reading() as session:
        asset = find_visible(session, actor_named(session, login), asset_no)
        rows = [
            {"id": one.id, "name": file.download_name, "caption": one.caption, "added_at": one.added_at}
            for one, file in attachments_of(session, asset.id)
        ]
    if is_json:
        print_json(rows)
        return
    headings = ["id", _("Name"), _("Caption"), _("Added")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No photos or documents yet."))


@files.command(help=_("Put a photo or a PDF beside an asset."))
@click.argument("asset_no")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--caption", default="", help=_("What it shows."))
@click.option("--seen", is_flag=True, help=_("Taken just now, before the asset: counts as having seen it."))
@as_person_required
@as_json
def add(asset_no: str, file: Path, caption: str, seen: bool, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from webapp.cli.assets import find_visible
    from workflows.assets.attachments.operations import attach_to_asset

    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
            asset_id = find_visible(session, actor, asset_no).id
        file_id = store_path(database, actor, file)

        def act(session: Session) -> UUID:
            (added,) = attach_to_asset(session, actor, asset_id, [file_id], caption=caption, is_seen=seen)
            return added.id

        _tell(perform(database, act), is_json=is_json)


@files.command(help=_("Show a file no more; its history stays."))
@click.argument("attachment_id", type=click.UUID)
@as_person_required
@as_json
def remove(attachment_id: UUID, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.attachments.operations import remove_attachment

    with opened_database() as database:
        perform(database, lambda session: remove_attachment(session, actor_named(session, login), attachment_id))
    _tell(attachment_id, is_json=is_json)


def _tell(attachment_id: UUID, *, is_json: bool) -> None:
    if is_json:
        print_json({"attachment": attachment_id})
    else:
        click.echo(str(attachment_id))
