"""The inbox: what waits for the person and for the roles they hold."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine.case_copies import copies, unread_copies
from engine.inbox import decided_by, inbox, inbox_version
from webapp.edge import actor, database
from webapp.inbox.approving import approve_all, chosen_rows, left_out
from webapp.inbox.rows import copy_rows, inbox_rows
from webapp.page_requests import is_htmx
from webapp.paging import cursor_text, read_cursor, read_id

blueprint = Blueprint("inbox", __name__)

SCOPES = ("all", "mine", "pools")
PAGE = 25


@blueprint.get("/")
def home() -> Response:
    return redirect(url_for("inbox.show"))


@blueprint.get("/inbox")
def show() -> str:
    scope = request.args.get("scope", "all")
    scope = scope if scope in SCOPES else "all"
    with database().reading() as session:
        page = inbox(session, actor(), scope=scope, cursor=read_cursor(request.args.get("after")), limit=PAGE)
        rows = inbox_rows(session, page.items, actor())
        unread = 0 if is_htmx() else unread_copies(session, actor())
    template = "inbox/_rows.html" if is_htmx() else "inbox/page.html"
    return render_template(
        template, rows=rows, scope=scope, next_cursor=cursor_text(page.next_cursor), unread_copies=unread
    )


@blueprint.get("/inbox/copies")
def show_copies() -> str:
    """The cases that were sent to the person to read."""
    is_unread_only = request.args.get("unread") == "1"
    with database().reading() as session:
        found = copies(
            session,
            actor(),
            before=read_id(request.args.get("before")),
            limit=PAGE + 1,
            unread_only=is_unread_only,
        )
        rows = copy_rows(session, found[:PAGE])
        unread = unread_copies(session, actor())
    last = found[PAGE - 1].copy_id if len(found) > PAGE else None
    return render_template(
        "inbox/copies.html", rows=rows, scope="copies", last=last, unread_copies=unread, is_unread_only=is_unread_only
    )


@blueprint.get("/inbox/done")
def done() -> str:
    cursor = read_cursor(request.args.get("after"))
    with database().reading() as session:
        decided = decided_by(session, actor(), before=cursor[0] if cursor else None, limit=PAGE + 1)
        rows = inbox_rows(session, [item for item, _, _ in decided[:PAGE]])
        unread = unread_copies(session, actor())
    last = decided[PAGE - 1] if len(decided) > PAGE else None
    return render_template(
        "inbox/done.html",
        entries=[(row, at, decision) for row, (_, at, decision) in zip(rows, decided[:PAGE], strict=True)],
        scope="done",
        next_cursor=cursor_text((last[1], last[0].task_id)) if last else None,
        unread_copies=unread,
    )


@blueprint.get("/inbox/approve")
def look_through() -> str:
    """The tasks chosen, once more, before they are approved."""
    with database().reading() as session:
        rows = chosen_rows(session, actor())
        refused = left_out(session, actor(), rows)
    return render_template("inbox/approve.html", rows=rows, refused=refused, comment="")


@blueprint.post("/inbox/approve")
def approve() -> Response:
    comment = request.form.get("comment", "")
    with database().reading() as session:
        rows = chosen_rows(session, actor())
        missing = left_out(session, actor(), rows)
    refused = approve_all(database(), actor(), rows, comment)
    if approved := len(rows) - len(refused):
        flash(ngettext("%(num)s task is approved.", "%(num)s tasks are approved.", approved), "success")
    if not refused and not missing:
        return redirect(url_for("inbox.show"))
    page = render_template("inbox/approve.html", rows=(), refused=[*refused, *missing], comment=comment)
    return make_response(page, 409)


@blueprint.get("/inbox/version")
def version() -> Response:
    with database().reading() as session:
        tag = inbox_version(session, actor())
    response = make_response(tag)
    response.content_type = "text/plain"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(tag)
    return response.make_conditional(request)
