"""The sign-in page, and who is sent to it."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.actors import SYSTEM
from engine.errors import Sentence
from engine.people.directory import directory
from webapp.auth.safe_next import safe_next
from webapp.auth.session import login_manager
from webapp.edge import database, settings
from webapp.kept_forms import kept_form
from webapp.page_requests import is_htmx, path_of_page
from workflows.demo.people import IN_ORDER


def sign_in_page(
    *, login: str = "", problem: Sentence | None = None, next_path: str, is_expired: bool = False, kept: str = ""
) -> str:
    """The page; in the demo with everybody to choose from. `kept` is the text of a form that goes along."""
    people = []
    if settings().is_demo:
        with database().reading() as db_session:
            people = sorted(directory(db_session, SYSTEM), key=lambda entry: _place(entry.person.login))
    return render_template(
        "auth/sign_in.html",
        login=login,
        problem=problem,
        people=people,
        next=safe_next(next_path),
        is_expired=is_expired,
        kept=kept,
    )


def _place(login: str) -> int:
    """In the order in which a disposal meets them; who was added since comes last."""
    return IN_ORDER.index(login) if login in IN_ORDER else len(IN_ORDER)


def ask_to_sign_in() -> BaseResponse:
    """What somebody without a session gets instead of what they asked for."""
    if kept := kept_form():
        page = sign_in_page(next_path=path_of_page(), is_expired=True, kept=kept.as_text())
        return make_response(page, 401)
    address = url_for("auth.sign_in", next=path_of_page(), expired="1" if request.method == "POST" else None)
    if is_htmx():
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address)


login_manager.unauthorized_handler(ask_to_sign_in)
