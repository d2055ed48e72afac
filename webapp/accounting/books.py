"""What the books are kept by: charts and conventions, accounts by purpose, dated VAT rates; with their history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, say
from engine.history.queries import events_of
from engine.people.permissions import Permission
from engine.people.queries import people_by_id
from webapp.accounting.entities import visible_entities
from webapp.accounting.words import CHARTS, CONVENTIONS, TAX_CODES
from webapp.edge import actor, database, signed_in
from webapp.errors import status_of
from webapp.i18n import translate
from workflows.accounting.editing import (
    add_tax_rate,
    chain_of_chart,
    chain_of_taxes,
    keep_account,
    posting_rows,
    set_posting_account,
    tax_rates,
)
from workflows.accounting.purposes import Purpose, purpose_name
from workflows.accounting.queries import accounts_by_code
from workflows.disposal.models import DisposalMethod
from workflows.disposal.names import method_name
from workflows.organization.books import books_of
from workflows.organization.keeping import set_books

blueprint = Blueprint("books", __name__, url_prefix="/books")

View = str | Response | tuple[str, int]
HISTORY = 20


@blueprint.get("")
def show() -> View:
    return _page()


@blueprint.post("/entities/<uuid:entity_id>")
def keep(entity_id: UUID) -> View:
    sent = request.form

    def act(session: Session) -> None:
        set_books(session, actor(), entity_id, chart=sent.get("chart", ""), convention=sent.get("convention", ""))

    return _done(act)


@blueprint.post("/accounts/<chart>")
def set_account(chart: str) -> View:
    sent = request.form

    def act(session: Session) -> None:
        set_posting_account(
            session,
            actor(),
            chart,
            sent.get("method", ""),
            sent.get("purpose", ""),
            sent.get("code", "").strip(),
        )

    return _done(act)


@blueprint.post("/charts/<chart>")
def keep_one(chart: str) -> View:
    """Add an account to the chart, or rename one."""
    sent = request.form

    def act(session: Session) -> None:
        keep_account(
            session,
            actor(),
            chart,
            sent.get("account_code", ""),
            sent.get("account_name", ""),
            name_en=sent.get("account_name_en", ""),
        )

    return _done(act)


@blueprint.post("/taxes")
def add_tax() -> View:
    sent = request.form

    def act(session: Session) -> None:
        add_tax_rate(
            session,
            actor(),
            sent.get("code", ""),
            price_rate=_percent("price_rate"),
            tax_rate=_percent("tax_rate"),
            valid_from=_day(),
            source=sent.get("source", ""),
        )

    return _done(act)


def _done(act: Callable[[Session], None]) -> View:
    try:
        perform(database(), act)
    except NotFound:
        raise
    except EngineError as refusal:
        sentence = refusal.problems[0].sentence if isinstance(refusal, Invalid) else refusal.sentence
        return _page(problem=translate(sentence)), status_of(refusal)
    flash(gettext("Saved. It holds for what is drafted from now on."), "success")
    return redirect(url_for("books.show", chart=_chart()))


def _page(*, problem: str = "") -> str:
    chart = _chart()
    with database().reading() as session:
        entities = visible_entities(session, actor())
        events = [*events_of(session, chain_of_chart(chart)), *events_of(session, chain_of_taxes())]
        events = sorted(events, key=lambda event: event.at, reverse=True)[:HISTORY]
        return render_template(
            "accounting/books.html",
            entities=entities,
            books={entity.id: books_of(session, entity.id) for entity in entities},
            chart=chart,
            charts=CHARTS,
            conventions=CONVENTIONS,
            postings=posting_rows(session, chart),
            accounts=accounts_by_code(session, chart),
            purposes={purpose.value: purpose_name(purpose) for purpose in Purpose},
            methods={method.value: method_name(method) for method in DisposalMethod},
            rates=tax_rates(session),
            tax_codes=TAX_CODES,
            events=events,
            people=people_by_id(session, (event.actor_id for event in events)),
            may_edit=signed_in().may(Permission.EDIT_ACCOUNTS),
            problem=problem,
            typed=request.form,
        )


def _chart() -> str:
    chart = request.args.get("chart", "") or (request.view_args or {}).get("chart", "")
    return chart if chart in CHARTS else "cas"


def _percent(field: str) -> Decimal:
    try:
        return Decimal(request.form.get(field, "").strip().rstrip("%")) / 100
    except InvalidOperation:
        raise Invalid([Problem(field, say("Give a number."))]) from None


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("valid_from", ""))
    except ValueError:
        raise Invalid([Problem("valid_from", say("Enter a day as YYYY-MM-DD."))]) from None
