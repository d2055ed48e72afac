"""Cases: the list, the page of one, and ending one by hand."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.case_view import view_case
from engine.commands import cancel_case, perform
from engine.errors import Invalid, Sentence
from engine.instances.models import InstanceStatus
from engine.instances.queries import cases
from engine.people.permissions import Permission
from webapp.cases.reading import read_case
from webapp.edge import actor, database, signed_in
from webapp.paging import read_id

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

View = str | Response | tuple[str, int]
PAGE = 25


@blueprint.get("")
def list_cases() -> View:
    status = request.args.get("status", "active")
    search = request.args.get("search", "").strip()
    with database().reading() as session:
        found = list(
            cases(
                session,
                actor(),
                status=InstanceStatus(status) if status in list(InstanceStatus) else None,
                search=search,
                before=read_id(request.args.get("before")),
                limit=PAGE + 1,
            )
        )
    last = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("cases/list.html", cases=found[:PAGE], status=status, search=search, last=last)


@blueprint.get("/<uuid:instance_id>")
def show(instance_id: UUID) -> View:
    return _page(instance_id)


@blueprint.post("/<uuid:instance_id>/cancel")
def cancel(instance_id: UUID) -> View:
    reason = request.form.get("reason", "")
    try:
        perform(database(), lambda session: cancel_case(session, actor(), instance_id, reason))
    except Invalid as refusal:
        return _page(instance_id, problem=refusal.sentence), 422
    flash(gettext("The case is cancelled."), "success")
    return redirect(url_for("cases.show", instance_id=instance_id))


def _page(instance_id: UUID, *, problem: Sentence | None = None) -> str:
    with database().reading() as session:
        case = read_case(
            session,
            actor(),
            view_case(session, actor(), instance_id),
            whole_history=request.args.get("history") == "all",
        )
    return render_template(
        "cases/page.html",
        case=case,
        problem=problem,
        may_cancel=signed_in().may(Permission.CANCEL_CASES) and case.instance.status == InstanceStatus.ACTIVE,
    )
