"""Files that came with a form: they are stored, and the form gets their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from engine.errors import Invalid, Problem, say
from engine.files.accepting import AcceptedFile, accept_file
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
    """Store the pictures sent for one input. They are re-encoded before the transaction opens: that takes time.

    Refused as by `accept_file`; and a paper, which a photo or a signature cannot be.
    """
    accepted = _accepted(key)
    papers = [file for file in accepted if not file.media_type.startswith("image/")]
    if papers:
        raise Invalid([Problem(key, say("“%(name)s” is no picture.", name=file.original_name)) for file in papers])
    return _recorded(accepted)


def accept_uploads(key: str) -> list[File]:
    """Store the files sent for one input, papers (PDF) as well as pictures. Refused as by `accept_file`."""
    return _recorded(_accepted(key))


def _accepted(key: str) -> list[AcceptedFile]:
    return [
        accept_file(upload.stream, upload.filename, file_store())
        for upload in request.files.getlist(PREFIX + key)
        if upload.filename
    ]


def _recorded(accepted: Sequence[AcceptedFile]) -> list[File]:
    if not accepted:
        return []
    with database().transaction() as session:
        return [record_file(session, actor(), file) for file in accepted]
