"""Labels to print, from the shell."""

from __future__ import annotations

from pathlib import Path

import click

from engine.errors import say
from engine.settings import read_settings
from webapp.cli.language import _, said
from webapp.cli.output import print_json
from webapp.cli.running import actor_named, as_json, as_person, opened_database

PAPERS = ("a4-3x8", "a4-4x10", "roll-50x30")


@click.command(help=_("Write labels of assets, 400 at most, as PDF for common label papers."))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--search", default="", help=_("Part of the number, the name or the serial number."))
@click.option("--paper", type=click.Choice(PAPERS), default=PAPERS[0], show_default=True, help=_("The label paper."))
@click.option(
    "--skip", type=click.IntRange(0, 99), default=0, help=_("How many labels of the first sheet are used already.")
)
@as_person
@as_json
def labels(out: Path, search: str, paper: str, skip: int, login: str | None, is_json: bool) -> None:
    from webapp.labels.choosing import choose_labels
    from webapp.labels.pdf import set_labels
    from workflows.assets.queries import RegisterFilter

    settings, sent = read_settings(), {"paper": paper, "skip": str(skip)}
    with opened_database(settings) as database, database.reading() as session:
        actor = actor_named(session, login)
        chosen = choose_labels(session, actor, settings, search=search, narrowed=RegisterFilter(), sent=sent)
    out.write_bytes(set_labels(chosen.labels, chosen.paper, skip=chosen.skip))
    if is_json:
        print_json({"path": str(out), "labels": len(chosen.labels), "is_cut": chosen.is_cut})
    else:
        click.echo(said(say("%(count)s labels in %(path)s.", count=len(chosen.labels), path=str(out))))
