"""Messages that have not left the house, from the shell."""

from __future__ import annotations

from uuid import UUID

import click

from engine.errors import say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database


@click.group(help=_("List messages that have not left the house, try them again, or give them up."))
def outbox() -> None:
    pass


@outbox.command("list", help=_("List messages whose last try has failed, or those that wait."))
@click.option("--waiting", is_flag=True, help=_("Those that wait to be sent."))
@as_json
def list_messages(waiting: bool, is_json: bool) -> None:
    from engine.outbox.kinds import MessageStatus
    from engine.outbox.queries import bundle_sizes, undelivered

    with opened_database() as database, database.reading() as session:
        found = undelivered(session, MessageStatus.WAITING if waiting else MessageStatus.FAILED, limit=200)
        sizes = bundle_sizes(session, [row.first.id for row in found])
    rows = [
        {
            "id": row.first.id,
            "way": row.first.channel,
            "to": row.reader.login if row.reader else row.channel.name if row.channel else "",
            "messages": sizes.get(row.first.id, 1),
            "tries": row.first.attempts,
            "since": row.first.created_at,
            "text": said(row.sentence) if row.sentence else row.first.kind,
            "failure": said(row.failure) if row.failure else "",
        }
        for row in found
    ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Id"), _("Way"), _("To"), _("Messages"), _("Tries"), _("Since"), _("What it says"), _("Last failure")]
    empty = _("No message waits.") if waiting else _("No message has failed.")
    print_table(headings, [list(row.values()) for row in rows], empty=empty)


@outbox.command(help=_("Try messages again now: those named, or all failed ones."))
@click.argument("ids", nargs=-1, type=click.UUID)
@click.option("--all", "is_all", is_flag=True, help=_("All failed ones."))
@as_person
def resend(ids: tuple[UUID, ...], is_all: bool, login: str | None) -> None:
    from engine.commands import perform
    from engine.commands.settle_messages import resend_messages

    if bool(ids) == is_all:
        raise click.UsageError(_("Name messages, or say --all."))
    with opened_database() as database:
        wanted = None if is_all else list(ids)
        count = perform(database, lambda s: resend_messages(s, actor_named(s, login), wanted))
    click.echo(said(say("Messages that are tried again: %(count)s.", count=count)))


@outbox.command("give-up", help=_("Try messages no more."))
@click.argument("ids", nargs=-1, required=True, type=click.UUID)
@as_person
def give_up(ids: tuple[UUID, ...], login: str | None) -> None:
    from engine.commands import perform
    from engine.commands.settle_messages import give_up_messages

    with opened_database() as database:
        count = perform(database, lambda s: give_up_messages(s, actor_named(s, login), list(ids)))
    click.echo(said(say("Messages that are given up: %(count)s.", count=count)))
