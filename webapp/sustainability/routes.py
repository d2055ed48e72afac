"""Where the materials of disposed assets went: the form of a case, and the report of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Conflict, Invalid, Sentence
from webapp.edge import actor, database
from webapp.kept_forms import is_asked_again, keeps_form
from webapp.papers.dossiers import view_disposal_case
from webapp.spreadsheets import KINDS, Cell, csv_chunks, xlsx_bytes
from webapp.sustainability.reading import (
    TypedRow,
    read_period,
    report_headings,
    report_rows,
    typed_rows,
    with_room,
)
from workflows.disposal.gates import gates_passed
from workflows.disposal.models import DisposalHandOut, Gate
from workflows.disposal.queries import find_request
from workflows.sustainability.models import Route, Stream
from workflows.sustainability.names import ROUTES, STREAMS
from workflows.sustainability.operations import may_record, record_materials
from workflows.sustainability.queries import material_report, materials_of

blueprint = Blueprint("sustainability", __name__)

View = str | Response | tuple[str, int]


@blueprint.get("/sustainability")
def report() -> View:
    """What left within a period, by material and by way; `format` for a file."""
    first, last = read_period(request.args)
    kind = request.args.get("format", "")
    if kind and kind not in KINDS:
        abort(404)
    with database().reading() as db_session:
        found = material_report(db_session, actor(), first, last)
    if kind:
        return _file(kind, f"materials-{first}-{last}.{kind}", list(report_rows(found)))
    return render_template(
        "sustainability/report.html", report=found, first=first, last=last, streams=STREAMS, routes=ROUTES
    )


@blueprint.get("/cases/<uuid:instance_id>/materials")
def show(instance_id: UUID) -> str:
    return _page(instance_id)


@blueprint.post("/cases/<uuid:instance_id>/materials")
@keeps_form
def record(instance_id: UUID) -> View:
    rows = typed_rows(request.form)
    if is_asked_again():
        return _page(instance_id, rows)

    def act(db_session: Session) -> None:
        _, request_id = view_disposal_case(db_session, actor(), instance_id)
        record_materials(
            db_session,
            actor(),
            request_id,
            [row.material for row in rows],
            recycler=request.form.get("recycler", ""),
            licence_no=request.form.get("licence_no", ""),
        )

    try:
        perform(database(), act)
    except Invalid as refusal:
        return _page(instance_id, rows, {problem.where: problem.sentence for problem in refusal.problems}), 422
    except Conflict as refusal:
        return _page(instance_id, rows, {"rows": refusal.sentence}), 422
    session["draft_done"] = f"materials:{instance_id}"
    flash(gettext("Recorded: where it went."), "success")
    return redirect(url_for("sustainability.show", instance_id=instance_id))


def _page(
    instance_id: UUID, rows: Sequence[TypedRow] | None = None, problems: Mapping[str, Sentence] | None = None
) -> str:
    with database().reading() as db_session:
        instance, request_id = view_disposal_case(db_session, actor(), instance_id)
        disposal, kept = find_request(db_session, request_id), materials_of(db_session, request_id)
        handed_out = db_session.get(DisposalHandOut, request_id)
        manifest = gates_passed(db_session, request_id).get(Gate.HAZARDOUS_WASTE)
        may = may_record(db_session, actor(), disposal)
    known = manifest.details if manifest else {}
    suggested = {"recycler": handed_out.recipient_name if handed_out else "", "licence_no": known.get("licence_no", "")}
    if kept:
        suggested = {"recycler": kept[0].recycler, "licence_no": kept[0].licence_no}
    return render_template(
        "sustainability/materials.html",
        case=instance,
        disposal=disposal,
        handed_out=handed_out,
        kept=kept,
        rows=with_room([TypedRow.of(one) for one in kept] if rows is None else rows),
        typed={name: request.form.get(name, text) for name, text in suggested.items()},
        problems=problems or {},
        may_record=may,
        streams=STREAMS,
        routes=ROUTES,
        stream_of=Stream,
        route_of=Route,
    )


def _file(kind: str, name: str, rows: Sequence[Sequence[Cell]]) -> Response:
    headings = report_headings()
    content = b"".join(csv_chunks(headings, rows)) if kind == "csv" else xlsx_bytes(headings, rows, title="materials")
    return Response(content, content_type=KINDS[kind], headers={"Content-Disposition": f"attachment; filename={name}"})
