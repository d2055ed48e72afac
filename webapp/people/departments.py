"""The page of departments: which there are, and who heads each."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.commands.hand_on import set_head
from engine.errors import Invalid, Sentence
from engine.people.departments import departments, find_department
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.edge import actor, database
from webapp.people.successors import offered_people, read_person

blueprint = Blueprint("departments", __name__)

View = str | Response | tuple[str, int]


@blueprint.get("/departments")
def show() -> str:
    return _page()


@blueprint.post("/departments/<uuid:unit_id>/head")
def choose_head(unit_id: UUID) -> View:
    def act(session: Session) -> None:
        require_permission(session, actor(), Permission.EDIT_PEOPLE)
        head_id = read_person(session, actor(), request.form.get("head", ""))
        set_head(session, actor(), find_department(session, actor(), unit_id), head_id)

    try:
        perform(database(), act)
    except Invalid as refusal:
        return _page({str(unit_id): refusal.problems[0].sentence}), 422
    flash(gettext("The head of the department is set. It counts from the next escalation on."), "success")
    return redirect(url_for("people.departments.show", _anchor=f"unit-{unit_id}"))


def _page(problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_PEOPLE)
        found = departments(session, actor())
        people = offered_people(session, actor())
    return render_template(
        "people/departments.html", departments=found, people=people, typed=request.form, problems=problems or {}
    )
