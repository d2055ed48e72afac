"""Checking and publishing bundles."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.errors import EngineError, Invalid, Problem
from webapp.cli.language import _, said
from webapp.cli.output import print_json
from webapp.cli.running import actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.definitions.known import Known

folders = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@click.command(
    help=_("Check bundles (folders) as publishing does: one line per problem, exit code 1 where one is an error.")
)
@folders
@as_json
def check(paths: tuple[Path, ...], is_json: bool) -> None:
    with opened_database() as database, database.reading() as session:
        from engine.definitions.known import known_things

        known = known_things(session)
    found = [(path, problem) for path in paths for problem in _problems(path, known)]
    if is_json:
        print_json([_as_data(path, problem) for path, problem in found])
    else:
        for path, problem in found:
            click.echo(_line(path, problem))
        if all(_severity(problem) == "note" for _path, problem in found):
            click.echo(_("No problems."))
    if any(_is_error(problem) for _path, problem in found):
        raise SystemExit(1)


@click.command(help=_("Publish bundles (folders) as their next version; unchanged ones stay as they are."))
@folders
@as_person
@as_json
def deploy(paths: tuple[Path, ...], login: str | None, is_json: bool) -> None:
    from engine.commands import deploy_bundle, examine_bundle, perform
    from engine.definitions.bundles import read_folder

    published = []
    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
        for bundle in map(read_folder, paths):
            with database.reading() as session:
                examination = examine_bundle(session, actor, bundle)
            version = perform(database, partial(deploy_bundle, actor=actor, bundle=bundle, examination=examination))
            published.append({"bundle": version.bundle_key, "number": version.number, "sha256": version.sha256})
            if not is_json:
                click.echo(version.label)
    if is_json:
        print_json(published)


def _problems(path: Path, known: Known) -> Sequence[Problem]:
    from engine.definitions.bundles import read_folder
    from engine.definitions.validation import check_bundle

    try:
        return check_bundle(read_folder(path), known)
    except Invalid as refusal:
        return refusal.problems
    except EngineError as refusal:
        return [Problem("", refusal.sentence, "file")]


def _is_error(problem: Problem) -> bool:
    return _severity(problem) == "error"


def _severity(problem: Problem) -> str:
    return str(getattr(problem, "severity", "error"))


def _line(path: Path, problem: Problem) -> str:
    kind = {"error": _("error"), "warning": _("warning"), "note": _("note")}[_severity(problem)]
    return f"{path.name}/{problem.where}: {kind}: {said(problem.sentence)} [{problem.category}]"


def _as_data(path: Path, problem: Problem) -> dict[str, str]:
    return {
        "bundle": path.name,
        "where": problem.where,
        "severity": _severity(problem),
        "category": problem.category,
        "detail": said(problem.sentence),
    }
