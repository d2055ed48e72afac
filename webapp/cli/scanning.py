"""Scanned assets from the shell: one line of arguments, or of standard input, for each label."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from uuid import UUID

import click

from engine.actors import Actor
from engine.errors import say
from engine.settings import read_settings
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.assets.models import HandOver

as_labels = click.argument("labels", nargs=-1, metavar="[LABEL]...")


@click.group(help=_("Carry out what was scanned: labels as arguments, or one a line on standard input."))
def scan() -> None:
    pass


@scan.command(help=_("One sees these assets: evidence, which moves nothing."))
@as_labels
@click.option("--location", default="", help=_("Where: the code of a location."))
@click.option("--note", default="", help=_("What is to be said about it."))
@as_person_required
@as_json
def seen(labels: tuple[str, ...], location: str, note: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.scanning.together import see_together

    def act(session: Session) -> list[UUID]:
        actor = actor_named(session, login)
        found = dict(_found(session, actor, _labels(labels)))
        place = _location(session, location)
        return [one.id for one in see_together(session, actor, found, location_id=place, note=note)]

    with opened_database() as database:
        _tell(perform(database, act), is_json=is_json)


@scan.command(help=_("The giver's scan of these assets."))
@as_labels
@as_person_required
@as_json
def give(labels: tuple[str, ...], login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.scanning.together import give_together

    def act(session: Session) -> list[UUID]:
        actor = actor_named(session, login)
        return _ids(give_together(session, actor, [one for one, _key in _found(session, actor, _labels(labels))]))

    with opened_database() as database:
        _tell(perform(database, act), is_json=is_json)


@scan.command(help=_("The receiver's scan of these assets."))
@as_labels
@click.option("--location", required=True, help=_("Where they are received: the code of a location."))
@as_person_required
@as_json
def receive(labels: tuple[str, ...], location: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.queries import find_location_by_label
    from workflows.scanning.together import receive_together

    def act(session: Session) -> list[UUID]:
        actor = actor_named(session, login)
        place = find_location_by_label(session, location).id
        found = [one for one, _key in _found(session, actor, _labels(labels))]
        return _ids(receive_together(session, actor, found, place))

    with opened_database() as database:
        _tell(perform(database, act), is_json=is_json)


@scan.command("list", help=_("List who has seen an asset, newest first."))
@click.argument("asset_no")
@as_person
@as_json
def list_sightings(asset_no: str, login: str | None, is_json: bool) -> None:
    from engine.people.queries import people_by_id
    from webapp.cli.assets import find_visible
    from webapp.cli.naming import named
    from workflows.assets.models import Location
    from workflows.scanning.queries import sightings_of

    with opened_database() as database, database.reading() as session:
        found = sightings_of(session, find_visible(session, actor_named(session, login), asset_no).id)
        people = people_by_id(session, (one.seen_by for one in found))
        rows = [
            {
                "seen_at": one.seen_at,
                "seen_by": named(people.get(one.seen_by)),
                "location": named(session.get(Location, one.location_id)) if one.location_id else "",
                "note": one.note,
            }
            for one in found
        ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Seen at"), _("By"), _("Location"), _("Note")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Nobody has scanned it yet."))


def _labels(labels: tuple[str, ...]) -> list[str]:
    if labels:
        return list(labels)
    return [line.strip() for line in sys.stdin if line.strip()]


def _found(session: Session, actor: Actor, labels: list[str]) -> list[tuple[UUID, bool]]:
    """The assets, and whether their labels prove themselves. Whoever cannot see an asset needs its label."""
    from webapp.assets.reading import view_asset
    from workflows.assets.labels import key_fits, read_label
    from workflows.assets.queries import find_asset_by_label

    secret, found = read_settings().secret_key, []
    for text in labels:
        label = read_label(text)
        asset = find_asset_by_label(session, text, secret=secret)
        view_asset(session, actor, asset.asset_no, label.key or "", secret)
        found.append((asset.id, key_fits(label, secret)))
    return found


def _location(session: Session, text: str) -> UUID | None:
    from workflows.assets.queries import find_location_by_label

    return find_location_by_label(session, text).id if text.strip() else None


def _ids(found: list[HandOver]) -> list[UUID]:
    return [one.id for one in found]


def _tell(ids: list[UUID], *, is_json: bool) -> None:
    if is_json:
        print_json({"ids": ids})
    else:
        click.echo(said(say("%(count)s assets done.", count=len(ids))))
