"""The months of depreciation: asked for, looked at, told by department and category."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.directory import legal_entities
from webapp.accounting.months import ask_for_month, read_month
from webapp.api.blueprint import blueprint
from webapp.api.books import BOOKS
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Amount, act, reply, values_for
from webapp.edge import database
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


@blueprint.get("/depreciation", responses={200: RunPage}, tags=[BOOKS])
def list_months() -> Response:
    """The months of depreciation you may see, newest first."""
    with database().reading() as session:
        return reply(RunPage(items=[RunItem(**values_for(RunItem, run)) for run in list_runs(session, caller())]))


@blueprint.get("/depreciation/<uuid:run_id>", responses={200: RunReply}, tags=[BOOKS])
def show_month(path: RunPath) -> Response:
    """A month by department and category, with the differences to imported figures."""
    with database().reading() as session:
        actor, run = caller(), find_run(session, caller(), path.run_id)
        return reply(
            RunReply(
                **values_for(RunItem, run),
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


def _month_reply(session: Session, month: DepreciationMonth) -> MonthReply:
    runs = runs_of(session, month) if month.status == MonthStatus.DONE else ()
    names = MonthReply.model_fields.keys() - {"items"}
    items = [RunItem(**values_for(RunItem, run)) for run in runs]
    return MonthReply(**{name: getattr(month, name) for name in names}, items=items)
