"""One task: looking at it, taking it, filling it in, deciding it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from engine.case_view import TaskView, posted_form, view_task
from engine.commands import complete_task, perform, put_back_task, save_draft, take_task
from engine.errors import EngineError, Invalid, Problem, Sentence
from engine.forms import fields as form_fields
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.tasks.drafts import draft_of
from webapp.auth.safe_next import safe_next
from webapp.cases.next_steps import next_steps
from webapp.cases.reading import read_case
from webapp.choices import read_choices
from webapp.edge import actor, database
from webapp.errors import status_of
from webapp.files.uploads import store_uploads
from webapp.i18n import element_name
from webapp.kept_forms import is_asked_again, keeps_form
from webapp.page_requests import whole_number
from webapp.tasks.forms import form_of, has_conditions, reader_zone, shown_form, submitted_values
from webapp.tasks.operation_pages import blueprint as operations
from webapp.tasks.who_acts import who_acts

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")
blueprint.register_blueprint(operations)

View = str | BaseResponse | tuple[str, int]
DRAFT_COMMENT = "comment"


@blueprint.get("/<uuid:task_id>")
def show(task_id: UUID) -> View:
    with database().reading() as db_session:
        view = view_task(db_session, actor(), task_id)
        draft = draft_of(db_session, actor(), task_id)
        return _page(db_session, view, submitted=draft)


@blueprint.post("/<uuid:task_id>/complete")
@keeps_form
def complete(task_id: UUID) -> View:
    with database().glancing() as db_session:
        form = posted_form(db_session, task_id)
    submitted = submitted_values(form, request.form)
    if is_asked_again():
        return _filled_in(task_id, submitted)
    try:
        submitted = store_uploads(form, submitted)
        instance = perform(database(), lambda db_session: _complete(db_session, task_id, submitted))
    except Invalid as refusal:
        return _filled_in(task_id, submitted, refusal.problems), 422
    except EngineError as refusal:
        return _filled_in(task_id, submitted, refusal=refusal.sentence), status_of(refusal)
    session["draft_done"] = str(task_id)
    if instance.status == InstanceStatus.COMPLETED:
        flash(gettext("Done: %(key)s has ended.", key=instance.business_key), "success")
    else:
        flash(gettext("Done: %(key)s goes on.", key=instance.business_key), "success")
    return redirect(url_for("inbox.show"))


def _complete(db_session: Session, task_id: UUID, answers: Mapping[str, Any]) -> ProcessInstance:
    return complete_task(
        db_session,
        actor(),
        task_id,
        decision=request.form.get("decision") or None,
        answers=answers,
        comment=request.form.get("comment", ""),
        revision=whole_number(request.form.get("revision", "")),
        touched_seconds=whole_number(request.form.get("touched_seconds", "")),
        zone=reader_zone(),
    )


@blueprint.post("/<uuid:task_id>/take")
def take(task_id: UUID) -> View:
    perform(database(), lambda db_session: take_task(db_session, actor(), task_id))
    flash(gettext("You have taken the task. It is in nobody else's inbox now."), "success")
    return redirect(safe_next(request.form.get("next") or url_for("tasks.show", task_id=task_id)))


@blueprint.post("/<uuid:task_id>/put-back")
def put_back(task_id: UUID) -> View:
    perform(database(), lambda db_session: put_back_task(db_session, actor(), task_id))
    flash(gettext("The task is back in the pool."), "success")
    return redirect(url_for("inbox.show"))


@blueprint.post("/<uuid:task_id>/draft")
def keep_draft(task_id: UUID) -> View:
    """Kept while the person types; nothing on the page changes."""
    with database().reading() as db_session:
        view = view_task(db_session, actor(), task_id)
    values = submitted_values(form_of(view), request.form) | {DRAFT_COMMENT: request.form.get("comment", "")}
    perform(database(), lambda db_session: save_draft(db_session, actor(), task_id, values))
    return Response(status=204)


@blueprint.post("/<uuid:task_id>/fields")
def fields(task_id: UUID) -> View:
    """The form's fields for the answers so far: what they hide, show and offer."""
    with database().reading() as db_session:
        view = view_task(db_session, actor(), task_id)
        shown = shown_form(view, submitted=submitted_values(form_of(view), request.form))
        choices = read_choices(db_session, actor(), shown)
    return render_template("tasks/_fields.html", shown=shown, choices=choices)


def _filled_in(
    task_id: UUID, submitted: Mapping[str, Any], problems: Iterable[Problem] = (), *, refusal: Sentence | None = None
) -> str:
    """The page with what was sent, which is not lost where the task can no longer be decided."""
    with database().reading() as db_session:
        view = view_task(db_session, actor(), task_id)
        return _page(db_session, view, submitted=submitted, problems=problems, refusal=refusal)


def _page(
    db_session: Session,
    view: TaskView,
    *,
    submitted: Mapping[str, Any] | None = None,
    problems: Iterable[Problem] = (),
    refusal: Sentence | None = None,
) -> str:
    problems = tuple(problems)
    case = read_case(db_session, actor(), view.instance)
    typed = {key: value for key, value in (submitted or {}).items() if key != DRAFT_COMMENT}
    shown = shown_form(view, submitted=typed or None, problems=problems) if view.refusal is None else ()
    asset_ids = case.subject.asset_ids if case.subject else ()
    return render_template(
        "tasks/page.html",
        view=view,
        task_name=element_name(view.definition, view.task.process_id, view.task.element_id),
        **who_acts(db_session, actor(), view, case),
        steps=next_steps(view.definition, view.task.process_id, view.task.element_id),
        case=case,
        shown=shown,
        choices=read_choices(db_session, actor(), shown, asset_ids),
        comment=request.form.get("comment", (submitted or {}).get(DRAFT_COMMENT, "")),
        problems=problems,
        refusal=refusal,
        labels={item.key: item.label for item in form_fields(shown)},
        problem_at={problem.where: problem.sentence for problem in problems},
        has_conditions=has_conditions(form_of(view)),
        has_uploads=any(item.type in ("zs-photo", "zs-signature") for item in shown),
    )
