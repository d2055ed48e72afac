"""Importing files from the shell: checked row by row, and taken over whole or in the good rows."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.errors import EngineError, Invalid, NotFound, Problem, Sentence, say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import OPERATOR, actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from engine.actors import Actor
    from engine.db import Database
    from workflows.imports.models import ImportRow, ImportRun

SHOWN_ROWS = 50


@click.group("import", help=_("Take registers of assets, and people, over from files."))
def imports() -> None:
    pass


_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_mapping = click.option(
    "--mapping",
    metavar="JSON",
    help=_("What columns are taken for, as JSON or a file of it: their headers with fields, “custom” or “ignore”."),
)
_take_good = click.option("--take-good", is_flag=True, help=_("Take the good rows where others are refused."))
_dry_run = click.option("--dry-run", is_flag=True, help=_("Check and report alone; change nothing."))


@imports.command(help=_("Take a register of assets over from a CSV or Excel file."))
@_file
@_mapping
@click.option("--unit", metavar="CODE", help=_("The department where the file names none."))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=_("The day to which depreciation is counted."))
@_take_good
@_dry_run
@as_person
@as_json
def assets(
    file: Path,
    mapping: str | None,
    unit: str | None,
    as_of: datetime | None,
    take_good: bool,
    dry_run: bool,
    login: str | None,
    is_json: bool,
) -> None:
    options = {"as_of": as_of.date() if as_of else None, "unit": unit}
    _import("assets", file, mapping, options, take_good=take_good, dry_run=dry_run, login=login, is_json=is_json)


@imports.command(help=_("Take people, departments, managers and roles over from a CSV or Excel file."))
@_file
@_mapping
@_take_good
@_dry_run
@as_person
@as_json
def people(file: Path, mapping: str | None, take_good: bool, dry_run: bool, login: str | None, is_json: bool) -> None:
    options = {"as_of": None, "unit": None}
    _import("people", file, mapping, options, take_good=take_good, dry_run=dry_run, login=login, is_json=is_json)


def _import(
    kind: str,
    file: Path,
    mapping: str | None,
    options: Mapping[str, Any],
    *,
    take_good: bool,
    dry_run: bool,
    login: str | None,
    is_json: bool,
) -> None:
    """Exit code 1 where rows are refused and the good ones are not wanted: then nothing was taken."""
    from engine.commands import perform
    from webapp.imports.receiving import receive
    from workflows.imports.models import ImportKind
    from workflows.imports.operations import apply_import, apply_more, check_more

    targets = _targets(mapping)
    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
        run_id = receive(database, actor, ImportKind(kind), file.read_bytes(), file.name)
        perform(database, lambda session: _choose(session, actor, run_id, targets, **options))
        _in_chunks(database, run_id, check_more, _("Checking"), is_silent=is_json)
        is_refused = not take_good and _refused(database, run_id)
        if not dry_run and not is_refused:
            perform(database, lambda session: apply_import(session, actor, run_id, take_good=take_good))
            _in_chunks(database, run_id, apply_more, _("Taking over"), is_silent=is_json)
        _print_report(database, run_id, is_json=is_json)
    if is_refused and not dry_run:
        raise EngineError(say("Nothing was taken over. With --take-good the good rows are."))


def _choose(
    session: Session, actor: Actor, run_id: UUID, targets: Mapping[str, str], *, as_of: date | None, unit: str | None
) -> None:
    from engine.people.directory import org_units
    from workflows.imports.operations import choose

    unit_id = next((found.id for found in org_units(session) if found.code == unit), None)
    if unit and unit_id is None:
        raise NotFound(say("There is no department “%(code)s”.", code=unit))
    choose(session, actor, run_id, targets, as_of=as_of, unit_id=unit_id)


def _targets(mapping: str | None) -> dict[str, str]:
    if mapping is None:
        return {}
    text = mapping if mapping.lstrip().startswith("{") else Path(mapping).read_text(encoding="utf-8")
    try:
        targets = json.loads(text)
    except ValueError:
        targets = None
    if not isinstance(targets, dict) or not all(isinstance(target, str) for target in targets.values()):
        raise Invalid([Problem("mapping", say('Write the mapping as JSON: {"Header": "field"}'))])
    return targets


def _in_chunks(
    database: Database, run_id: UUID, more: Callable[[Session, UUID], bool], title: str, *, is_silent: bool
) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from engine.commands import perform
    from workflows.imports.models import ImportRun

    with Progress(console=Console(stderr=True), disable=is_silent, transient=True) as progress:
        bar = progress.add_task(title, total=None)
        while not perform(database, lambda session: more(session, run_id)):
            with database.reading() as session:
                run = session.get_one(ImportRun, run_id)
                progress.update(bar, total=run.row_count, completed=run.applied_to or run.rows_checked)


def _refused(database: Database, run_id: UUID) -> bool:
    from workflows.imports.models import ImportRun, Outcome

    with database.reading() as session:
        return bool(session.get_one(ImportRun, run_id).counts.get(Outcome.REFUSED))


def _print_report(database: Database, run_id: UUID, *, is_json: bool) -> None:
    from workflows.imports.models import ImportRun, Outcome
    from workflows.imports.queries import missing_people, report_rows

    with database.reading() as session:
        run = session.get_one(ImportRun, run_id)
        missing = [person.login for person in missing_people(session, OPERATOR, run)]
        refused = report_rows(session, run, outcome=Outcome.REFUSED, limit=SHOWN_ROWS)
        noted = report_rows(session, run, is_noted=True, limit=SHOWN_ROWS)
    if is_json:
        rows = {"refused": [_row(row) for row in refused], "noted": [_row(row) for row in noted]}
        print_json(_facts(run) | rows | {"missing": missing})
        return
    counts = [(said(_WORDS[name]), count) for name, count in run.counts.items() if name in _WORDS]
    print_table([_("Rows"), _("Count")], counts, empty="")
    told = [(row.number, row.key, _told(row)) for row in sorted({*refused, *noted}, key=lambda row: row.number)]
    if told:
        click.echo()
        print_table([_("Row"), _("Number"), _("What is told")], told, empty="")
    if missing:
        sentence = say(
            "Here, and not in the file (nobody is deactivated for that): %(logins)s", logins=", ".join(missing)
        )
        click.echo(said(sentence))


def _facts(run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "status": run.status,
        "encoding": run.encoding,
        "rows": run.row_count,
        "counts": run.counts,
        "columns": {column["header"]: column["target"] for column in run.columns},
    }


def _row(row: ImportRow) -> dict[str, Any]:
    return {"row": row.number, "key": row.key, "outcome": row.outcome, "told": _sentences(row)}


def _told(row: ImportRow) -> str:
    return " ".join(_sentences(row))


def _sentences(row: ImportRow) -> list[str]:
    return [said(Sentence.from_data(told["sentence"])) for told in (*row.problems, *row.notes)]


_WORDS = {
    "new": say("New"),
    "changed": say("Changed"),
    "same": say("Unchanged"),
    "refused": say("Refused"),
    "skipped": say("Skipped"),
    "noted": say("With remarks"),
}
