"""The API's blueprint: every route module adds its operations to it."""

from __future__ import annotations

from typing import Any

from flask.blueprints import BlueprintSetupState
from flask_openapi3.blueprint import APIBlueprint

from webapp.api.exact_json import ExactJson
from webapp.api.reading import refuse_entries
from webapp.problems import API_PREFIX, MEDIA_TYPE, ProblemDetails
from webapp.security import csrf


def _refusal(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


blueprint = APIBlueprint(
    "api",
    __name__,
    url_prefix=API_PREFIX,
    operation_id_callback=lambda name, path, method: name,
    abp_security=[{"token": []}],
    abp_responses={
        "401": _refusal("No token, or one that is not valid."),
        "422": _refusal("What was sent is wrong: every problem is listed."),
        "4XX": _refusal("Refused; nothing was changed."),
        "5XX": _refusal("A failure; nothing was changed."),
    },
)
csrf.exempt(blueprint)  # programs show a token, which no browser sends by itself


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.json = ExactJson(state.app)
    state.app.validation_error_callback = refuse_entries  # type: ignore[attr-defined]  # read by flask-openapi3
