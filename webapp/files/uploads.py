"""Files that came with a form: they are stored, and the form gets their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from engine.files.accepting import accept_file
from engine.files.models import File
from engine.files.operations import record_file
from engine.forms import Form
from webapp.edge import actor, database, file_store

PREFIX = "_upload_"


def store_uploads(form: Form | None, submitted: Mapping[str, Any]) -> dict[str, Any]:
    """The submitted values with the ids of the files sent beside them by a page without scripts."""
    answers = dict(submitted)
    for key, component in form.inputs.items() if form else ():
        sent = stored_under(key)
        if sent and component.kind.is_list:
            answers[key] = [*answers.get(key, []), *(str(file.id) for file in sent)]
        elif sent:
            answers[key] = str(sent[-1].id)
    return answers


def stored_under(key: str) -> list[File]:
    """Store what was sent for one input. Pictures are re-encoded before the transaction opens: that takes time."""
    accepted = [
        accept_file(upload.stream, upload.filename, file_store())
        for upload in request.files.getlist(PREFIX + key)
        if upload.filename
    ]
    if not accepted:
        return []
    with database().transaction() as session:
        return [record_file(session, actor(), file) for file in accepted]
