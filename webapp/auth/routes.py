"""Signing in and out, and choosing a language."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.errors import say
from engine.people.credentials import close_attempt, is_password_of, open_attempt
from engine.people.preferences import choose_language, require_language
from engine.people.queries import find_person_by_login
from webapp.auth.safe_next import safe_next
from webapp.auth.session import read_signed_in
from webapp.auth.sign_in_page import sign_in_page
from webapp.edge import actor, database, public, settings
from webapp.i18n import language as page_language
from webapp.kept_forms import read_kept_form

blueprint = Blueprint("auth", __name__)

View = str | Response | tuple[str, int]


@blueprint.get("/sign-in")
@public
def sign_in() -> View:
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))
    return sign_in_page(
        login=request.args.get("login", "")[:100],
        next_path=request.args.get("next", ""),
        is_expired=request.args.get("expired") == "1",
    )


@blueprint.post("/sign-in")
@public
def check_password() -> View:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    with database().transaction() as db_session:
        attempt_id = open_attempt(db_session, login, request.remote_addr or "")
    with database().reading() as db_session:
        person = find_person_by_login(db_session, login)
    # Outside any transaction: the hash takes tens of milliseconds, and SQLite has one writer.
    if not is_password_of(person, password) or person is None:
        wrong = say("The sign-in name or the password is wrong.")
        next_path, kept = request.form.get("next", ""), request.form.get("kept", "")
        return sign_in_page(login=login, problem=wrong, next_path=next_path, kept=kept), 401
    with database().transaction() as db_session:
        close_attempt(db_session, attempt_id)
    return _begin_session(person.id)


@blueprint.post("/sign-in/demo")
@public
def sign_in_as_demo_person() -> View:
    if not settings().is_demo:
        abort(404)
    person_id = request.form.get("person_id", type=UUID)
    if person_id is None:
        abort(404)
    if request.accept_languages:
        session.setdefault("language", page_language())  # what the sign-in page was read in
    return _begin_session(person_id)


@blueprint.post("/sign-out")
@public
def sign_out() -> View:
    logout_user()
    session.clear()
    flash(gettext("You are signed out."), "success")
    return redirect(url_for("auth.sign_in"))


@blueprint.post("/language")
@public
def choose() -> View:
    language = request.form.get("language", "")
    require_language(language)
    if current_user.is_authenticated:
        with database().transaction() as db_session:
            choose_language(db_session, actor(), language)
    else:
        session["language"] = language
    return redirect(safe_next(request.form.get("next")))


def _begin_session(person_id: UUID) -> View:
    if chosen := session.get("language"):  # on the sign-in page: it counts for the person from now on
        with database().transaction() as db_session:
            choose_language(db_session, Actor(person_id), chosen)
    with database().reading() as db_session:
        signed_in = read_signed_in(db_session, person_id)
    if not signed_in.is_active:
        abort(404)
    session.clear()
    session.permanent = True
    login_user(signed_in)
    if kept := read_kept_form(request.form.get("kept", "")):
        return render_template("auth/kept.html", kept=kept)
    return redirect(safe_next(request.form.get("next")))
