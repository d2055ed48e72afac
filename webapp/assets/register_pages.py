"""What one does with the register as it is shown: keep it as a view, take it along as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, stream_with_context, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import clock
from engine.commands import perform
from engine.errors import Invalid
from webapp.assets.exporting import MOST_ROWS_OF_A_WORKBOOK, exported_headings, exported_rows
from webapp.assets.register import RegisterEntry
from webapp.edge import actor, database
from webapp.i18n import translate
from webapp.spreadsheets import KINDS, csv_chunks, xlsx_bytes
from workflows.assets.views.operations import open_with, remove_view, save_view

blueprint = Blueprint("register", __name__)

View = str | Response


@blueprint.get("/assets/export.<kind>")
def export(kind: str) -> View:
    """What the register shows, whole, as a file."""
    if kind not in KINDS:
        abort(404)
    entry, name = RegisterEntry.read(request.args), f"assets-{clock.now():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    if kind == "csv":
        return Response(stream_with_context(_csv(entry)), content_type=KINDS[kind], headers=headers)
    try:
        with database().reading() as session:
            rows = exported_rows(session, actor(), entry, most=MOST_ROWS_OF_A_WORKBOOK)
            content = xlsx_bytes(exported_headings(session), rows, title=gettext("Assets"))
    except Invalid as refusal:
        flash(translate(refusal.sentence), "error")
        return _back(entry)
    return Response(content, content_type=KINDS[kind], headers=headers)


@blueprint.post("/assets/views")
def save() -> View:
    """Keep the entries that the register shows under a name."""
    entry = RegisterEntry.read(request.form)

    def act(session: Session) -> UUID:
        view = save_view(
            session, actor(), request.form.get("name", ""), entry.address, role=request.form.get("role") or None
        )
        if "is_default" in request.form:
            open_with(session, actor(), view.id)
        return view.id

    try:
        view_id = perform(database(), act)
    except Invalid as refusal:
        flash(translate(refusal.sentence), "error")
        return _back(entry)
    flash(gettext("The view is saved."), "success")
    return redirect(url_for("assets.list_page", view=view_id))


@blueprint.post("/assets/views/<uuid:view_id>/remove")
def remove(view_id: UUID) -> View:
    perform(database(), lambda session: remove_view(session, actor(), view_id))
    flash(gettext("The view is removed."), "success")
    return redirect(url_for("assets.list_page", view="all"))


@blueprint.post("/assets/views/default")
def set_default() -> View:
    """Open the register with this view from now on, or with every asset."""
    text = request.form.get("view", "")
    view_id = UUID(text) if text else None
    perform(database(), lambda session: open_with(session, actor(), view_id))
    flash(gettext("The register opens with this view from now on."), "success")
    return redirect(url_for("assets.list_page", view=text or "all"))


def _back(entry: RegisterEntry) -> View:
    shown: dict[str, Any] = dict(entry.address)
    return redirect(url_for("assets.list_page", **shown))


def _csv(entry: RegisterEntry) -> Iterator[bytes]:
    with database().reading() as session:
        yield from csv_chunks(exported_headings(session), exported_rows(session, actor(), entry))
