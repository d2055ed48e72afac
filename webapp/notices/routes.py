"""What a person has been told; opening the page counts as having read it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import clock
from engine.errors import Sentence
from engine.outbox.operations import mark_notices_read
from engine.outbox.queries import notices
from webapp.edge import actor, database
from webapp.paging import read_id

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

PAGE = 25


@blueprint.get("")
def show() -> str:
    with database().reading() as session:
        found = list(notices(session, actor(), before=read_id(request.args.get("before")), limit=PAGE + 1))
    entries = [(notice, Sentence.from_data(notice.sentence)) for notice in found[:PAGE]]
    if any(notice.read_at is None for notice in found):
        with database().transaction() as session:
            mark_notices_read(session, actor(), until=clock.now())
    return render_template("notices/page.html", entries=entries, last=found[PAGE - 1].id if len(found) > PAGE else None)
