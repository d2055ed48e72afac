"""Which months of a company's books are open for posting."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.accounting.months import read_month
from webapp.api.blueprint import blueprint
from webapp.api.books import BOOKS, EntityPath
from webapp.api.reading import Entry
from webapp.api.replies import Empty, change, reply
from webapp.edge import database
from workflows.organization.models import PeriodStatus
from workflows.organization.periods import close_period, open_period, periods


class PeriodItem(BaseModel):
    """A month of a company's books; one that is not listed was never opened."""

    year: int
    month: int
    status: PeriodStatus


class PeriodPage(BaseModel):
    """A company's months, newest first."""

    items: list[PeriodItem]


class PeriodPath(BaseModel):
    """Which month of which company."""

    entity_id: UUID
    month: str = Field(description="As YYYY-MM.")


class PeriodEntry(Entry):
    """What the month is to be."""

    status: PeriodStatus


@blueprint.get("/legal-entities/<uuid:entity_id>/periods", responses={200: PeriodPage}, tags=[BOOKS])
def list_periods(path: EntityPath) -> Response:
    """The months of a company's books, newest first."""
    with database().reading() as session:
        rows = periods(session, path.entity_id)
        items = [PeriodItem(year=row.year, month=row.month, status=PeriodStatus(row.status)) for row in rows]
        return reply(PeriodPage(items=items))


@blueprint.put("/legal-entities/<uuid:entity_id>/periods/<month>", responses={200: Empty}, tags=[BOOKS])
def set_period(path: PeriodPath, body: PeriodEntry) -> Response:
    """Open a month for posting, or close it."""
    set_status = close_period if body.status == PeriodStatus.CLOSED else open_period

    def set_it(session: Session, actor: Actor) -> None:
        set_status(session, actor, path.entity_id, *read_month(path.month))

    return change(set_it)
