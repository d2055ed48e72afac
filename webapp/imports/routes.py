"""The pages of an import: the file, what its columns are, what would happen row by row, and what did."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Invalid, Problem, Sentence, say
from engine.people.directory import org_units
from webapp.edge import actor, database
from webapp.i18n import translate
from webapp.imports import words
from webapp.imports.receiving import receive
from webapp.page_requests import is_htmx, whole_number
from webapp.spreadsheets import Cell, harmless
from workflows.imports.jobs import enqueue_apply, enqueue_check
from workflows.imports.kinds import KINDS
from workflows.imports.models import ImportKind, ImportRow, ImportRun, ImportStatus, Outcome
from workflows.imports.operations import (
    ROWS_AT_ONCE,
    apply_import,
    apply_more,
    check_more,
    choose,
    columns_of,
    targets_of,
)
from workflows.imports.queries import ROWS_PER_PAGE, find_import, list_imports, missing_people, report_rows

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

View = str | Response | tuple[str, int]
SAMPLES = 3
FACTORS = {"1": say("yuan (1)"), "1000": say("thousands (1,000)"), "10000": say("ten thousands (10,000)")}


@blueprint.get("")
def list_page() -> View:
    kind = request.args.get("kind")
    return _list_page(kind=ImportKind.PEOPLE if kind == ImportKind.PEOPLE else ImportKind.ASSETS)


@blueprint.post("")
def upload() -> View:
    sent = request.files.get("file")
    kind = ImportKind(request.form["kind"]) if request.form.get("kind") in list(ImportKind) else ImportKind.ASSETS
    try:
        if sent is None or not sent.filename:
            raise Invalid([Problem("file", say("Choose a file."))])
        run_id = receive(database(), actor(), kind, sent.stream.read(), sent.filename)
    except Invalid as refusal:
        return _list_page(kind=kind, problem=refusal.sentence), 422
    return redirect(url_for("imports.show", run_id=run_id))


@blueprint.get("/<uuid:run_id>")
def show(run_id: UUID) -> View:
    with database().reading() as session:
        run = find_import(session, actor(), run_id)
    if run.status == ImportStatus.RECEIVED or request.args.get("columns"):
        return _columns_page(run_id)
    if run.status in (ImportStatus.CHECKING, ImportStatus.APPLYING):
        return render_template("imports/_progress.html" if is_htmx() else "imports/progress.html", run=run, words=words)
    if is_htmx() and request.args.get("waited"):  # the progress is over: the page as a whole is another one
        return Response("", headers={"HX-Refresh": "true"})
    return _report_page(run_id)


@blueprint.post("/<uuid:run_id>/columns")
def set_columns(run_id: UUID) -> View:
    """Keep what the columns are, and have the rows checked: a small file at once, a large one as a job."""
    try:
        targets = {key.removeprefix("column_"): code for key, code in request.form.items() if key.startswith("column_")}
        as_of, factor, unit_id = _day("as_of"), _factor(), _unit()

        def act(session: Session) -> None:
            run = choose(session, actor(), run_id, targets, as_of=as_of, factor=factor, unit_id=unit_id)
            _go_on(session, run, check_more, enqueue_check)

        perform(database(), act)
    except Invalid as refusal:
        problems = {problem.where: problem.sentence for problem in refusal.problems}
        return _columns_page(run_id, problems=problems), 422
    return redirect(url_for("imports.show", run_id=run_id))


@blueprint.post("/<uuid:run_id>/apply")
def apply(run_id: UUID) -> View:
    try:

        def act(session: Session) -> None:
            run = apply_import(session, actor(), run_id, take_good="take_good" in request.form)
            _go_on(session, run, apply_more, enqueue_apply)

        perform(database(), act)
    except Invalid as refusal:
        return _report_page(run_id, problem=refusal.sentence), 422
    flash(gettext("The rows are being taken over."), "success")
    return redirect(url_for("imports.show", run_id=run_id))


@blueprint.get("/<uuid:run_id>/report.csv")
def download(run_id: UUID) -> Response:
    """The rows that something is told of, with the file's own numbers, for whoever corrects the file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext("Row"), gettext("Number"), gettext("Outcome"), gettext("Field"), gettext("What is told")])
    with database().reading() as session:
        run = find_import(session, actor(), run_id)
        after = 0
        while rows := report_rows(session, run, after=after, limit=ROWS_AT_ONCE):
            for row in rows:
                writer.writerows(_told(row))
            after = rows[-1].number
    return Response(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename=import-{run_id}.csv"},
    )


def _told(row: ImportRow) -> list[list[Cell]]:
    outcome = translate(words.OUTCOMES[row.outcome][0]) if row.outcome else ""
    return [
        [
            str(row.number),
            harmless(row.key),
            outcome,
            harmless(translate(words.field_name(told["field"]))),
            harmless(translate(Sentence.from_data(told["sentence"]))),
        ]
        for told in (*row.problems, *row.notes)
    ]


def _go_on(
    session: Session,
    run: ImportRun,
    more: Callable[[Session, UUID], bool],
    enqueue: Callable[[Session, ImportRun], None],
) -> None:
    session.flush()  # read again below, under its lock
    if run.row_count < ROWS_AT_ONCE:
        more(session, run.id)
    else:
        enqueue(session, run)


def _list_page(*, kind: ImportKind = ImportKind.ASSETS, problem: Sentence | None = None) -> str:
    with database().reading() as session:
        runs = list_imports(session, actor())
    return render_template("imports/list.html", runs=runs, words=words, problem=problem, kind=kind, kinds=KINDS)


def _columns_page(run_id: UUID, *, problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        run = find_import(session, actor(), run_id)
        rows = select(ImportRow.cells).where(ImportRow.run_id == run_id).order_by(ImportRow.number).limit(SAMPLES)
        samples = list(session.scalars(rows))
        units, targets = org_units(session), targets_of(session, run)
    return render_template(
        "imports/columns.html",
        run=run,
        words=words,
        columns=columns_of(run),
        targets=targets,
        keeps_others=KINDS[ImportKind(run.kind)].keeps_other_columns,
        samples=samples,
        units=units,
        factors=FACTORS,
        problems=problems or {},
        typed=request.form,
    )


def _report_page(run_id: UUID, *, problem: Sentence | None = None) -> str:
    told = request.args.get("told", "")
    outcome = Outcome(told) if told in list(Outcome) else None
    after = whole_number(request.args.get("after", "")) or 0
    with database().reading() as session:
        run = find_import(session, actor(), run_id)
        if not told and run.counts.get(Outcome.REFUSED):
            told, outcome = Outcome.REFUSED, Outcome.REFUSED
        rows = report_rows(
            session, run, outcome=outcome, is_noted=told == "noted", after=after, limit=ROWS_PER_PAGE + 1
        )
        missing = missing_people(session, actor(), run)
    return render_template(
        "imports/report.html",
        run=run,
        words=words,
        rows=rows[:ROWS_PER_PAGE],
        last=rows[ROWS_PER_PAGE - 1].number if len(rows) > ROWS_PER_PAGE else None,
        told=told or "all",
        missing=missing,
        sentence_of=lambda one: translate(Sentence.from_data(one["sentence"])),
        problem=problem,
    )


def _day(name: str) -> date | None:
    text = request.form.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid([Problem(name, say("Enter a date."))]) from error


def _factor() -> Decimal | None:
    text = request.form.get("factor", "")
    try:
        return Decimal(text) if text in FACTORS else None
    except InvalidOperation:
        return None


def _unit() -> UUID | None:
    text = request.form.get("unit_id", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid([Problem("unit_id", say("Choose one of the list."))]) from error
