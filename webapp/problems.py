"""Refusals for programs: problem details (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request
from pydantic import BaseModel, Field

from engine.errors import Problem, Sentence
from webapp.i18n import translate

API_PREFIX = "/api/v1"
MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One thing that is wrong: `where` is a field, an element of a diagram or a file; empty for the whole."""

    where: str
    detail: str


class ProblemDetails(BaseModel):
    """Why nothing was done (RFC 9457). `detail` is a sentence for a person."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    problems: list[FieldProblem] = Field(default_factory=list)


def asks_as_program() -> bool:
    """Whether this request is one to the API."""
    return request.path == API_PREFIX or request.path.startswith(f"{API_PREFIX}/")


def problem_response(status: int, title: Sentence, detail: Sentence, problems: Iterable[Problem] = ()) -> Response:
    """The refusal as `application/problem+json`."""
    found = [FieldProblem(where=problem.where, detail=translate(problem.sentence)) for problem in problems]
    details = ProblemDetails(title=translate(title), status=status, detail=translate(detail), problems=found)
    return Response(details.model_dump_json(), status=status, mimetype=MEDIA_TYPE)
