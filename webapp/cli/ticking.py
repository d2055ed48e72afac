"""The clock by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from engine import clock
from engine.errors import EngineError, Invalid, Problem, say
from engine.settings import read_settings
from webapp.cli.language import _, said, shell_language
from webapp.cli.output import print_json, print_table
from webapp.cli.running import as_json, opened_database

if TYPE_CHECKING:
    from engine.commands import TickReport
    from engine.db import Database
    from engine.outbox.deliveries import Send

MOST_TURNS = 10_000


@click.command(
    help=_(
        "Do once what is due: fire timers, run jobs, send mail. In the demo, as if it were another time, or from one "
        "due date to the next until then. Says who was told what."
    )
)
@click.option("--now", metavar="ISO8601", help=_("Believe that it is this instant: 2026-12-01T09:00+08:00."))
@click.option("--until", metavar="ISO8601", help=_("Let time pass until this instant, one due date after the other."))
@click.option("--i-mean-it", is_flag=True, help=_("Allow --now and --until outside the demo."))
@as_json
def tick(now: str | None, until: str | None, i_mean_it: bool, is_json: bool) -> None:
    from engine.runner.sending import sender
    from engine.types import new_id
    from webapp.sayings import say_in

    settings = read_settings()
    start, end = (_instant(name, text) if text else None for name, text in (("--now", now), ("--until", until)))
    if (start or end) and not settings.is_demo and not i_mean_it:
        raise EngineError(
            say("Outside the demo, --now fires the timers of real people early. Add --i-mean-it if you want that.")
        )
    with opened_database(settings) as database:
        mark = new_id()
        total: dict[str, int] = {}
        for report in _turns(database, sender(settings, say_in), start, end):
            total = {name: total.get(name, 0) + count for name, count in asdict(report).items()}
        told = _told_since(database, mark)
    if is_json:
        print_json({**total, "told": told})
        return
    click.echo(
        said(
            say(
                "Timers fired: %(timers)s, ladder stages: %(stages)s, failed: %(failed)s. Pieces of work: %(chunks)s. "
                "Messages sent: %(sent)s.",
                timers=total["timers_fired"],
                stages=total["stages_fired"],
                failed=total["timers_failed"],
                chunks=total["job_chunks"],
                sent=total["messages_sent"],
            )
        )
    )
    if told:
        rows = [(_on_their_clock(row), row["to"], row["message"]) for row in told]
        print_table([_("When"), _("To"), _("Message")], rows, empty="")


def _turns(database: Database, send: Send, start: datetime | None, end: datetime | None) -> Iterator[TickReport]:
    """One turn at `start` (else now); with `end`, further ones at each due date until then, and one at the end."""
    from engine.commands import tick as turn
    from engine.timers.queries import next_due_at

    with clock.set_to(start) if start else nullcontext():
        yield turn(database, send=send)
        at = clock.now()
    for _turn in range(MOST_TURNS):
        if end is None or at >= end:
            return
        with database.reading() as session:
            at = next_due_at(session, at, end) or end
        with clock.set_to(at):
            yield turn(database, send=send)


def _told_since(database: Database, mark: UUID) -> list[dict[str, Any]]:
    """Who was told what inside the house since the id `mark` was made."""
    from engine.errors import Sentence
    from engine.outbox.queries import notices_since
    from engine.people.queries import people_by_id
    from webapp.sayings import say_in

    with database.reading() as session:
        found = notices_since(session, mark)
        people = people_by_id(session, [notice.person_id for notice in found])
    return [
        {
            "at": notice.created_at,
            "time_zone": people[notice.person_id].time_zone,
            "to": people[notice.person_id].login,
            "message": say_in(Sentence.from_data(notice.sentence), shell_language()),
        }
        for notice in found
    ]


def _on_their_clock(row: dict[str, Any]) -> str:
    """When somebody was told, in their own time zone, which is named."""
    return f"{row['at'].astimezone(ZoneInfo(row['time_zone'])):%Y-%m-%d %H:%M} {row['time_zone']}"


def _instant(option: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid([Problem(option, say("Write the instant as 2026-12-01T09:00+08:00."))]) from None
    return instant if instant.tzinfo else instant.astimezone()
