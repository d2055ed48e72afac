"""What leaves for other systems and other eyes."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from webapp.cli.dossiers import dossier
from webapp.cli.journals import filter_of, find_journal_named, write_file
from webapp.cli.language import _
from webapp.cli.naming import named
from webapp.cli.output import print_json
from webapp.cli.running import actor_named, as_person, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.accounting.models import Journal

LAYOUTS = ("plain", "kingdee", "yonyou", "sap")
DAY = click.DateTime(["%Y-%m-%d"])
COLUMNS = ("number", "posting_on", "currency", "position", "account", "account_name", "debit", "credit", "text")


@click.group(help=_("Write journals for the ERP, and dossiers."))
def export() -> None:
    pass


export.add_command(dossier)


@export.command(help=_("Write one journal, by number or id, as CSV (UTF-8) or JSON; or many in a system's columns."))
@click.argument("journal_text", metavar="[JOURNAL]", required=False)
@click.option("--layout", type=click.Choice(LAYOUTS), default=None, help=_("Whose columns, for the journals of days."))
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "json"]), default="csv", show_default=True, help=_("How.")
)
@click.option("--status", default="", help=_("Only in this state."))
@click.option("--from", "from_day", type=DAY, help=_("Posted or drafted on this day or later."))
@click.option("--until", "until_day", type=DAY, help=_("Posted or drafted on this day or before."))
@as_person
def journal(
    journal_text: str | None,
    layout: str | None,
    kind: str,
    status: str,
    from_day: datetime | None,
    until_day: datetime | None,
    login: str | None,
) -> None:
    if journal_text is None or layout is not None or kind == "xlsx":
        write_file(journal_text, layout or "plain", kind, filter_of(status, "", from_day, until_day), login)
        return
    with opened_database() as database, database.reading() as session:
        rows = _rows(session, find_journal_named(session, actor_named(session, login), journal_text))
    if kind == "json":
        print_json(rows)
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(out.getvalue(), nl=False)


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
