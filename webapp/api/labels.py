"""Sheets of labels."""

from __future__ import annotations

from flask import Response
from pydantic import Field

from webapp.api.assets import ASSETS
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry
from webapp.edge import database, settings
from webapp.labels.choosing import choose_labels
from webapp.labels.pdf import set_labels
from webapp.labels.sheets import DEFAULT_PAPER, PAPERS
from workflows.assets.models import AssetState
from workflows.assets.queries import RegisterFilter


class LabelSheetQuery(Entry):
    """Which assets, on which paper, and how many labels of the first sheet are used already."""

    search: str = Field("", max_length=100)
    state: list[AssetState] = Field(default_factory=list)
    paper: str = Field(DEFAULT_PAPER, max_length=20, description=f"One of {', '.join(PAPERS)}.")
    skip: int = Field(0, ge=0, le=99)


@blueprint.get(
    "/label-sheets",
    responses={"200": {"description": "The sheets, as they are printed.", "content": {"application/pdf": {}}}},
    tags=[ASSETS],
)
def label_sheets(query: LabelSheetQuery) -> Response:
    """Labels of the assets you may see, 400 at most, as PDF at their true size."""
    with database().reading() as session:
        chosen = choose_labels(
            session,
            caller(),
            settings(),
            search=query.search,
            narrowed=RegisterFilter(states=query.state),
            sent={"paper": query.paper, "skip": str(query.skip)},
        )
    return Response(set_labels(chosen.labels, chosen.paper, skip=chosen.skip), mimetype="application/pdf")
