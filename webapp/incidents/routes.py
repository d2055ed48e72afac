"""Cases that a fault has stopped: seeing them, correcting their variables, letting them run on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform, retry_incident
from engine.definitions.queries import load_definition
from engine.errors import Sentence
from engine.instances.queries import find_incident, open_incidents
from engine.people.permissions import Permission
from webapp.edge import actor, database, signed_in
from webapp.i18n import element_name
from webapp.incidents.variables import read_variables

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")


@blueprint.get("")
def list_page() -> str:
    with database().reading() as session:
        entries = [
            (
                incident,
                instance,
                Sentence.from_data(incident.message),
                element_name(
                    load_definition(session, instance.bundle_version_id), instance.process_id, incident.element_id
                ),
            )
            for incident, instance in open_incidents(session, actor())
        ]
    return render_template(
        "incidents/page.html", entries=entries, may_retry=signed_in().may(Permission.RESOLVE_INCIDENTS)
    )


@blueprint.post("/<uuid:incident_id>/retry")
def retry(incident_id: UUID) -> Response:
    variables = read_variables(request.form.get("variables", ""))
    perform(database(), lambda session: retry_incident(session, actor(), incident_id, variables=variables))
    with database().reading() as session:
        is_settled = find_incident(session, incident_id).resolved_at is not None
    if is_settled:
        flash(gettext("The case runs on."), "success")
    else:
        flash(gettext("It failed again: the case still waits here."), "error")
    return redirect(url_for("incidents.list_page"))
