"""`zhangshi user left|leave|back`: what hangs on somebody, and to whom it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.errors import say
from webapp.cli.finding import find_person_id
from webapp.cli.language import _, said, shell_language
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, opened_database

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from webapp.people.successors import LeftBehind
    from workflows.leaving.operations import Left

_as_editor = click.option("--as", "editor", metavar="LOGIN", help=_("Who acts, by sign-in name."))


@click.command(help=_("Show what hangs on a person, or is left of it once they have left."))
@click.argument("login")
@as_json
def left(login: str, is_json: bool) -> None:
    from webapp.people.successors import left_behind

    with opened_database() as database, database.reading() as session:
        found = _as_data(left_behind(session, find_person_id(session, login)))
    if is_json:
        print_json(found)
        return
    headings = _headings()
    rows = [(headings[kind], text) for kind, texts in found.items() for text in texts]
    print_table([_("What"), _("Which")], rows, empty=_("Nothing hangs on this person."))


@click.command(help=_("Somebody leaves for good: hand everything over, and end their account at once."))
@click.argument("login")
@click.option("--tasks-to", "tasks", metavar="LOGIN", help=_("Who gets their tasks; else the next manager."))
@click.option("--roles-to", "roles", metavar="LOGIN", help=_("Who gets the roles that nobody else holds."))
@click.option("--people-to", "people", metavar="LOGIN", help=_("Whom their people and departments answer to."))
@click.option("--substitutions-to", "substitutions", metavar="LOGIN", help=_("Who stands in where they did."))
@click.option("--assets-to", "assets", metavar="LOGIN", help=_("Who gets the assets in their custody."))
@_as_editor
@as_json
def leave(login: str, editor: str | None, is_json: bool, assets: str | None, **successors: str | None) -> None:
    from engine.commands import perform
    from engine.commands.hand_on import Successors
    from workflows.leaving.operations import leave_house

    def act(session: Session) -> Left:
        found = {field: _found(session, name) for field, name in successors.items()}
        actor, person_id = actor_named(session, editor), find_person_id(session, login)
        return leave_house(session, actor, person_id, Successors(**found), assets_to=_found(session, assets))

    with opened_database() as database:
        gone = perform(database, act)
    if is_json:
        print_json({"tasks": gone.tasks, "assets_moved": gone.assets_moved, "assets_left": gone.assets_left})
        return
    click.echo(
        said(
            say(
                "Deactivated. Tasks that change hands: %(tasks)s; assets with a new custodian: %(moved)s; assets still "
                "in their custody: %(left)s.",
                tasks=gone.tasks,
                moved=gone.assets_moved,
                left=gone.assets_left,
            )
        )
    )


@click.command(help=_("Somebody is back, with the roles they had."))
@click.argument("login")
@_as_editor
def back(login: str, editor: str | None) -> None:
    from engine.commands import perform
    from engine.commands.change_person import reactivate_person

    with opened_database() as database:
        perform(
            database,
            lambda session: reactivate_person(session, actor_named(session, editor), find_person_id(session, login)),
        )
    click.echo(login)


def _found(session: Session, login: str | None) -> UUID | None:
    return find_person_id(session, login) if login else None


def _as_data(found: LeftBehind) -> dict[str, list[str]]:
    others = found.others
    return {
        "tasks": [f"{waiting.case} {waiting.task.in_language(shell_language())}" for waiting in found.tasks],
        "roles": [f"{held.role.code}@{held.unit.code if held.unit else '*'}" for held in others.lonely_roles],
        "reports": [person.login for person in others.reports],
        "units": [unit.code for unit in others.units],
        "substitutions": [found.absent[absence.person_id].login for absence in others.substituting],
        "assets": [asset.asset_no for asset in found.assets],
    }


def _headings() -> dict[str, str]:
    return {
        "tasks": _("Task"),
        "roles": _("Role that nobody else holds"),
        "reports": _("Answers to them"),
        "units": _("Heads"),
        "substitutions": _("Stands in for"),
        "assets": _("Asset"),
    }
