"""The months of depreciation, accounts by purpose and VAT rates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.directory import legal_entities
from webapp.accounting.months import ask_for_month, read_month
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, Empty, act, change, reply
from webapp.edge import database
from workflows.accounting.editing import add_tax_rate, keep_account, posting_rows, set_posting_account, tax_rates
from workflows.accounting.queries import accounts_by_code
from workflows.month_end.depreciating import runs_of
from workflows.month_end.models import DepreciationMonth, MonthStatus
from workflows.month_end.queries import (
    differences,
    find_month,
    find_run,
    list_runs,
    shares_by_category,
    shares_by_unit,
)
from workflows.organization.keeping import set_books

BOOKS = Tag(name="books", description="What the books are kept by, and the months of depreciation.")


class Month(Entry):
    """Which month of which company."""

    entity: str = Field(max_length=20, description="The company's code.")
    month: str = Field(max_length=7, examples=["2026-11"])


class RunItem(BaseModel):
    """A month of depreciation in one currency; `journal_id` is null where nothing was lost."""

    id: UUID
    legal_entity_id: UUID
    year: int
    month: int
    currency: str
    convention: str
    asset_count: int
    total: Amount
    journal_id: UUID | None
    computed_at: datetime


class RunPage(BaseModel):
    """Months of depreciation, newest first."""

    items: list[RunItem]


class MonthReply(BaseModel):
    """How far a month has come: clearing, computing or done. Only one that is done has runs, one for each currency."""

    legal_entity_id: UUID
    year: int
    month: int
    status: MonthStatus
    assets_done: int
    assets_total: int
    items: list[RunItem]


class MonthPath(BaseModel):
    """Which month of which company."""

    entity_id: UUID
    month: str = Field(description="As YYYY-MM.")


class ShareItem(BaseModel):
    """What a department or a category loses."""

    id: UUID
    asset_count: int
    amount: Amount


class DifferenceItem(BaseModel):
    """Where an import had depreciated more or less than our formula."""

    asset_no: str
    imported: Amount | None
    difference: Amount


class RunReply(RunItem):
    """A month by department and category, with the differences to imported figures."""

    by_unit: list[ShareItem]
    by_category: list[ShareItem]
    differences: list[DifferenceItem]


class RunPath(BaseModel):
    """Which run."""

    run_id: UUID


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


@blueprint.get("/depreciation", responses={200: RunPage}, tags=[BOOKS])
def list_months() -> Response:
    """The months of depreciation you may see, newest first."""
    with database().reading() as session:
        return reply(RunPage(items=[RunItem(**_values(RunItem, run)) for run in list_runs(session, caller())]))


@blueprint.get("/depreciation/<uuid:run_id>", responses={200: RunReply}, tags=[BOOKS])
def show_month(path: RunPath) -> Response:
    """A month by department and category, with the differences to imported figures."""
    with database().reading() as session:
        actor, run = caller(), find_run(session, caller(), path.run_id)
        return reply(
            RunReply(
                **_values(RunItem, run),
                by_unit=[ShareItem(**vars(row)) for row in shares_by_unit(session, actor, run.id)],
                by_category=[ShareItem(**vars(row)) for row in shares_by_category(session, actor, run.id)],
                differences=[
                    DifferenceItem(asset_no=row.asset_no, imported=row.imported, difference=row.difference)
                    for row in differences(session, actor, run.id)
                ],
            )
        )


@blueprint.get("/legal-entities/<uuid:entity_id>/depreciation/<month>", responses={200: MonthReply}, tags=[BOOKS])
def show_progress(path: MonthPath) -> Response:
    """How far a company's month has come."""
    with database().reading() as session:
        found = find_month(session, caller(), path.entity_id, *read_month(path.month))
        return reply(_month_reply(session, found))


@blueprint.post("/depreciation", responses={201: MonthReply}, tags=[BOOKS])
def depreciate_month(body: Month, header: Idempotency) -> Response:
    """Work a month out and draft its journal; again while that waits to be confirmed. A large month is not done yet
    when the reply comes: look at its progress until it is."""

    def work_out(session: Session, actor: Actor) -> BaseModel:
        entity = next((one for one in legal_entities(session) if one.code == body.entity), None)
        if entity is None:
            raise NotFound(say("There is no company “%(code)s”.", code=body.entity))
        found, _ = ask_for_month(session, actor, entity.id, *read_month(body.month))
        return _month_reply(session, found)

    return act(work_out, header=header, status=201)


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
        return reply(AccountPage(items=[AccountItem(**_values(AccountItem, account)) for account in found]))


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
        return reply(RatePage(items=[RateItem(**_values(RateItem, rate)) for rate in tax_rates(session)]))


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
        return RateItem(**_values(RateItem, rate))

    return act(add_it, header=header, status=201)


@blueprint.put("/legal-entities/<uuid:entity_id>/books", responses={200: Empty}, tags=[BOOKS])
def keep_books(path: EntityPath, body: Rules) -> Response:
    """Set by which chart and convention a company keeps its books."""

    def keep(session: Session, actor: Actor) -> None:
        set_books(session, actor, path.entity_id, chart=body.chart, convention=body.convention)

    return change(keep)


def _month_reply(session: Session, month: DepreciationMonth) -> MonthReply:
    runs = runs_of(session, month) if month.status == MonthStatus.DONE else ()
    names = MonthReply.model_fields.keys() - {"items"}
    items = [RunItem(**_values(RunItem, run)) for run in runs]
    return MonthReply(**{name: getattr(month, name) for name in names}, items=items)


def _values(model: type[BaseModel], row: object) -> dict[str, Any]:
    return {name: getattr(row, name) for name in model.model_fields}
