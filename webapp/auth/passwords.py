"""A new password for who forgot theirs, or never had one: asking for a link, and choosing a password with it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.commands.reset_password import ask_for_link, require_same, reset_password
from engine.errors import Invalid, Sentence
from engine.people.credentials import TooManyAttempts, hash_password, note_reset
from engine.people.models import Person
from engine.people.reset_links import person_of_link
from webapp.edge import database, public, settings

blueprint = Blueprint("passwords", __name__, url_prefix="/password")

View = str | Response | tuple[str, int]
_KEPT = "reset_token"


@blueprint.get("/forgotten")
@public
def forgotten() -> View:
    return render_template("auth/forgotten.html", name=request.args.get("login", "")[:254])


@blueprint.post("/forgotten")
@public
def ask() -> View:
    name = request.form.get("name", "")[:254]
    try:
        with database().transaction() as db_session:
            note_reset(db_session, name, request.remote_addr or "")
    except TooManyAttempts as refusal:
        return render_template("auth/forgotten.html", name=name, problem=refusal.sentence), 429
    perform(database(), lambda db_session: ask_for_link(db_session, name, secret_key=settings().secret_key))
    return render_template("auth/forgotten.html", name=name, is_sent=True)


@blueprint.get("/<token>")
@public
def open_link(token: str) -> Response:
    """Keep the link's text in the session: it shall not stay in the address, the history or a log."""
    session[_KEPT] = token[:100]
    return redirect(url_for("passwords.choose"))


@blueprint.get("/new")
@public
def choose() -> View:
    return _page()


@blueprint.post("/new")
@public
def set_new() -> View:
    token, password = session.get(_KEPT, ""), request.form.get("password", "")
    try:
        require_same(password, request.form.get("again", ""))
        _owner(token)  # before the hash, which takes its time
        password_hash = hash_password(password)
    except Invalid as refusal:
        return _page({problem.where: problem.sentence for problem in refusal.problems}), 422
    person = perform(database(), lambda db_session: reset_password(db_session, token, password_hash))
    logout_user()
    session.clear()
    session["language"] = person.language
    flash(gettext("Your password is set. Sign in with it."), "success")
    return redirect(url_for("auth.sign_in", login=person.login))


def _page(problems: Mapping[str, Sentence] | None = None) -> str:
    person = _owner(session.get(_KEPT, ""))
    return render_template("auth/new_password.html", person=person, problems=problems or {})


def _owner(token: str) -> Person:
    with database().reading() as db_session:
        return person_of_link(db_session, token)
