"""Monitoring sources from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.errors import NotFound, Sentence, say
from engine.settings import read_settings
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.monitoring.models import MonitoringSource

as_source = click.argument("source", metavar="NAME_OR_ID")


@click.group(help=_("Look after the monitoring systems that may mark assets by alarm."))
def monitoring() -> None:
    pass


@monitoring.command("list", help=_("List the sources. Their secrets are never shown."))
@as_person
@as_json
def list_them(login: str | None, is_json: bool) -> None:
    from webapp.cli.naming import named
    from workflows.monitoring.queries import list_sources

    with opened_database() as database, database.reading() as session:
        rows = [
            {
                "id": source.id,
                "name": source.name,
                "company": named(entity),
                "answers": person.login,
                "is_active": source.is_active,
            }
            for source, entity, person in list_sources(session, actor_named(session, login))
        ]
    if is_json:
        print_json(rows)
        return
    for row in rows:
        row["is_active"] = _("on") if row["is_active"] else _("off")
    headings = [_("Id"), _("Name"), _("Company"), _("Answers for it"), _("State")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No source yet."))


@monitoring.command(help=_("Add a source; its secret is shown this once."))
@click.argument("name")
@click.option("--answers", metavar="LOGIN", required=True, help=_("Who answers for its alarms, by sign-in name."))
@as_person
@as_json
def add(name: str, answers: str, login: str | None, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.monitoring.sources import add_source

    with opened_database() as database:
        source = perform(database, lambda session: add_source(session, actor_named(session, login), name, answers))
    _show_secret(source, is_json=is_json)


@monitoring.command(help=_("Give a source a new secret, shown this once; the old one is worth nothing at once."))
@as_source
@as_person
@as_json
def secret(source: str, login: str | None, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.monitoring.sources import renew_source_secret

    def act(session: Session) -> MonitoringSource:
        return renew_source_secret(session, actor_named(session, login), _find(session, source).id)

    with opened_database() as database:
        found = perform(database, act)
    _show_secret(found, is_json=is_json)


@monitoring.command(help=_("Take no alarm of a source any more."))
@as_source
@as_person
def disable(source: str, login: str | None) -> None:
    _switch(source, login, is_active=False)
    click.echo(_("The source is off."))


@monitoring.command(help=_("Take alarms of a source again."))
@as_source
@as_person
def enable(source: str, login: str | None) -> None:
    _switch(source, login, is_active=True)
    click.echo(_("The source is on."))


@monitoring.command(help=_("Somebody else of the same company answers for the alarms of a source."))
@as_source
@click.argument("answers", metavar="LOGIN")
@as_person
def answer(source: str, answers: str, login: str | None) -> None:
    from engine.commands import perform
    from workflows.monitoring.sources import change_answering

    def act(session: Session) -> None:
        change_answering(session, actor_named(session, login), _find(session, source).id, answers)

    with opened_database() as database:
        perform(database, act)
    click.echo(_("Saved."))


@monitoring.command(help=_("List the latest calls with what became of them, refused ones too."))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help=_("How many at most."))
@as_person
@as_json
def calls(limit: int, login: str | None, is_json: bool) -> None:
    from workflows.monitoring.queries import latest_calls

    with opened_database() as database, database.reading() as session:
        rows = [
            {
                "received_at": call.received_at,
                "source": name,
                "alarm_id": call.alarm_id,
                "asset_no": call.asset_no,
                "outcome": call.outcome,
                "answer": said(Sentence.from_data(call.sentence)),
            }
            for call, name in latest_calls(session, actor_named(session, login), limit=limit)
        ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Received"), _("Source"), _("Alarm"), _("Asset"), _("Outcome"), _("Answer")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No call yet."))


@monitoring.command("raise", help=_("Raise an alarm of a source by hand, without its signature: to try it out."))
@as_source
@click.argument("asset_no")
@click.option("--id", "alarm_id", required=True, help=_("The id of the alarm: the same again does nothing."))
@click.option("--message", required=True, help=_("What is wrong."))
@as_json
def raise_alarm(source: str, asset_no: str, alarm_id: str, message: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.monitoring.alarms import Alarm, take_alarm
    from workflows.monitoring.models import MonitoringCall

    def act(session: Session) -> MonitoringCall:
        return take_alarm(session, _find(session, source).id, Alarm(alarm_id, asset_no, message))

    with opened_database() as database:
        call = perform(database, act)
    if is_json:
        print_json({"outcome": call.outcome, "request_id": call.request_id})
    else:
        click.echo(said(Sentence.from_data(call.sentence)))


def _switch(name_or_id: str, login: str | None, *, is_active: bool) -> None:
    from engine.commands import perform
    from workflows.monitoring.sources import switch_source

    def act(session: Session) -> None:
        switch_source(session, actor_named(session, login), _find(session, name_or_id).id, is_active=is_active)

    with opened_database() as database:
        perform(database, act)


def _show_secret(source: MonitoringSource, *, is_json: bool) -> None:
    from workflows.monitoring.signing import secret_of

    settings = read_settings()
    shown = secret_of(settings.secret_key, source)
    address = f"{settings.public_url.rstrip('/')}/api/v1/monitoring/sources/{source.id}/alarms"
    if is_json:
        print_json({"id": source.id, "address": address, "secret": shown})
        return
    click.echo(address)
    click.echo(said(say("Secret, shown this once: %(secret)s", secret=shown)))


def _find(session: Session, name_or_id: str) -> MonitoringSource:
    from sqlalchemy import select

    from workflows.monitoring.models import MonitoringSource

    for source in session.scalars(select(MonitoringSource)):
        if name_or_id in (source.name, str(source.id)):
            return source
    raise NotFound(say("There is no monitoring source “%(name)s”.", name=name_or_id[:80]))
