"""Accounting periods: which months of a company's books are open for posting."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound
from engine.people.permissions import Permission
from webapp.accounting.entities import visible_entities
from webapp.accounting.months import read_month
from webapp.edge import actor, database, signed_in
from webapp.errors import status_of
from webapp.i18n import translate
from workflows.organization.models import PeriodStatus
from workflows.organization.periods import close_period, open_period, periods

blueprint = Blueprint("periods", __name__, url_prefix="/periods")

View = str | Response | tuple[str, int]
SHOWN = 24


@blueprint.get("")
def list_page() -> View:
    return _page()


@blueprint.post("/<uuid:entity_id>")
def change(entity_id: UUID) -> View:
    """Open or close a month."""
    set_status = close_period if request.form.get("status") == PeriodStatus.CLOSED else open_period
    try:
        year, month = read_month(request.form.get("month", ""))
        perform(database(), lambda session: set_status(session, actor(), entity_id, year, month))
    except NotFound:
        raise
    except EngineError as refusal:
        sentence = refusal.problems[0].sentence if isinstance(refusal, Invalid) else refusal.sentence
        return _page(entity_id=entity_id, problem=translate(sentence)), status_of(refusal)
    if set_status is close_period:
        flash(gettext("Closed. Nothing more is posted into this month."), "success")
    else:
        flash(gettext("Opened for posting."), "success")
    return redirect(url_for("periods.list_page"))


def _page(*, entity_id: UUID | None = None, problem: str = "") -> str:
    with database().reading() as session:
        entities = visible_entities(session, actor())
        return render_template(
            "accounting/periods.html",
            entities=entities,
            periods={entity.id: periods(session, entity.id)[:SHOWN] for entity in entities},
            may_change=signed_in().may(Permission.CLOSE_PERIODS),
            refused_id=entity_id,
            problem=problem,
            typed=request.form,
        )
