"""Small forms built in code."""

from __future__ import annotations

import json
from typing import Any

from engine.forms import Form, parse_form


def schema(*components: dict[str, Any], form_id: str = "appraisal") -> bytes:
    """A form-js schema of `components`."""
    return json.dumps({"type": "default", "id": form_id, "schemaVersion": 19, "components": components}).encode()


def component(component_type: str, key: str, **properties: Any) -> dict[str, Any]:
    """A component with a label."""
    return {"type": component_type, "id": f"Field_{key}", "key": key, "label": key.capitalize(), **properties}


def choices(*values: str) -> list[dict[str, str]]:
    """Static choices labelled with their value in capitals."""
    return [{"value": value, "label": value.upper()} for value in values]


def form(*components: dict[str, Any]) -> Form:
    """The form of `components`."""
    return parse_form(schema(*components), "appraisal.form")
