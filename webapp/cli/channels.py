"""Webhooks and chat groups from the shell: an address is a secret, so it is asked for, never an argument."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from engine.errors import EngineError, NotFound, say
from engine.outbox.kinds import FactKind, MessageKind
from engine.settings import read_settings
from webapp.cli.language import _, said, shell_language
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.outbox.models import Channel

KINDS = [*(kind.value for kind in FactKind), *(kind.value for kind in MessageKind)]
as_channel = click.argument("channel", metavar="NAME_OR_ID")


@click.group(help=_("Look after the webhooks and chat groups of the house."))
def channel() -> None:
    pass


@channel.command("list", help=_("List the channels. Their addresses are never shown."))
@as_person
@as_json
def list_channels(login: str | None, is_json: bool) -> None:
    from engine.outbox.queries import channels
    from engine.people.permissions import Permission
    from engine.people.queries import require_permission

    with opened_database() as database, database.reading() as session:
        require_permission(session, actor_named(session, login), Permission.EDIT_CHANNELS)
        rows = [
            {
                "id": found.id,
                "way": found.way,
                "name": found.name,
                "role": found.role,
                "kinds": found.kinds,
                "is_active": found.is_active,
            }
            for found in channels(session)
        ]
    if is_json:
        print_json(rows)
        return
    for row in rows:
        row["is_active"] = _("on") if row["is_active"] else _("off")
    headings = [_("Id"), _("Way"), _("Name"), _("Only to holders of"), _("What it is told"), _("State")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No channel yet."))


@channel.command(
    help=_("Add a webhook or a chat group. The address is asked for, or read as one line of standard input.")
)
@click.argument("name")
@click.option("--way", type=click.Choice(["webhook", "chat"]), required=True, help=_("What kind of channel it is."))
@click.option(
    "--tell",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    required=True,
    metavar="KIND",
    help=_("What it is told; may be repeated. A wrong one is answered with the list."),
)
@click.option("--role", metavar="ROLE", help=_("Chat: only what is told to holders of this role."))
@as_person
def add(name: str, way: str, kinds: tuple[str, ...], role: str | None, login: str | None) -> None:
    from engine.commands import perform
    from engine.commands.set_up_channel import add_group_chat, add_webhook
    from webapp.messages.channels import require_outside, require_robot, secret_of

    if role and way == "webhook":
        raise click.UsageError(_("A webhook is for no role: leave --role out."))
    settings, address = read_settings(), _address()

    def act(session: Session) -> Channel:
        actor = actor_named(session, login)
        if way == "chat":
            return add_group_chat(session, actor, name, address, kinds, role=role)
        return add_webhook(session, actor, name, address, kinds)

    if way == "chat":
        require_robot(settings, address)
    else:
        require_outside(settings, address)
    with opened_database(settings) as database:
        added = perform(database, act)
    click.echo(str(added.id))
    if way == "webhook":
        click.echo(said(say("Secret, shown this once: %(secret)s", secret=secret_of(settings, added))))


@channel.command(help=_("Send a test message by a channel, now."))
@as_channel
@as_person
def test(channel: str, login: str | None) -> None:
    from engine.outbox.deliveries import DeliveryFailed
    from engine.people.permissions import Permission
    from engine.people.queries import require_permission
    from webapp.messages.channels import try_channel

    settings = read_settings()
    with opened_database(settings) as database, database.reading() as session:
        require_permission(session, actor_named(session, login), Permission.EDIT_CHANNELS)
        found = _find(session, channel)
    try:
        try_channel(settings, found, language=shell_language())
    except DeliveryFailed as failure:
        raise EngineError(say("The test failed: %(reason)s", reason=failure.sentence)) from failure
    click.echo(_("The test message was taken."))


@channel.command("address", help=_("Give a channel another address: asked for, or read as one line of standard input."))
@as_channel
@as_person
def change_its_address(channel: str, login: str | None) -> None:
    from engine.commands import perform
    from engine.commands.set_up_channel import change_address
    from webapp.messages.channels import require_sound

    settings, address = read_settings(), _address()
    with opened_database(settings) as database:
        with database.reading() as session:
            found = _find(session, channel)
        require_sound(settings, found, address)
        perform(database, lambda session: change_address(session, actor_named(session, login), found.id, address))
    click.echo(_("The address is changed."))


@channel.command(help=_("Switch a channel off: nothing more leaves by it."))
@as_channel
@as_person
def disable(channel: str, login: str | None) -> None:
    _switch(channel, login, is_active=False)
    click.echo(_("The channel is off."))


@channel.command(help=_("Switch a channel on again."))
@as_channel
@as_person
def enable(channel: str, login: str | None) -> None:
    _switch(channel, login, is_active=True)
    click.echo(_("The channel is on."))


def _switch(name_or_id: str, login: str | None, *, is_active: bool) -> None:
    from engine.commands import perform
    from engine.commands.set_up_channel import switch_channel

    def act(session: Session) -> None:
        switch_channel(session, actor_named(session, login), _find(session, name_or_id).id, is_active=is_active)

    with opened_database() as database:
        perform(database, act)


def _address() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(_("Address"), hide_input=True))
    return sys.stdin.readline().strip()


def _find(session: Session, name_or_id: str) -> Channel:
    from engine.outbox.queries import channels

    found = [each for each in channels(session) if name_or_id in (each.name, str(each.id))]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(say("Several channels are called “%(name)s”: name one by its id.", name=name_or_id))
    raise NotFound(say("There is no channel “%(name)s”.", name=name_or_id))
