"""The API's own description (OpenAPI 3.1), and the page to try it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

from flask import Response, render_template, send_from_directory
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from webapp.api.blueprint import blueprint
from webapp.edge import public
from webapp.problems import ProblemDetails

DESCRIPTION = (
    "Send a personal token as `Authorization: Bearer zs_…`; make one on your account page. "
    "Repeat a POST safely with an `Idempotency-Key`. Amounts are strings, instants are UTC, texts follow "
    "`Accept-Language`. A refusal is `application/problem+json` (RFC 9457) and has changed nothing. "
    "Lists come in pages: pass `next` on as `cursor`."
)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of every operation on the blueprint."""
    described = OpenAPI(
        "zhangshi",
        info=Info(title="Zhangshi", version="1", description=DESCRIPTION),
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
        validation_error_model=ProblemDetails,
        doc_ui=False,
    )
    described.paths, described.components_schemas = blueprint.paths, blueprint.components_schemas
    described.tags = blueprint.tags
    text = json.dumps(described.api_doc).replace("<br/>", "\\n")
    return cast(dict[str, Any], json.loads(text))


@blueprint.route("/openapi.json")
@public
def openapi() -> Response:
    response = Response(json.dumps(document()), mimetype="application/json")
    response.cache_control.max_age = 3600
    return response


@blueprint.route("/")
@public
def page() -> str:
    return render_template("api/page.html", operations=_operations(), document=document())


@blueprint.route("/try.js")
@public
def script() -> Response:
    return send_from_directory(blueprint.root_path, "try.js", mimetype="text/javascript", max_age=3600)


def _operations() -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "tag": operation["tags"][0],
            "example": _example(operation),
            **operation,
        }
        for path, item in document()["paths"].items()
        for method, operation in item.items()
    ]


def _example(operation: dict[str, Any]) -> str:
    """What a body may look like: every entry, empty."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    entries = document()["components"]["schemas"].get(name, {}).get("properties", {})
    empty = {"object": {}, "array": [], "string": ""}
    shown = {key: entry.get("default", empty.get(entry.get("type", ""))) for key, entry in entries.items()}
    return json.dumps(shown, indent=2)
