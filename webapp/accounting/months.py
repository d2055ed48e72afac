"""Depreciation month by month: worked out, looked at by department and category, compared with what was imported."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, say
from engine.people.directory import org_units
from engine.people.models import LegalEntity
from engine.people.permissions import Permission
from webapp.accounting.entities import visible_entities
from webapp.edge import actor, database, signed_in
from webapp.errors import status_of
from webapp.i18n import translate
from webapp.page_requests import whole_number
from workflows.accounting.queries import find_journal
from workflows.assets.queries import categories_by_id
from workflows.month_end.depreciating import begin_month, depreciate_more, is_small, runs_of
from workflows.month_end.jobs import enqueue_month
from workflows.month_end.models import DepreciationMonth, DepreciationRun, MonthStatus
from workflows.month_end.queries import (
    differences,
    find_run,
    list_runs,
    months_under_way,
    shares_by_category,
    shares_by_unit,
)
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
        found, runs = perform(database(), lambda session: ask_for_month(session, actor(), entity_id, year, month))
    except NotFound:
        raise
    except ValueError:
        return _list(problem=translate(say("Choose a company."))), 422
    except EngineError as refusal:
        sentence = refusal.problems[0].sentence if isinstance(refusal, Invalid) else refusal.sentence
        return _list(problem=translate(sentence)), status_of(refusal)
    if found.status != MonthStatus.DONE:
        flash(gettext("The month is being worked out."), "success")
        return redirect(url_for("months.list_page"))
    if not runs:
        flash(gettext("There was nothing to depreciate in this month."), "success")
        return redirect(url_for("months.list_page"))
    flash(gettext("Worked out. The journal waits to be confirmed."), "success")
    return redirect(url_for("months.show", run_id=runs[0].id))


@blueprint.get("/progress")
def progress() -> View:
    """The months under way; once there are fewer than `shown`, the list is another one."""
    with database().reading() as session:
        waiting, entities = months_under_way(session, actor()), _entities(session)
    if len(waiting) < (whole_number(request.args.get("shown", "")) or 0):
        return Response("", headers={"HX-Refresh": "true"})
    return render_template("accounting/_progress.html", waiting=waiting, entities=entities)


@blueprint.get("/<uuid:run_id>")
def show(run_id: UUID) -> View:
    with database().reading() as session:
        found = find_run(session, actor(), run_id)
        return render_template(
            "accounting/month.html",
            run=found,
            journal=find_journal(session, found.journal_id) if found.journal_id else None,
            entity=session.get_one(LegalEntity, found.legal_entity_id),
            by_unit=shares_by_unit(session, actor(), run_id),
            by_category=shares_by_category(session, actor(), run_id),
            differences=differences(session, actor(), run_id),
            units={unit.id: unit for unit in org_units(session)},
            categories=categories_by_id(session),
        )


def ask_for_month(
    session: Session, asking: Actor, entity_id: UUID, year: int, month: int
) -> tuple[DepreciationMonth, Sequence[DepreciationRun]]:
    """Work a small month out at once, have a large one worked out by a job. Gives the runs of one that is done."""
    found = begin_month(session, asking, entity_id, year, month)
    if is_small(found):
        while not depreciate_more(session, entity_id, year, month):
            pass
    enqueue_month(session, found)
    return found, runs_of(session, found) if found.status == MonthStatus.DONE else ()


def read_month(text: str) -> tuple[int, int]:
    """Year and month of YYYY-MM. Refused: `Invalid` at `month`."""
    year, dash, month = text.strip().partition("-")
    if not (dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        raise Invalid([Problem("month", say("Give a month as YYYY-MM."))])
    return int(year), int(month)


def _list(*, problem: str = "") -> str:
    with database().reading() as session:
        entities = _entities(session)
        first = next(iter(entities), None)
        return render_template(
            "accounting/months.html",
            runs=list_runs(session, actor()),
            waiting=months_under_way(session, actor()),
            entities=entities,
            month=request.form.get("month") or f"{today(session, first):%Y-%m}" if first else "",
            chosen=request.form.get("entity", ""),
            may_run=signed_in().may(Permission.POST_JOURNALS),
            problem=problem,
        )


def _entities(session: Session) -> dict[UUID, LegalEntity]:
    return {entity.id: entity for entity in visible_entities(session, actor())}
