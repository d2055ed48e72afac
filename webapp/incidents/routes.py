"""Cases that a fault has stopped: finding them, correcting their variables, letting them run on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import Retried, perform, retry_incident, retry_incidents, settle_incident
from engine.commands.retry_incidents import KIND, results_of
from engine.errors import Invalid, NotFound, Problem, say
from engine.instances.incidents import IncidentFilter
from engine.jobs.models import JobStatus
from engine.jobs.operations import find_job
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.edge import actor, database, signed_in
from webapp.incidents.reading import group_list, incident_list, read_incident, result_rows
from webapp.incidents.variables import TYPES, VariableField, changed_values, fields_from, fields_of, with_problems
from webapp.incidents.words import KINDS
from webapp.page_requests import is_htmx
from webapp.paging import read_id

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")

View = str | Response | tuple[str, int]


@blueprint.get("")
def list_page() -> str:
    wanted = _filter()
    with database().reading() as session:
        rows, last = incident_list(session, actor(), wanted, beyond=read_id(request.args.get("beyond")))
        groups = group_list(session, actor()) if wanted.is_open else []
    return render_template(
        "incidents/list.html", rows=rows, last=last, groups=groups, wanted=wanted, kinds=KINDS, may_resolve=_may()
    )


@blueprint.get("/<uuid:incident_id>")
def show(incident_id: UUID) -> str:
    return _page(incident_id)


@blueprint.post("/<uuid:incident_id>/retry")
def retry(incident_id: UUID) -> View:
    fields = fields_from(request.form)
    try:
        values = changed_values(fields)
    except Invalid as refusal:
        return _page(incident_id, fields=with_problems(fields, refusal), problems=refusal.problems), 422
    match perform(database(), lambda session: retry_incident(session, actor(), incident_id, variables=values)):
        case Retried.RUNS_ON:
            flash(gettext("The case runs on."), "success")
            return redirect(url_for("incidents.list_page"))
        case Retried.SOON:
            flash(gettext("It is tried within seconds."), "success")
        case Retried.FAILED_AGAIN:
            flash(gettext("It failed again: the case still waits here."), "error")
    return redirect(url_for("incidents.show", incident_id=incident_id))


@blueprint.post("/<uuid:incident_id>/settle")
def settle(incident_id: UUID) -> View:
    reason = request.form.get("reason", "")
    try:
        perform(database(), lambda session: settle_incident(session, actor(), incident_id, reason))
    except Invalid as refusal:
        return _page(incident_id, reason=reason, problems=refusal.problems), 422
    flash(gettext("The incident is settled."), "success")
    return redirect(url_for("incidents.list_page"))


@blueprint.post("/retry")
def retry_many() -> Response:
    ids = [_id(text) for text in request.form.getlist("incident")]
    job_id = perform(database(), lambda session: retry_incidents(session, actor(), ids))
    return redirect(url_for("incidents.retries", job_id=job_id))


@blueprint.get("/retries/<uuid:job_id>")
def retries(job_id: UUID) -> str:
    with database().reading() as session:
        require_permission(session, actor(), Permission.RESOLVE_INCIDENTS)
        job = find_job(session, job_id, KIND)
        rows = result_rows(session, actor(), results_of(job))
    template = "incidents/_progress.html" if is_htmx() else "incidents/progress.html"
    return render_template(template, job=job, rows=rows, is_done=job.status == JobStatus.DONE)


def _page(
    incident_id: UUID,
    *,
    fields: list[VariableField] | None = None,
    reason: str = "",
    problems: tuple[Problem, ...] = (),
) -> str:
    with database().reading() as session:
        page = read_incident(session, actor(), incident_id, with_variables=_may())
        shown = fields if fields is not None else fields_of(page.variables)
    return render_template(
        "incidents/page.html",
        page=page,
        fields=shown,
        labels={field.key: field.name for field in shown},
        types=TYPES,
        reason=reason,
        problems=problems,
        may_resolve=_may(),
    )


def _filter() -> IncidentFilter:
    asked = request.args
    return IncidentFilter(
        is_open=asked.get("state") != "settled",
        kind=asked.get("kind", ""),
        process_id=asked.get("process", ""),
        element_id=asked.get("element", ""),
    )


def _may() -> bool:
    return signed_in().may(Permission.RESOLVE_INCIDENTS)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(say("There is no such incident.")) from None
