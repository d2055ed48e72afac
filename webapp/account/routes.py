"""A person's own settings."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import login_user
from werkzeug.wrappers import Response

from engine.commands.issue_token import issue_token
from engine.commands.revoke_token import revoke_token
from engine.errors import Invalid, Sentence
from engine.people.preferences import end_sessions
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
