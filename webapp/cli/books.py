"""`zhangshi books`: by what rules a company keeps its books, accounts and VAT rates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from engine.errors import NotFound, say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actors import Actor

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help=_("Charts of accounts, VAT rates, and by which of them a company keeps its books."))
def books() -> None:
    pass


@books.command(help=_("Set by which chart and depreciation convention a company keeps its books."))
@click.option("--entity", "entity_code", required=True, metavar="CODE", help=_("The company, by its code."))
@click.option("--chart", required=True, help="cas, small, ifrs")
@click.option("--convention", required=True, help="CN_NEXT_MONTH, DAILY, HALF_MONTH, US_MID_MONTH, HALF_YEAR")
@as_person_required
def keep(entity_code: str, chart: str, convention: str, login: str) -> None:
    from engine.people.directory import legal_entities
    from workflows.organization.keeping import set_books

    def act(session: Session, actor: Actor) -> None:
        entities = {entity.code: entity.id for entity in legal_entities(session)}
        if entity_code not in entities:
            raise NotFound(say("There is no company “%(code)s”.", code=entity_code))
        set_books(session, actor, entities[entity_code], chart=chart, convention=convention)

    _carry_out(login, act, entity_code)


@books.command(help=_("List the accounts of a chart, and those of its purposes."))
@click.argument("chart")
@as_json
def accounts(chart: str, is_json: bool) -> None:
    from workflows.accounting.editing import posting_rows
    from workflows.accounting.queries import accounts_by_code

    with opened_database() as database, database.reading() as session:
        known = accounts_by_code(session, chart)
        rows = [
            {"code": row.code, "purpose": row.purpose, "method": row.method} for row in posting_rows(session, chart)
        ]
        named = {code: {"name": account.name, "name_en": account.name_en} for code, account in known.items()}
    if is_json:
        print_json({"accounts": named, "postings": rows})
        return
    print_table(
        [_("Account"), _("Name")], [(code, one["name"]) for code, one in named.items()], empty=_("No accounts.")
    )
    click.echo()
    headings = [_("Account"), _("Purpose"), _("Method")]
    print_table(headings, [tuple(row.values()) for row in rows], empty=_("No accounts."))


@books.command("keep-account", help=_("Add an account to a chart, or rename one."))
@click.argument("chart")
@click.argument("code")
@click.argument("name")
@click.option("--name-en", default="", help=_("The name for English readers."))
@as_person_required
def keep_one(chart: str, code: str, name: str, name_en: str, login: str) -> None:
    from workflows.accounting.editing import keep_account

    _carry_out(login, lambda session, actor: keep_account(session, actor, chart, code, name, name_en=name_en), code)


@books.command("set-account", help=_("Post to an account for a purpose, of one disposal method or of all."))
@click.argument("chart")
@click.argument("purpose")
@click.argument("code")
@click.option("--method", default="", help=_("Only for this disposal method."))
@as_person_required
def set_account(chart: str, purpose: str, code: str, method: str, login: str) -> None:
    from workflows.accounting.editing import set_posting_account

    _carry_out(login, lambda session, actor: set_posting_account(session, actor, chart, method, purpose, code), code)


@books.command(help=_("List every VAT rate with its days."))
@as_json
def rates(is_json: bool) -> None:
    from workflows.accounting.editing import tax_rates

    names = ("code", "price_rate", "tax_rate", "valid_from", "valid_until", "source")
    with opened_database() as database, database.reading() as session:
        rows = [{name: getattr(rate, name) for name in names} for rate in tax_rates(session)]
    if is_json:
        print_json(rows)
        return
    headings = [_("Kind"), _("In the price"), _("To be paid"), _("From"), _("Until"), _("Where it is written")]
    print_table(headings, [tuple(row.values()) for row in rows], empty=_("No rates."))


@books.command("add-rate", help=_("Add a VAT rate from a day on, as fractions: 0.13 is 13 %."))
@click.argument("code")
@click.option("--price-rate", required=True, help=_("What the price without tax is multiplied by, less one."))
@click.option("--tax-rate", required=True, help=_("What of that is paid."))
@click.option("--from", "valid_from", required=True, type=DAY, help=_("From this day."))
@click.option("--source", default="", help=_("Where it is written."))
@as_person_required
def add_rate(code: str, price_rate: str, tax_rate: str, valid_from: datetime, source: str, login: str) -> None:
    from workflows.accounting.editing import add_tax_rate

    of_price, of_tax = _rate(price_rate, "--price-rate"), _rate(tax_rate, "--tax-rate")

    def act(session: Session, actor: Actor) -> None:
        begins = valid_from.date()
        add_tax_rate(session, actor, code, price_rate=of_price, tax_rate=of_tax, valid_from=begins, source=source)

    _carry_out(login, act, code)


def _carry_out(login: str, act: Callable[[Session, Actor], object], told: str) -> None:
    with opened_database() as database, database.transaction() as session:
        act(session, actor_named(session, login))
    click.echo(told)


def _rate(text: str, option: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise click.BadParameter(said(say("Give a number.")), param_hint=option) from error
