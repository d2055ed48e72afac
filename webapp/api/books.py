"""Accounts by purpose, VAT rates, and by what a company keeps its books."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, Empty, act, change, reply, values_for
from webapp.edge import database
from workflows.accounting.editing import add_tax_rate, keep_account, posting_rows, set_posting_account, tax_rates
from workflows.accounting.queries import accounts_by_code
from workflows.organization.keeping import set_books

BOOKS = Tag(name="books", description="What the books are kept by, and the months of depreciation.")


class ChartPath(BaseModel):
    """Which chart: cas, small or ifrs."""

    chart: str


class EntityPath(BaseModel):
    """Which company, by its id."""

    entity_id: UUID


class Posting(Entry):
    """The account of a purpose; `method` empty for all of them, `code` empty to take a method's own away."""

    method: str = ""
    purpose: str
    code: str


class PostingPage(BaseModel):
    """The accounts of a chart by purpose and method."""

    items: list[Posting]


class AccountItem(Entry):
    """An account of a chart."""

    code: str
    name: str
    name_en: str = ""


class AccountPage(BaseModel):
    """The accounts of a chart."""

    items: list[AccountItem]


class NewRate(Entry):
    """A VAT rate from a day on, as fractions: 0.13 is 13 %."""

    code: str
    price_rate: Decimal
    tax_rate: Decimal
    valid_from: date
    source: str = Field("", max_length=200)


class RateItem(BaseModel):
    """A VAT rate between two days; null: until further notice."""

    id: UUID
    code: str
    price_rate: Amount
    tax_rate: Amount
    valid_from: date
    valid_until: date | None
    source: str


class RatePage(BaseModel):
    """Every VAT rate."""

    items: list[RateItem]


class Rules(Entry):
    """By which chart and convention a company keeps its books."""

    chart: str
    convention: str


@blueprint.get("/charts/<chart>/accounts", responses={200: PostingPage}, tags=[BOOKS])
def list_postings(path: ChartPath) -> Response:
    """The accounts of a chart by purpose and method."""
    with database().reading() as session:
        rows = posting_rows(session, path.chart)
        return reply(
            PostingPage(items=[Posting(method=row.method, purpose=row.purpose, code=row.code) for row in rows])
        )


@blueprint.put("/charts/<chart>/accounts", responses={200: Empty}, tags=[BOOKS])
def set_posting(path: ChartPath, body: Posting) -> Response:
    """Set the account of a purpose."""
    return change(
        lambda session, actor: set_posting_account(session, actor, path.chart, body.method, body.purpose, body.code)
    )


@blueprint.get("/charts/<chart>", responses={200: AccountPage}, tags=[BOOKS])
def list_accounts(path: ChartPath) -> Response:
    """The accounts of a chart by their codes."""
    with database().reading() as session:
        found = accounts_by_code(session, path.chart).values()
        return reply(AccountPage(items=[AccountItem(**values_for(AccountItem, account)) for account in found]))


@blueprint.put("/charts/<chart>", responses={200: Empty}, tags=[BOOKS])
def keep_one_account(path: ChartPath, body: AccountItem) -> Response:
    """Add an account to a chart, or give the one with this code other names."""

    def keep_it(session: Session, actor: Actor) -> None:
        keep_account(session, actor, path.chart, body.code, body.name, name_en=body.name_en)

    return change(keep_it)


@blueprint.get("/tax-rates", responses={200: RatePage}, tags=[BOOKS])
def list_rates() -> Response:
    """Every VAT rate with its days."""
    with database().reading() as session:
        return reply(RatePage(items=[RateItem(**values_for(RateItem, rate)) for rate in tax_rates(session)]))


@blueprint.post("/tax-rates", responses={201: RateItem}, tags=[BOOKS])
def add_rate(body: NewRate, header: Idempotency) -> Response:
    """Add a VAT rate from a day on; the one before ends the day before."""

    def add_it(session: Session, actor: Actor) -> BaseModel:
        rate = add_tax_rate(
            session,
            actor,
            body.code,
            price_rate=body.price_rate,
            tax_rate=body.tax_rate,
            valid_from=body.valid_from,
            source=body.source,
        )
        return RateItem(**values_for(RateItem, rate))

    return act(add_it, header=header, status=201)


@blueprint.put("/legal-entities/<uuid:entity_id>/books", responses={200: Empty}, tags=[BOOKS])
def keep_books(path: EntityPath, body: Rules) -> Response:
    """Set by which chart and convention a company keeps its books."""

    def keep(session: Session, actor: Actor) -> None:
        set_books(session, actor, path.entity_id, chart=body.chart, convention=body.convention)

    return change(keep)
