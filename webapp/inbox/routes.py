"""The inbox: what waits for the person and for the roles they hold."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.inbox import decided_by, inbox, inbox_version
from webapp.edge import actor, database
from webapp.inbox.rows import inbox_rows
from webapp.page_requests import is_htmx
from webapp.paging import cursor_text, read_cursor

blueprint = Blueprint("inbox", __name__)

SCOPES = ("all", "mine", "pools")


@blueprint.get("/")
def home() -> Response:
    return redirect(url_for("inbox.show"))


@blueprint.get("/inbox")
def show() -> str:
    scope = request.args.get("scope", "all")
    scope = scope if scope in SCOPES else "all"
    with database().reading() as session:
        page = inbox(session, actor(), scope=scope, cursor=read_cursor(request.args.get("after")))
        rows = inbox_rows(session, page.items)
    template = "inbox/_rows.html" if is_htmx() else "inbox/page.html"
    return render_template(template, rows=rows, scope=scope, next_cursor=cursor_text(page.next_cursor))


@blueprint.get("/inbox/done")
def done() -> str:
    with database().reading() as session:
        decided = decided_by(session, actor(), limit=50)
        rows = inbox_rows(session, [item for item, _, _ in decided])
    return render_template(
        "inbox/done.html",
        entries=[(row, at, decision) for row, (_, at, decision) in zip(rows, decided, strict=True)],
        scope="done",
    )


@blueprint.get("/inbox/version")
def version() -> Response:
    with database().reading() as session:
        tag = inbox_version(session, actor())
    response = make_response(tag)
    response.content_type = "text/plain"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(tag)
    return response.make_conditional(request)
