"""A person's own settings."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import login_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.commands.issue_token import issue_token
from engine.commands.reset_password import require_same
from engine.commands.revoke_token import revoke_token
from engine.commands.set_password import set_password
from engine.errors import Invalid, Problem, Sentence, say
from engine.people.credentials import close_attempt, hash_password, is_password_of, open_attempt
from engine.people.models import Person
from engine.people.preferences import end_sessions
from engine.people.queries import find_person
from engine.people.tokens import tokens_of
from webapp.auth.session import read_signed_in
from webapp.edge import actor, database, signed_in
from webapp.page_requests import whole_number

blueprint = Blueprint("account", __name__, url_prefix="/account")

View = str | Response | tuple[str, int]


@blueprint.get("")
def show() -> View:
    return _page()


@blueprint.post("/tokens")
def add_token() -> View:
    days = whole_number(request.form.get("days", "")) or 0
    try:
        with database().transaction() as session:
            _, text = issue_token(session, actor(), request.form.get("name", ""), days=days)
    except Invalid as refusal:
        return _page(problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    return _page(new_token=text)


@blueprint.post("/tokens/<uuid:token_id>/revoke")
def end_token(token_id: UUID) -> View:
    with database().transaction() as session:
        revoke_token(session, actor(), token_id)
    flash(gettext("The token is revoked. Programs that use it are refused from now on."), "success")
    return redirect(url_for("account.show"))


@blueprint.post("/password")
def change_password() -> View:
    password = request.form.get("password", "")
    try:
        _require_current(request.form.get("current", ""))
        require_same(password, request.form.get("again", ""))
        password_hash = hash_password(password)
    except Invalid as refusal:
        return _page(problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    perform(database(), lambda session: set_password(session, actor(), _self(session), password_hash))
    with database().reading() as session:
        login_user(read_signed_in(session, signed_in().person_id))
    flash(gettext("Your password is changed, and every other browser signed out."), "success")
    return redirect(url_for("account.show"))


def _require_current(password: str) -> None:
    """Refuse with `Invalid` what is not the password the person has now; guessing is limited as at signing in."""
    with database().transaction() as session:
        person = _self(session)
        attempt_id = open_attempt(session, person.login, request.remote_addr or "")
    if not is_password_of(person, password):
        raise Invalid([Problem("current", say("This is not your present password."))])
    with database().transaction() as session:
        close_attempt(session, attempt_id)


def _self(session: Session) -> Person:
    return find_person(session, signed_in().person_id)


@blueprint.post("/sessions/end")
def sign_out_elsewhere() -> View:
    with database().transaction() as session:
        end_sessions(session, actor())
        session.flush()  # the epoch that this browser's session must carry from now on
        login_user(read_signed_in(session, signed_in().person_id))
    flash(gettext("Every other browser is signed out."), "success")
    return redirect(url_for("account.show"))


def _page(*, new_token: str = "", problems: dict[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        tokens = tokens_of(session, actor())
    return render_template("account/page.html", tokens=tokens, new_token=new_token, problems=problems or {})
