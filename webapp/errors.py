"""Refusals and failures as pages, or for htmx as a message: one table from error to HTTP status."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from engine.errors import AlreadyDone, Conflict, EngineError, Invalid, NotAllowed, NotFound, Problem, Sentence, say
from engine.people.credentials import TooManyAttempts
from webapp.kept_forms import kept_form
from webapp.page_requests import is_htmx
from webapp.problems import asks_as_program, problem_response

STATUS: dict[type[EngineError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    AlreadyDone: 409,
    Conflict: 409,
    Invalid: 422,
    TooManyAttempts: 429,
}
TITLES = {
    400: say("That cannot be done"),
    401: say("Not signed in"),
    403: say("Not allowed"),
    404: say("Not found"),
    405: say("Not like this"),
    409: say("It has changed meanwhile"),
    413: say("Too large"),
    415: say("Not in this format"),
    422: say("Please correct"),
    429: say("Too many attempts"),
    500: say("Something went wrong"),
}
SENTENCES = {
    404: say("There is nothing at this address. It may have been moved, or mistyped."),
    405: say("This address takes no such request."),
    413: say("What you sent is larger than 25 MB. Choose a smaller file."),
    429: say("Too many requests. Wait a moment, then try again."),
}

log = structlog.get_logger()


def install(app: Flask) -> None:
    app.register_error_handler(EngineError, _refused)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)


def status_of(error: EngineError) -> int:
    """The HTTP status of a refusal; 400 for one that has none of its own."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def answer(status: int, sentence: Sentence, problems: tuple[Problem, ...] = ()) -> Response:
    """Problem details for a program; else an error page, or for htmx a message in the place `#messages`."""
    if asks_as_program():
        return problem_response(status, TITLES.get(status, TITLES[400]), sentence, problems)
    template = "errors/_message.html" if is_htmx() else "errors/page.html"
    title = TITLES.get(status, TITLES[400])
    response = make_response(
        render_template(
            template, title=title, sentence=sentence, problems=problems if len(problems) > 1 else (), status=status
        ),
        status,
    )
    if is_htmx():
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    return response


def _refused(error: EngineError) -> Response:
    problems = error.problems if isinstance(error, Invalid) else ()
    return answer(status_of(error), error.sentence, problems)


def _stale_token(_error: CSRFError) -> Response:
    if kept := kept_form():
        return make_response(render_template("auth/kept.html", kept=kept), 400)
    return answer(400, say("This page is too old to be sent. Load it again, then repeat what you did."))


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        return _failed(error.original_exception or error)
    response = answer(error.code, SENTENCES.get(error.code, say("The request was not understood.")))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _failed(error: BaseException) -> Response:
    g.has_failed = True
    reference = secrets.token_hex(4)
    log.error("request failed", reference=reference, path=request.path, exc_info=error)
    sentence = say(
        "Nothing was changed. Try again; if it happens again, give the administrator this reference: %(reference)s.",
        reference=reference,
    )
    return answer(500, sentence)
