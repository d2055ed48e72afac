"""Who calls: the owner of a personal token; for reading alone, also whoever is signed in with a browser."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Response, current_app, g, request
from flask_login import current_user

from engine.actors import Actor
from engine.errors import Sentence, say
from engine.people.tokens import person_of_token
from webapp.api.blueprint import blueprint
from webapp.api.exact_json import require_storable
from webapp.edge import database
from webapp.problems import problem_response

READING = {"GET", "HEAD"}
FORMATS = {"application/json", "multipart/form-data"}


def caller() -> Actor:
    """The actor of this request."""
    return Actor(cast(UUID, g.api_person_id), channel="api")


@blueprint.before_request
def _let_in() -> Response | None:
    view = current_app.view_functions[request.endpoint or ""]
    if not getattr(view, "is_public", False):
        refusal = _identify()
        if refusal is not None:
            return _not_signed_in(refusal)
    return _check_format()


def _identify() -> Sentence | None:
    """Remember who calls, or say why nobody is let in."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        with database().reading() as session:
            person = person_of_token(session, token.strip()) if scheme.lower() == "bearer" else None
        if person is None:
            return say("This token is not known, or is no longer valid. Make one on your account page.")
        g.api_person_id, g.token_language = person.id, person.language
    elif not current_user.is_authenticated:
        return say("Send a personal token in the header: “Authorization: Bearer zs_…”.")
    elif request.method not in READING:
        return say("Changes need a personal token: “Authorization: Bearer zs_…”. Being signed in is not enough.")
    else:
        g.api_person_id = current_user.person_id
    return None


def _not_signed_in(sentence: Sentence) -> Response:
    response = problem_response(401, say("Not signed in"), sentence)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _check_format() -> Response | None:
    try:
        require_storable([*request.args.keys(), *request.args.values(), *(request.view_args or {}).values()])
        if request.mimetype == "application/json" and request.method not in READING:
            current_app.json.loads(request.get_data())
    except ValueError:
        return problem_response(
            400, say("That cannot be done"), say("What was sent is no JSON, or holds no plain text.")
        )
    if request.method not in READING and request.content_length and request.mimetype not in FORMATS:
        return problem_response(415, say("Not in this format"), say("Send JSON (application/json)."))
    return None
