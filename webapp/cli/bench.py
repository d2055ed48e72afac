"""`zhangshi bench`: how fast it runs on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.running import as_json

if TYPE_CHECKING:
    from webapp.bench.figures import Figure
    from webapp.bench.report import Report

_database_option = click.option(
    "--database",
    default="sqlite",
    show_default=True,
    metavar="sqlite|postgresql|URL",
    help=_("Where to measure: always in a database of its own, dropped afterwards."),
)


@click.group(help=_("Measure how fast it runs here."))
def bench() -> None:
    pass


@bench.command("engine", help=_("Measure completions a second, statements, state size and the command line."))
@_database_option
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
    from webapp.bench.measurements import Plan
    from webapp.bench.report import measure

    plan = Plan(database, processes, seconds, runs, _counts(open_tasks), http)
    _show(lambda begin, tell: measure(plan, begin, tell), is_json=is_json)


@bench.command("inbox", help=_("Measure the first page of an inbox with very many open tasks."))
@_database_option
@click.option(
    "--open-tasks",
    type=click.IntRange(1000, 10_000_000),
    default=100_000,
    show_default=True,
    help=_("How many tasks are open."),
)
@click.option("--pages", type=click.IntRange(20, 100_000), default=600, show_default=True, help=_("Pages a run."))
@click.option("--runs", type=click.IntRange(1, 99), default=3, show_default=True, help=_("Runs; the median counts."))
@as_json
def inbox(database: str, open_tasks: int, pages: int, runs: int, is_json: bool) -> None:
    from webapp.bench.inboxes import InboxPlan, measure_inboxes

    plan = InboxPlan(database, open_tasks, pages, runs)
    _show(lambda begin, tell: measure_inboxes(plan, begin, tell), is_json=is_json)


@bench.command("timers", help=_("Measure the clock, and a changed limit over very many timers that wait."))
@_database_option
@click.option(
    "--waiting",
    type=click.IntRange(9_000, 10_000_000),
    default=100_000,
    show_default=True,
    help=_("How many timers wait."),
)
@click.option("--runs", type=click.IntRange(1, 99), default=3, show_default=True, help=_("Runs; the median counts."))
@as_json
def timers(database: str, waiting: int, runs: int, is_json: bool) -> None:
    from webapp.bench.timing import TimingPlan, measure_timers

    plan = TimingPlan(database, waiting, runs)
    _show(lambda begin, tell: measure_timers(plan, begin, tell), is_json=is_json)


@bench.command("register", help=_("Measure how fast a large register is taken over, and its page answers."))
@_database_option
@click.option(
    "--assets", type=click.IntRange(100, 1_000_000), default=100_000, show_default=True, help=_("How many assets.")
)
@click.option("--runs", type=click.IntRange(1, 99), default=3, show_default=True, help=_("Runs; the median counts."))
@as_json
def register(database: str, assets: int, runs: int, is_json: bool) -> None:
    from webapp.bench.register import RegisterPlan, measure_register

    plan = RegisterPlan(database, assets, runs)
    _show(lambda begin, tell: measure_register(plan, begin, tell), is_json=is_json)


@bench.command("feel", help=_("Measure expressions, decision tables and parsing, in processor time."))
@click.option(
    "--evaluations",
    type=click.IntRange(1000, 100_000_000),
    default=300_000,
    show_default=True,
    help=_("Evaluations a run."),
)
@click.option("--runs", type=click.IntRange(1, 99), default=3, show_default=True, help=_("Runs; the median counts."))
@as_json
def feel(evaluations: int, runs: int, is_json: bool) -> None:
    from webapp.bench.evaluating import EvaluatingPlan, measure_feel

    plan = EvaluatingPlan(evaluations, runs)
    _show(lambda begin, tell: measure_feel(plan, begin, tell), is_json=is_json)


def _counts(text: str) -> list[int]:
    with suppress(ValueError):
        counts = [int(part) for part in text.split(",") if part.strip()]
        if all(count >= 10 for count in counts):
            return counts
    raise click.BadParameter(said(say("Give whole numbers from 10 upwards, separated by commas.")))


def _show(measuring: Callable[[Callable[[Report], None], Callable[[Figure], None]], Report], *, is_json: bool) -> None:
    """Measure, and show each figure at once, or all of them as JSON in the end."""
    if not is_json:
        measuring(_show_report, _show_figure)
        return
    report = measuring(lambda _: None, lambda _: None)
    click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))


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
