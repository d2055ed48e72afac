"""The plan of a case, and the cases that are behind theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import Conflict, Invalid, Problem, Sentence, say
from webapp.edge import actor, database
from webapp.kept_forms import is_asked_again, keeps_form
from webapp.papers.dossiers import view_disposal_case
from webapp.planning.words import STAGES
from workflows.disposal.models import ENDED
from workflows.disposal.queries import find_request
from workflows.planning.models import Stage
from workflows.planning.operations import may_plan, plan_stages
from workflows.planning.queries import late_stages, plan_of

blueprint = Blueprint("planning", __name__)

View = str | Response | tuple[str, int]


@blueprint.get("/plans")
def late() -> str:
    """The cases that are behind their plan, the longest late first."""
    with database().reading() as session:
        found = late_stages(session, actor())
    return render_template("planning/late.html", late=found, stages=STAGES)


@blueprint.get("/cases/<uuid:instance_id>/plan")
def show(instance_id: UUID) -> str:
    return _page(instance_id)


@blueprint.post("/cases/<uuid:instance_id>/plan")
@keeps_form
def plan(instance_id: UUID) -> View:
    if is_asked_again():
        return _page(instance_id)

    def act(session: Session) -> None:
        _, request_id = view_disposal_case(session, actor(), instance_id)
        plan_stages(session, actor(), request_id, planned)

    try:
        planned = _planned(request.form)
        perform(database(), act)
    except Invalid as refusal:
        return _page(instance_id, {problem.where: problem.sentence for problem in refusal.problems}), 422
    except Conflict as refusal:
        return _page(instance_id, {"": refusal.sentence}), 422
    flash(gettext("The plan is saved."), "success")
    return redirect(url_for("planning.show", instance_id=instance_id))


def _planned(sent: Mapping[str, str]) -> dict[Stage, date | None]:
    """A day for each stage, none where the field is empty. Refused at the fields that hold no day."""
    planned: dict[Stage, date | None] = {}
    problems = []
    for stage in Stage:
        text = sent.get(stage.value, "").strip()
        try:
            planned[stage] = date.fromisoformat(text) if text else None
        except ValueError:
            problems.append(Problem(stage.value, say("Enter a date.")))
    if problems:
        raise Invalid(problems)
    return planned


def _page(instance_id: UUID, problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        instance, request_id = view_disposal_case(session, actor(), instance_id)
        disposal = find_request(session, request_id)
        rows, may = plan_of(session, request_id), may_plan(session, actor(), disposal)
    return render_template(
        "planning/page.html",
        case=instance,
        disposal=disposal,
        rows=rows,
        may_plan=may and disposal.status not in ENDED,
        stages=STAGES,
        problems=problems or {},
        typed=request.form,
    )
