"""`zhangshi bench`: how fast it runs on this machine."""

from __future__ import annotations

import json
from contextlib import suppress

import click

from engine.errors import say
from webapp.bench.figures import Figure
from webapp.bench.measurements import Plan
from webapp.bench.report import Report, measure
from webapp.cli.language import _, said
from webapp.cli.running import as_json


@click.group(help=_("Measure how fast it runs here."))
def bench() -> None:
    pass


@bench.command("engine", help=_("Measure completions a second, statements, state size and the command line."))
@click.option(
    "--database",
    default="sqlite",
    show_default=True,
    metavar="sqlite|postgresql|URL",
    help=_("Where to measure: always in a database of its own, dropped afterwards."),
)
@click.option("--processes", type=click.IntRange(1, 16), default=1, show_default=True, help=_("How many processes."))
@click.option("--seconds", type=click.FloatRange(0.2, 600), default=5.0, show_default=True, help=_("Length of a run."))
@click.option("--runs", type=click.IntRange(1, 99), default=3, show_default=True, help=_("Runs; the median counts."))
@click.option(
    "--open-tasks",
    default="100,100000",
    show_default=True,
    help=_("Count statements with so many tasks open, separated by commas."),
)
@click.option("--http", is_flag=True, help=_("Measure over HTTP as well, by real sockets."))
@as_json
def engine(
    database: str, processes: int, seconds: float, runs: int, open_tasks: str, http: bool, is_json: bool
) -> None:
    plan = Plan(database, processes, seconds, runs, _counts(open_tasks), http)
    report = measure(plan, lambda _: None, lambda _: None) if is_json else measure(plan, _show_report, _show_figure)
    if is_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))


def _counts(text: str) -> list[int]:
    with suppress(ValueError):
        counts = [int(part) for part in text.split(",") if part.strip()]
        if all(count >= 10 for count in counts):
            return counts
    raise click.BadParameter(said(say("Give whole numbers from 10 upwards, separated by commas.")))


def _show_report(report: Report) -> None:
    facts = {**report.machine, **report.database, "processes": str(report.processes)}
    for name, value in facts.items():
        click.echo(f"  {name:<20} {value}")
    click.echo()


def _show_figure(figure: Figure) -> None:
    runs = " ".join(f"{run:,.4g}" for run in figure.runs)
    bound = f"≥ {figure.at_least:g}" if figure.at_least is not None else ""
    bound = f"≤ {figure.at_most:g}" if figure.at_most is not None else bound
    mark = "" if not bound else "✓" if figure.is_met else "✗"
    click.echo(f"{mark:1} {figure.value:10,.4g} {figure.unit:<3} {bound:<8} {said(figure.label)}  [{runs}]")
