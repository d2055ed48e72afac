"""The page on which somebody is added by hand."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.commands.join_person import join_person
from engine.errors import Invalid, Sentence
from engine.people.departments import departments
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.account.absence_form import absence_choices
from webapp.edge import actor, database
from webapp.i18n import LANGUAGE_NAMES
from webapp.people.details import read_details

blueprint = Blueprint("joining", __name__)

View = str | Response | tuple[str, int]


@blueprint.get("/new")
def show() -> str:
    return _page()


@blueprint.post("/new")
def join() -> View:
    login, language = request.form.get("login", ""), request.form.get("language", "zh_CN")
    try:
        details = read_details(request.form)
        person = perform(database(), lambda session: join_person(session, actor(), login, details, language=language))
    except Invalid as refusal:
        return _page({f"detail_{problem.where}": problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The person is added. Grant roles, and send the link for a password."), "success")
    return redirect(url_for("people.show", person_id=person.id))


def _page(problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_PEOPLE)
        units = [found.unit for found in departments(session, actor())]
        people, _ = absence_choices(session, actor(), None)
    return render_template(
        "people/new.html",
        units=units,
        people=people,
        languages=LANGUAGE_NAMES,
        typed=request.form,
        problems=problems or {},
    )
