"""`zhangshi conformance`: how well FEEL and DMN keep to the standard."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import as_json

if TYPE_CHECKING:
    from webapp.conformance.kit import Outcome


@click.group(help=_("Run the conformance suites."))
def conformance() -> None:
    pass


@conformance.command(
    "dmn-tck",
    help=_("Run the DMN Technology Compatibility Kit, one of its levels or one of its folders. PATH is where it lies."),
)
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--csv",
    "out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help=_("Write every case to this file, as the kit's own reports do."),
)
@as_json
def dmn_tck(path: Path, out: Path | None, is_json: bool) -> None:
    from webapp.conformance.kit import run_kit
    from webapp.conformance.score import scored

    outcomes = list(run_kit(path))
    score = scored(outcomes)
    if out:
        _write(out, outcomes)
    if is_json:
        print_json({**score.as_json(), "failures": [[*each.row, each.told] for each in outcomes if each.told]})
        return
    rows = [(each.level, each.name, f"{each.passed}/{each.total}", each.percent) for each in score.folders]
    print_table([_("Level"), _("Folder"), _("Passed"), "%"], rows, empty="")
    for outcome in outcomes:
        if outcome.told:
            click.echo(f"{outcome.folder} {outcome.case}: {outcome.told}", err=True)
    for level in score.levels:
        click.echo(f"{level.name}: {level.passed}/{level.total} ({level.percent} %)")
    values = {"mean": score.mean, "worst": score.worst, "ignored": score.ignored}
    click.echo(
        said(say("Mean over folders %(mean)s %%, the worst %(worst)s %%; %(ignored)s cases are left out.", **values))
    )


def _write(path: Path, outcomes: Sequence[Outcome]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(each.row for each in outcomes)
