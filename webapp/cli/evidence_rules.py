"""The rules of evidence and the wastes of categories, from the shell."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from engine.errors import NotFound, say
from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflows.evidence.models import EvidenceRule


@click.group(help=_("Look after what disposals have to prove."))
def evidence() -> None:
    pass


@evidence.command(help=_("List the rules valid today, or every rule of an item."))
@click.argument("item", required=False)
@as_json
def rules(item: str | None, is_json: bool) -> None:
    from engine import clock
    from workflows.evidence.rules import evidence_rules, rules_of

    with opened_database() as database, database.reading() as session:
        found = rules_of(session, item) if item else evidence_rules(session, clock.now().date())
        rows = [_values(rule) for rule in found]
    _print(rows, is_json=is_json)


@evidence.command(help=_("Ask for an item from a day on, or do without it."))
@click.argument("item")
@click.option("--by", "brought_by", required=True, metavar="ROLE", help=_("The role that brings it."))
@click.option("--when", "conditions", multiple=True, help=_("A condition such as method:sale; none means always."))
@click.option("--never", "is_never", is_flag=True, help=_("Do without it."))
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), required=True, help=_("The first day, YYYY-MM-DD.")
)
@as_person_required
@as_json
def require(
    item: str,
    brought_by: str,
    conditions: tuple[str, ...],
    is_never: bool,
    valid_from: datetime,
    login: str,
    is_json: bool,
) -> None:
    from engine.commands import perform
    from workflows.disposal.evidence_facts import KNOWN_FACTS
    from workflows.evidence.models import EvidenceItem
    from workflows.evidence.rules import AskedFor, change_rule

    if item not in set(EvidenceItem):
        raise NotFound(say("There is no evidence “%(item)s”.", item=item[:60]))
    asked = AskedFor(EvidenceItem(item), brought_by, " ".join(conditions))
    day = valid_from.date()

    def act(session: Session) -> dict[str, Any]:
        actor = actor_named(session, login)
        rule = change_rule(session, actor, asked, is_required=not is_never, valid_from=day, known=KNOWN_FACTS)
        return _values(rule)

    with opened_database() as database:
        _print([perform(database, act)], is_json=is_json)


@evidence.command(help=_("List the codes of wastes, or say which of them the assets of a category become."))
@click.option("--category", "category_code", help=_("The code of the category."))
@click.option("--code", "codes", multiple=True, help=_("A waste that its assets become; may be repeated."))
@click.option("--as", "login", metavar="LOGIN", help=_("Who acts, by sign-in name."))
@as_json
def wastes(category_code: str | None, codes: tuple[str, ...], login: str | None, is_json: bool) -> None:
    from engine.commands import perform
    from workflows.assets.queries import categories_by_id
    from workflows.disposal.waste import codes_by_category, give_codes, waste_codes

    def act(session: Session) -> None:
        found = [one for one in categories_by_id(session).values() if one.code == category_code]
        if not found:
            raise NotFound(say("There is no such category."))
        give_codes(session, actor_named(session, login), found[0].id, codes)

    with opened_database() as database:
        if category_code:
            perform(database, act)
        with database.reading() as session:
            categories, given = categories_by_id(session), codes_by_category(session)
            rows = [
                {
                    "code": row.code,
                    "name": row.name,
                    "categories": [categories[key].code for key, codes in given.items() if row.code in codes],
                }
                for row in waste_codes(session)
            ]
    if is_json:
        print_json(rows)
        return
    told = [(row["code"], row["name"], ", ".join(row["categories"])) for row in rows]
    print_table([_("Code"), _("Name"), _("Categories")], told, empty=_("No waste codes."))


def _values(rule: EvidenceRule) -> dict[str, Any]:
    return {
        "item": rule.item,
        "valid_from": rule.valid_from,
        "is_required": rule.is_required,
        "conditions": rule.conditions.split(),
        "brought_by": rule.brought_by,
    }


def _print(rows: list[dict[str, Any]], *, is_json: bool) -> None:
    if is_json:
        print_json(rows)
        return
    told = [
        (row["item"], row["valid_from"], row["is_required"], " ".join(row["conditions"]), row["brought_by"])
        for row in rows
    ]
    headings = [_("Evidence"), _("Valid from"), _("Required"), _("When needed"), _("Brought by")]
    print_table(headings, told, empty=_("Nothing is required."))
