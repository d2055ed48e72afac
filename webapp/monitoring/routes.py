"""The page of those who look after monitoring sources."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Conflict, Invalid, Sentence
from engine.people.queries import holders
from webapp.edge import actor, database, settings
from webapp.monitoring.words import OUTCOME_COLOURS, OUTCOMES
from webapp.paging import read_id
from workflows.assets.maintenance import ROLE
from workflows.monitoring.models import MonitoringSource
from workflows.monitoring.queries import last_called, latest_calls, list_sources
from workflows.monitoring.signing import secret_of
from workflows.monitoring.sources import add_source, change_answering, renew_source_secret, switch_source

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring")

View = str | Response | tuple[str, int]
PAGE = 50
NEW = "new"


@blueprint.get("")
def show() -> str:
    return _page()


@blueprint.post("")
def add() -> View:
    name, login = request.form.get("name", ""), request.form.get("login", "")
    try:
        source = perform(database(), lambda session: add_source(session, actor(), name, login))
    except Invalid as refusal:
        return _page(problems={NEW: _by_place(refusal)}), 422
    return _page(shown=source)


@blueprint.post("/<uuid:source_id>/switch")
def switch(source_id: UUID) -> Response:
    is_active = request.form.get("is_active") == "1"
    perform(database(), lambda session: switch_source(session, actor(), source_id, is_active=is_active))
    flash(gettext("The source is on.") if is_active else gettext("The source is off."), "success")
    return redirect(url_for("monitoring.show"))


@blueprint.post("/<uuid:source_id>/secret")
def new_secret(source_id: UUID) -> str:
    return _page(shown=perform(database(), lambda session: renew_source_secret(session, actor(), source_id)))


@blueprint.post("/<uuid:source_id>/person")
def answer(source_id: UUID) -> View:
    login = request.form.get("login", "")
    try:
        perform(database(), lambda session: change_answering(session, actor(), source_id, login))
    except Invalid as refusal:
        return _page(problems={str(source_id): _by_place(refusal)}), 422
    except Conflict as refusal:
        return _page(problems={str(source_id): {"login": refusal.sentence}}), 422
    flash(gettext("Saved."), "success")
    return redirect(url_for("monitoring.show"))


def _by_place(refusal: Invalid) -> dict[str, Sentence]:
    return {problem.where: problem.sentence for problem in refusal.problems}


def _page(*, shown: MonitoringSource | None = None, problems: dict[str, dict[str, Sentence]] | None = None) -> str:
    """The page; `shown` is the source whose secret is shown this once."""
    before = read_id(request.args.get("before"))
    with database().reading() as session:
        sources = list_sources(session, actor())
        calls = latest_calls(session, actor(), before=before, limit=PAGE + 1)
        last, suggested = last_called(session), holders(session, ROLE, None)
    return render_template(
        "monitoring/page.html",
        sources=sources,
        last=last,
        calls=[(call, name, Sentence.from_data(call.sentence)) for call, name in calls[:PAGE]],
        more=calls[PAGE - 1][0].id if len(calls) > PAGE else None,
        suggested=suggested,
        shown=shown,
        secret=secret_of(settings().secret_key, shown) if shown else "",
        problems=problems or {},
        typed=request.form,
        outcomes=OUTCOMES,
        colours=OUTCOME_COLOURS,
        address=f"{settings().public_url.rstrip('/')}/api/v1/monitoring/sources",
    )
