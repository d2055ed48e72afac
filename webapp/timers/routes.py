"""Time limits: those who edit them edit, owners of processes read."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform, preview_policy, preview_removal, remove_policy, save_policy
from engine.errors import Invalid, Sentence
from engine.people.permissions import Permission
from webapp.edge import actor, database, signed_in
from webapp.timers.entries import read_draft
from webapp.timers.page import read_change, read_limit, read_list

blueprint = Blueprint("timers", __name__, url_prefix="/timers")

View = str | Response | tuple[str, int]


@blueprint.get("")
def list_page() -> str:
    with database().reading() as session:
        rows = read_list(session, actor())
    return render_template("timers/list.html", processes=rows)


@blueprint.get("/<process_id>/<element_id>")
def show(process_id: str, element_id: str) -> str:
    return _page(process_id, element_id)


@blueprint.post("/<process_id>/<element_id>/preview")
def preview(process_id: str, element_id: str) -> View:
    """Looks at the change; nothing is saved before one of the two buttons of the page is pressed."""
    try:
        draft = read_draft(process_id, element_id, request.form)
        with database().reading() as session:
            change = read_change(session, actor(), draft, preview_policy(session, actor(), draft))
    except Invalid as refusal:
        return _page(process_id, element_id, typed=request.form, refusal=refusal), 422
    typed = {key: value for key, value in request.form.items() if key != "csrf_token"}
    return render_template("timers/preview.html", change=change, typed=typed, removed=None)


@blueprint.post("/<process_id>/<element_id>")
def save(process_id: str, element_id: str) -> View:
    moves = request.form.get("moves") == "yes"
    try:
        draft = read_draft(process_id, element_id, request.form)
        perform(database(), lambda session: save_policy(session, actor(), draft, moves_waiting=moves))
    except Invalid as refusal:
        return _page(process_id, element_id, typed=request.form, refusal=refusal), 422
    flash(_said_saved(moves=moves), "success")
    return redirect(url_for("timers.show", process_id=process_id, element_id=element_id))


@blueprint.post("/policies/<uuid:policy_id>/removal")
def preview_of_removal(policy_id: UUID) -> View:
    with database().reading() as session:
        found = preview_removal(session, actor(), policy_id)
        change = read_change(session, actor(), policy_id, found)
    return render_template("timers/preview.html", change=change, typed={}, removed=policy_id)


@blueprint.post("/policies/<uuid:policy_id>/remove")
def remove(policy_id: UUID) -> View:
    moves = request.form.get("moves") == "yes"
    perform(database(), lambda session: remove_policy(session, actor(), policy_id, moves_waiting=moves))
    flash(_said_saved(moves=moves), "success")
    return redirect(url_for("timers.list_page"))


def _page(
    process_id: str, element_id: str, *, typed: Mapping[str, str] | None = None, refusal: Invalid | None = None
) -> str:
    chosen = request.args.get("policy", "")
    with database().reading() as session:
        page = read_limit(session, actor(), process_id, element_id, chosen=chosen)
    return render_template(
        "timers/page.html",
        page=page,
        typed=typed if typed is not None else page.shown,
        problems=_by_field(refusal),
        may_edit=signed_in().may(Permission.EDIT_TIMERS),
    )


def _by_field(refusal: Invalid | None) -> dict[str, Sentence]:
    return {problem.where: problem.sentence for problem in refusal.problems} if refusal else {}


def _said_saved(*, moves: bool) -> str:
    if moves:
        return str(gettext("Saved. What waits is being moved; it takes a few seconds."))
    return str(gettext("Saved. It holds for what begins from now on; what waits keeps its due dates."))
