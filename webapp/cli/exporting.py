"""What leaves for other systems."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.errors import NotFound, say
from webapp.cli.dossiers import dossier
from webapp.cli.language import _
from webapp.cli.naming import named
from webapp.cli.output import print_json
from webapp.cli.running import actor_named, as_person, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actors import Actor
    from workflows.accounting.models import Journal

COLUMNS = ("number", "posting_on", "currency", "position", "account", "account_name", "debit", "credit", "text")


@click.group(help=_("Write journals for the ERP, and dossiers."))
def export() -> None:
    pass


export.add_command(dossier)


@export.command(help=_("Write one journal, by its number or id, as CSV (UTF-8) or JSON."))
@click.argument("journal_text", metavar="JOURNAL")
@click.option("--format", "kind", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help=_("How."))
@as_person
def journal(journal_text: str, kind: str, login: str | None) -> None:
    with opened_database() as database, database.reading() as session:
        rows = _rows(session, _find(session, actor_named(session, login), journal_text))
    if kind == "json":
        print_json(rows)
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(out.getvalue(), nl=False)


def _find(session: Session, actor: Actor, text: str) -> Journal:
    from workflows.accounting.queries import find_journal_by_number, find_visible_journal

    try:
        return find_visible_journal(session, actor, UUID(text))
    except ValueError:
        found = find_journal_by_number(session, actor, text)
    if found is None:
        raise NotFound(say("There is no journal “%(journal)s”.", journal=text))
    return found


def _rows(session: Session, journal: Journal) -> list[dict[str, Any]]:
    from workflows.accounting.queries import accounts_by_code, lines_of
    from workflows.organization.books import books_of

    accounts = accounts_by_code(session, books_of(session, journal.legal_entity_id).chart)
    return [
        {
            "number": journal.number or "",
            "posting_on": journal.posting_on,
            "currency": journal.currency,
            "position": line.position,
            "account": line.account_code,
            "account_name": named(accounts.get(line.account_code)),
            "debit": line.debit,
            "credit": line.credit,
            "text": line.text,
        }
        for line in lines_of(session, journal.id)
    ]
