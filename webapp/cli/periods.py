"""`zhangshi period`: which months of a company's books are open for posting."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from engine.errors import NotFound, say
from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MONTH = click.DateTime(["%Y-%m"])

_entity = click.option("--entity", "entity_code", required=True, metavar="CODE", help=_("The company, by its code."))


@click.group(help=_("List, open and close the months of a company's books."))
def period() -> None:
    pass


@period.command("list", help=_("List the months that were ever opened, newest first."))
@_entity
@as_json
def list_all(entity_code: str, is_json: bool) -> None:
    from workflows.organization.periods import periods

    with opened_database() as database, database.reading() as session:
        rows = periods(session, _entity_id(session, entity_code))
        found = [{"month": f"{row.year}-{row.month:02}", "status": row.status} for row in rows]
    if is_json:
        print_json(found)
        return
    print_table([_("Month"), _("State")], [tuple(row.values()) for row in found], empty=_("No month is open."))


@period.command("open", help=_("Open a month for posting."))
@click.argument("month", type=MONTH, metavar="YYYY-MM")
@_entity
@as_person_required
def open_month(month: datetime, entity_code: str, login: str) -> None:
    _set(month, entity_code, login, is_open=True)


@period.command("close", help=_("Close a month to further posting."))
@click.argument("month", type=MONTH, metavar="YYYY-MM")
@_entity
@as_person_required
def close_month(month: datetime, entity_code: str, login: str) -> None:
    _set(month, entity_code, login, is_open=False)


def _set(month: datetime, entity_code: str, login: str, *, is_open: bool) -> None:
    from engine.commands import perform
    from workflows.organization.periods import close_period, open_period

    def act(session: Session) -> None:
        set_status = open_period if is_open else close_period
        set_status(session, actor_named(session, login), _entity_id(session, entity_code), month.year, month.month)

    with opened_database() as database:
        perform(database, act)
    click.echo(f"{month:%Y-%m}")


def _entity_id(session: Session, code: str) -> UUID:
    from engine.people.directory import legal_entities

    for entity in legal_entities(session):
        if entity.code == code:
            return entity.id
    raise NotFound(say("There is no company “%(code)s”.", code=code))
