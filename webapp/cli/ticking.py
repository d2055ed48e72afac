"""The clock by hand."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime

import click

from engine import clock
from engine.errors import EngineError, Invalid, Problem, say
from engine.settings import read_settings
from webapp.cli.language import _, said
from webapp.cli.output import print_json
from webapp.cli.running import as_json, opened_database


@click.command(
    help=_("Do once what is due: fire timers, run jobs, send mail. In the demo, as if it were another time.")
)
@click.option("--now", metavar="ISO8601", help=_("Believe that it is this instant: 2026-12-01T09:00+08:00."))
@click.option("--i-mean-it", is_flag=True, help=_("Allow --now outside the demo."))
@as_json
def tick(now: str | None, i_mean_it: bool, is_json: bool) -> None:
    from engine.commands import tick as turn
    from engine.runner.sending import sender
    from webapp.sayings import say_in

    settings = read_settings()
    instant = _instant(now) if now else None
    if instant and not settings.is_demo and not i_mean_it:
        raise EngineError(
            say("Outside the demo, --now fires the timers of real people early. Add --i-mean-it if you want that.")
        )
    with opened_database(settings) as database, clock.set_to(instant) if instant else nullcontext():
        report = turn(database, send=sender(settings, say_in))
    if is_json:
        print_json(vars(report))
        return
    sentence = say(
        "%(fired)s timers fired, %(failed)s failed, %(chunks)s pieces of work done, %(sent)s messages sent.",
        fired=report.timers_fired,
        failed=report.timers_failed,
        chunks=report.job_chunks,
        sent=report.messages_sent,
    )
    click.echo(said(sentence))


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid([Problem("--now", say("Write the instant as 2026-12-01T09:00+08:00."))]) from None
    return instant if instant.tzinfo else instant.astimezone()
