"""Labels of the assets that the register shows, for printing."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from webapp.assets.register import RegisterEntry
from webapp.edge import actor, database, settings
from webapp.labels.choosing import ChosenLabels, choose_labels
from webapp.labels.pdf import may_set_labels, set_labels
from webapp.labels.sheets import MOST_LABELS, PAPERS, sheets

blueprint = Blueprint("labels", __name__, url_prefix="/assets")


@blueprint.get("/labels")
def show() -> str:
    """The sheets as they come out of the printer."""
    entry = RegisterEntry.read(request.args)
    chosen = _chosen(entry)
    return render_template(
        "labels/page.html",
        chosen=chosen,
        paper=chosen.paper,
        sheets=sheets(chosen.labels, chosen.paper, chosen.skip) if chosen.labels else [],
        papers=PAPERS,
        entry=entry,
        most=MOST_LABELS,
        may_set_labels=may_set_labels(),
    )


@blueprint.get("/labels.pdf")
def as_pdf() -> Response:
    chosen = _chosen(RegisterEntry.read(request.args))
    content = set_labels(chosen.labels, chosen.paper, skip=chosen.skip)
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=labels.pdf"})


def _chosen(entry: RegisterEntry) -> ChosenLabels:
    with database().reading() as session:
        return choose_labels(
            session, actor(), settings(), search=entry.search, narrowed=entry.filter(), sent=request.args
        )
