"""Published processes, their versions, and their files as published."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request

from engine.definitions.queries import find_version, load_definition, process_list, source, versions
from engine.people.queries import people_by_id
from webapp.cases.diagram import diagram_of
from webapp.edge import database
from webapp.i18n import process_name

blueprint = Blueprint("processes", __name__, url_prefix="/processes")


@blueprint.get("")
def list_page() -> str:
    with database().reading() as session:
        rows = process_list(session)
        people = people_by_id(session, (row.published_by for row in rows))
        named = [(row, process_name(load_definition(session, row.bundle_version_id), row.process_id)) for row in rows]
    return render_template("processes/list.html", rows=named, people=people)


@blueprint.get("/<bundle_key>")
def show(bundle_key: str) -> str:
    wanted = request.args.get("version", type=int)
    with database().reading() as session:
        found = versions(session, bundle_key)
        chosen = next((version for version in found if wanted in (None, version.number)), None)
        if chosen is None:
            abort(404)
        definition = load_definition(session, chosen.id)
        people = people_by_id(session, (version.published_by for version in found))
        own = [process for process in definition.processes.values() if process.file in definition.sources]
        drawn = [(process_name(definition, p.process_id), diagram_of(definition, p.process_id)) for p in own]
    return render_template(
        "processes/page.html", bundle_key=bundle_key, versions=found, chosen=chosen, drawn=drawn, people=people
    )


@blueprint.get("/versions/<uuid:version_id>/<path:path>")
def read_source(version_id: UUID, path: str) -> Response:
    with database().reading() as session:
        find_version(session, version_id)
        content = source(session, version_id, path)
    response = Response(content, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"  # a version never changes
    return response
