"""Companies, departments and accounting periods from the shell: for the operator who sets an installation up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from engine.errors import NotFound, say
from webapp.cli.finding import find_person_id
from webapp.cli.language import _
from webapp.cli.naming import named
from webapp.cli.output import print_json, print_table
from webapp.cli.running import OPERATOR, actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.people.models import LegalEntity


@click.group(help=_("Add companies and departments, and open accounting periods."))
def org() -> None:
    pass


@org.command("list", help=_("List companies and departments."))
@as_json
def list_units(is_json: bool) -> None:
    from engine.people.directory import legal_entities, org_units

    with opened_database() as database, database.reading() as session:
        codes = {entity.id: entity.code for entity in legal_entities(session)}
        units = org_units(session)
    by_id = {unit.id: unit.code for unit in units}
    rows = [
        {
            "code": unit.code,
            "name": named(unit),
            "entity": codes[unit.legal_entity_id],
            "parent": by_id.get(unit.parent_id) if unit.parent_id else None,
        }
        for unit in units
    ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Code"), _("Name"), _("Company"), _("Above")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Nothing yet. Begin with: zhangshi org entity"))


@org.command(help=_("Add a company that keeps books of its own."))
@click.argument("code")
@click.argument("name")
@click.option("--name-en", default="", help=_("The name for English readers."))
@click.option("--currency", default="CNY", show_default=True, help=_("The currency of its books."))
def entity(code: str, name: str, name_en: str, currency: str) -> None:
    from engine.people.operations import add_legal_entity

    with opened_database() as database, database.transaction() as session:
        add_legal_entity(session, code, name, name_en=name_en, currency=currency)
    click.echo(code)


@org.command(help=_("Add a department or site of a company."))
@click.argument("code")
@click.argument("name")
@click.option("--entity", "entity_code", required=True, metavar="CODE", help=_("The company, by its code."))
@click.option("--parent", metavar="CODE", help=_("The department above."))
@click.option("--name-en", default="", help=_("The name for English readers."))
def unit(code: str, name: str, entity_code: str, parent: str | None, name_en: str) -> None:
    from engine.people.directory import org_units
    from engine.people.operations import add_org_unit

    with opened_database() as database, database.transaction() as session:
        above = next((unit for unit in org_units(session) if unit.code == parent), None)
        if parent and above is None:
            raise NotFound(say("There is no department “%(code)s”.", code=parent))
        add_org_unit(session, _entity(session, entity_code), code, name, name_en=name_en, parent=above)
    click.echo(code)


@org.command("head", help=_("Say who heads a department; without a sign-in name: nobody."))
@click.argument("code")
@click.argument("head", metavar="[LOGIN]", required=False)
@as_person
def choose_head(code: str, head: str | None, login: str | None) -> None:
    from engine.commands import perform
    from engine.commands.hand_on import set_head
    from engine.people.departments import departments

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        unit = next((found.unit for found in departments(session, actor) if found.unit.code == code), None)
        if unit is None:
            raise NotFound(say("There is no department “%(code)s”.", code=code))
        set_head(session, actor, unit, find_person_id(session, head) if head else None)

    with opened_database() as database:
        perform(database, act)
    click.echo(code)


@org.command("open-period", help=_("Open a month of a company's books for posting."))
@click.argument("month", type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM")
@click.option("--entity", "entity_code", required=True, metavar="CODE", help=_("The company, by its code."))
def open_month(month: datetime, entity_code: str) -> None:
    from workflows.organization.periods import open_period

    with opened_database() as database, database.transaction() as session:
        open_period(session, OPERATOR, _entity(session, entity_code).id, month.year, month.month)
    click.echo(f"{month:%Y-%m}")


def _entity(session: Session, code: str) -> LegalEntity:
    from engine.people.directory import legal_entities

    for entity in legal_entities(session):
        if entity.code == code:
            return entity
    raise NotFound(say("There is no company “%(code)s”.", code=code))
