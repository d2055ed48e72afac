"""Verifying the history."""

from __future__ import annotations

from uuid import UUID

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import as_json, opened_database

CHANGED = 3


@click.group(help=_("Verify that nobody changed the history."))
def audit() -> None:
    pass


@audit.command(help=_("Check every chain of events: hashes, numbers, copies. Exit code 3 where something was changed."))
@click.option("--chain", type=click.UUID, help=_("Only this chain: the id of a case, an asset, a person, a bundle."))
@as_json
def verify(chain: UUID | None, is_json: bool) -> None:
    from engine.history.verification import verify_chains

    with opened_database() as database, database.reading() as session:
        findings = list(verify_chains(session, chain))
    if is_json:
        print_json({"is_intact": not findings, "findings": [vars(finding) for finding in findings]})
    elif findings:
        rows = [(f.chain_kind, f.chain_id, f.number, f.what) for f in findings]
        print_table([_("Chain"), _("Id"), _("Event"), _("What")], rows, empty="")
        click.echo(said(say("%(count)s events are not as they were written.", count=len(findings))), err=True)
    else:
        click.echo(_("The history is intact."))
    if findings:
        raise SystemExit(CHANGED)
