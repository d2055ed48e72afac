"""`zhangshi journal`: journals from the shell, for people and for the ERP's scripts."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.errors import NotFound, say
from webapp.cli.language import _
from webapp.cli.output import print_facts, print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actors import Actor
    from workflows.accounting.models import Journal
    from workflows.accounting.queries import JournalFilter

FACTS = ("number", "kind", "status", "drafted_for", "posting_on", "external_voucher_no", "currency", "id")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help=_("List, show, confirm and reverse journals."))
def journal() -> None:
    pass


@journal.command("list", help=_("List the journals one may see, newest first."))
@click.option("--status", default="", help=_("Only in this state."))
@click.option("--kind", default="", help=_("Only of this kind."))
@click.option("--from", "from_day", type=DAY, help=_("Posted or drafted on this day or later."))
@click.option("--until", "until_day", type=DAY, help=_("Posted or drafted on this day or before."))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 5000), help=_("How many at most."))
@as_person
@as_json
def list_all(
    status: str,
    kind: str,
    from_day: datetime | None,
    until_day: datetime | None,
    limit: int,
    login: str | None,
    is_json: bool,
) -> None:
    from workflows.accounting.queries import list_journals

    with opened_database() as database, database.reading() as session:
        wanted = filter_of(status, kind, from_day, until_day)
        found = [_values(one) for one in list_journals(session, actor_named(session, login), wanted, limit=limit)]
    if is_json:
        print_json(found)
        return
    headings = [_("Number"), _("Kind"), _("State"), _("Day"), _("ERP voucher number"), "id"]
    names = ("number", "kind", "status", "posting_on", "external_voucher_no", "id")
    print_table(headings, [[row[name] for name in names] for row in found], empty=_("No journals."))


@journal.command(help=_("Show a journal with its lines."))
@click.argument("journal_id", type=click.UUID)
@as_person
@as_json
def show(journal_id: UUID, login: str | None, is_json: bool) -> None:
    from workflows.accounting.queries import find_visible_journal, lines_of

    with opened_database() as database, database.reading() as session:
        found = find_visible_journal(session, actor_named(session, login), journal_id)
        lines = [
            {name: getattr(line, name) for name in ("position", "account_code", "debit", "credit", "step", "text")}
            for line in lines_of(session, journal_id)
        ]
    if is_json:
        print_json({**_values(found), "lines": lines})
        return
    print_facts(_values(found).items())
    print_table(
        [_("Account"), _("Debit"), _("Credit"), _("Text")],
        [(line["account_code"], line["debit"], line["credit"], line["text"]) for line in lines],
        empty=_("No lines."),
    )


@journal.command(help=_("Confirm a journal on a day, with the ERP's voucher number if it has one."))
@click.argument("journal_id", type=click.UUID)
@click.option("--on", "posting_on", required=True, type=DAY, help=_("The posting date."))
@click.option("--voucher", "voucher_no", default="", help=_("The ERP's own number."))
@as_person_required
@as_json
def confirm(journal_id: UUID, posting_on: datetime, voucher_no: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.disposal.confirming import confirm_as_it_comes

    with opened_database() as database:
        done = perform(
            database,
            lambda session: confirm_as_it_comes(
                session,
                actor_named(session, login),
                journal_id,
                posting_on=posting_on.date(),
                external_voucher_no=voucher_no,
            ),
        )
    _tell(done, is_json=is_json)


@journal.command(help=_("Book the opposite of a confirmed journal; a disposal's write-off is undone with it."))
@click.argument("journal_id", type=click.UUID)
@click.option("--on", "posting_on", required=True, type=DAY, help=_("The posting date."))
@click.option("--reason", required=True, help=_("Why."))
@as_person_required
@as_json
def reverse(journal_id: UUID, posting_on: datetime, reason: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.disposal.undoing import reverse_as_it_comes

    with opened_database() as database:
        done = perform(
            database,
            lambda session: reverse_as_it_comes(
                session, actor_named(session, login), journal_id, posting_on=posting_on.date(), reason=reason
            ),
        )
    _tell(done, is_json=is_json)


def write_file(journal_text: str | None, layout: str, kind: str, wanted: JournalFilter, login: str | None) -> None:
    """One journal, or those that are wanted, as a file on the standard output."""
    from webapp.accounting.files import journal_file
    from workflows.accounting.exporting import MAX_JOURNALS, exported_lines
    from workflows.accounting.layouts import Layout
    from workflows.accounting.queries import list_journals

    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        if journal_text is not None:
            found = [find_journal_named(session, actor, journal_text)]
        else:
            found = list_journals(session, actor, wanted, limit=MAX_JOURNALS)
        made = journal_file(exported_lines(session, found), Layout(layout), kind)
    sys.stdout.buffer.write(made.content)


def find_journal_named(session: Session, actor: Actor, text: str) -> Journal:
    """The journal with this number or id, of those the actor may see. Refused: `NotFound`."""
    from workflows.accounting.queries import find_journal_by_number, find_visible_journal

    try:
        return find_visible_journal(session, actor, UUID(text))
    except ValueError:
        found = find_journal_by_number(session, actor, text)
    if found is None:
        raise NotFound(say("There is no journal “%(journal)s”.", journal=text))
    return found


def filter_of(status: str, kind: str, from_day: datetime | None, until_day: datetime | None) -> JournalFilter:
    """What the options ask for."""
    from workflows.accounting.models import JournalStatus
    from workflows.accounting.queries import JournalFilter

    if status and status not in set(JournalStatus):
        choices = {"state": status, "choices": ", ".join(JournalStatus)}
        raise click.UsageError(_("There is no state “%(state)s”; there are: %(choices)s.") % choices)
    return JournalFilter(
        status=JournalStatus(status) if status else None,
        kind=kind,
        from_day=from_day.date() if from_day else None,
        until_day=until_day.date() if until_day else None,
    )


def _values(found: Journal) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FACTS}


def _tell(done: Journal, *, is_json: bool) -> None:
    if is_json:
        print_json(_values(done))
    else:
        click.echo(done.number)
