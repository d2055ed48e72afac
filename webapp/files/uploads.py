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
PAPERS = "papers"
"""What the property `accepts` of a photo component says where a PDF will do as well as a picture."""


def store_uploads(form: Form | None, submitted: Mapping[str, Any]) -> dict[str, Any]:
    """The submitted values with the ids of the files sent beside them by a page without scripts."""
    answers = dict(submitted)
    for key, component in form.inputs.items() if form else ():
        takes_papers = component.properties.get("accepts") == PAPERS
        sent = accept_uploads(key) if takes_papers else stored_under(key)
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
    """The files sent for the input; all that is wrong with them is said at the input."""
    accepted, problems = [], []
    for upload in request.files.getlist(PREFIX + key):
        if upload.filename:
            try:
                accepted.append(accept_file(upload.stream, upload.filename, file_store()))
            except Invalid as refusal:
                problems += [Problem(key, problem.sentence, problem.category) for problem in refusal.problems]
    if problems:
        raise Invalid(problems)
    return accepted


def _recorded(accepted: Sequence[AcceptedFile]) -> list[File]:
    if not accepted:
        return []
    with database().transaction() as session:
        return [record_file(session, actor(), file) for file in accepted]
