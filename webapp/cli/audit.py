"""Verifying the history, and taking checkpoints of it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from engine.errors import say
from engine.settings import read_settings
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import as_json, opened_database

CHANGED = 3

in_file = click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("The file of checkpoints, where it is not that of the settings: a copy kept elsewhere."),
)


@click.group(help=_("Verify that nobody changed the history."))
def audit() -> None:
    pass


@audit.command(help=_("Check every chain of events and every checkpoint. Exit code 3 where something was changed."))
@click.option("--chain", type=click.UUID, help=_("Only this chain: the id of a case, an asset, a person, a bundle."))
@in_file
@as_json
def verify(chain: UUID | None, path: Path | None, is_json: bool) -> None:
    from engine.history.checkpoint_file import CheckpointFile
    from engine.history.verification import covered_ends, verify_chains, verify_checkpoints

    settings = read_settings()
    lines = list(CheckpointFile(path or settings.checkpoint_file).lines())  # before the database: never ahead of it
    with opened_database(settings) as database, database.reading() as session:
        findings = list(verify_chains(session, chain, covered=covered_ends(lines)))
        checkpoints = [] if chain else list(verify_checkpoints(session, lines))
    is_intact = not findings and not checkpoints
    if is_json:
        found = {"findings": [vars(each) for each in findings], "checkpoints": [vars(each) for each in checkpoints]}
        print_json({"is_intact": is_intact, **found})
    elif is_intact:
        click.echo(_("The history is intact."))
    if not is_json and findings:
        rows = [(f.chain_kind, f.chain_id, f.number, f.what) for f in findings]
        print_table([_("Chain"), _("Id"), _("Event"), _("What")], rows, empty="")
        click.echo(said(say("%(count)s events are not as they were written.", count=len(findings))), err=True)
    if not is_json and checkpoints:
        print_table([_("Checkpoint"), _("What")], [(c.number, c.what) for c in checkpoints], empty="")
        click.echo(said(say("%(count)s checkpoints are not as they were written.", count=len(checkpoints))), err=True)
    if not is_intact:
        raise SystemExit(CHANGED)


@audit.command(help=_("Write the ends of all chains that changed to the file of checkpoints, as happens every hour."))
@click.option("--anew", is_flag=True, help=_("Cover every chain, not only those that changed: for a new file."))
@in_file
@as_json
def checkpoint(anew: bool, path: Path | None, is_json: bool) -> None:
    from engine.commands.take_checkpoints import take_checkpoints
    from engine.history.checkpoint_file import CheckpointFile

    settings = read_settings()
    with opened_database(settings) as database:
        taken = take_checkpoints(database, CheckpointFile(path or settings.checkpoint_file), anew=anew)
    if is_json:
        print_json({"checkpoints": taken.checkpoints, "chains": taken.chains, "hash": taken.last_hash})
    elif taken.last_hash is None:
        click.echo(_("Nothing has changed since the last checkpoint."))
    else:
        sentence = say(
            "%(chains)s chains covered. Note down: %(hash)s", chains=taken.chains, hash=taken.last_hash.hex()
        )
        click.echo(said(sentence))
