"""Depreciation month by month: worked out, looked at by department and category, compared with what was imported."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, say
from engine.people.directory import legal_entities, org_units
from engine.people.permissions import Permission
from webapp.edge import actor, database, signed_in
from webapp.errors import status_of
from webapp.i18n import translate
from workflows.accounting.queries import find_journal
from workflows.assets.queries import categories_by_id
from workflows.month_end.depreciating import depreciate
from workflows.month_end.queries import differences, find_run, list_runs, shares_by_category, shares_by_unit
from workflows.organization.books import today

blueprint = Blueprint("months", __name__, url_prefix="/depreciation")

View = str | Response | tuple[str, int]


@blueprint.get("")
def list_page() -> View:
    return _list()


@blueprint.post("")
def run() -> View:
    """Work a month out, or again while its journal waits to be confirmed."""
    try:
        entity_id, year, month = UUID(request.form.get("entity", "")), *read_month(request.form.get("month", ""))
        runs = perform(database(), lambda session: depreciate(session, actor(), entity_id, year, month))
    except NotFound:
        raise
    except ValueError:
        return _list(problem=translate(say("Choose a company."))), 422
    except EngineError as refusal:
        sentence = refusal.problems[0].sentence if isinstance(refusal, Invalid) else refusal.sentence
        return _list(problem=translate(sentence)), status_of(refusal)
    if not runs:
        flash(gettext("There was nothing to depreciate in this month."), "success")
        return redirect(url_for("months.list_page"))
    flash(gettext("Worked out. The journal waits to be confirmed."), "success")
    return redirect(url_for("months.show", run_id=runs[0].id))


@blueprint.get("/<uuid:run_id>")
def show(run_id: UUID) -> View:
    with database().reading() as session:
        found = find_run(session, actor(), run_id)
        return render_template(
            "accounting/month.html",
            run=found,
            journal=find_journal(session, found.journal_id) if found.journal_id else None,
            entity=next(one for one in legal_entities(session) if one.id == found.legal_entity_id),
            by_unit=shares_by_unit(session, actor(), run_id),
            by_category=shares_by_category(session, actor(), run_id),
            differences=differences(session, actor(), run_id),
            units={unit.id: unit for unit in org_units(session)},
            categories=categories_by_id(session),
        )


def read_month(text: str) -> tuple[int, int]:
    """Year and month of YYYY-MM. Refused: `Invalid` at `month`."""
    year, dash, month = text.strip().partition("-")
    if not (dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        raise Invalid([Problem("month", say("Give a month as YYYY-MM."))])
    return int(year), int(month)


def _list(*, problem: str = "") -> str:
    with database().reading() as session:
        entities = legal_entities(session)
        return render_template(
            "accounting/months.html",
            runs=list_runs(session, actor()),
            entities={entity.id: entity for entity in entities},
            month=request.form.get("month") or f"{today(session, entities[0].id):%Y-%m}" if entities else "",
            chosen=request.form.get("entity", ""),
            may_run=signed_in().may(Permission.POST_JOURNALS),
            problem=problem,
        )
