"""Bundles for tests, and short ways to ask the check about them."""

from __future__ import annotations

import json

from engine.definitions.bundles import Bundle
from engine.definitions.known import Known
from engine.definitions.problems import CheckProblem
from engine.definitions.validation import check_bundle
from tests.bpmn import Diagram

KNOWN = Known(service_tasks=frozenset({"money.pay", "case.cancel"}), roles=frozenset({"clerk", "boss"}))


def bundle(diagram: Diagram | bytes, **others: bytes) -> Bundle:
    """The diagram as `p.bpmn`, with other files by name; `_` in a name stands for the dot."""
    files = {"p.bpmn": diagram if isinstance(diagram, bytes) else diagram.xml()}
    return Bundle("test", files | {name.replace("_", ".", 1): content for name, content in others.items()})


def form(form_id: str, *keys: str) -> bytes:
    """A form-js schema with a text field for each key."""
    fields = [{"type": "textfield", "id": f"Field_{key}", "key": key, "label": key} for key in keys]
    return json.dumps({"type": "default", "id": form_id, "components": fields}).encode()


def problems(diagram: Diagram | bytes, *, known: Known = KNOWN, **others: bytes) -> list[CheckProblem]:
    """Every problem, warnings included."""
    return check_bundle(bundle(diagram, **others), known)


def errors(diagram: Diagram | bytes, *, known: Known = KNOWN, **others: bytes) -> list[tuple[str, str]]:
    """The errors as (category, element id)."""
    found = problems(diagram, known=known, **others)
    return [(problem.category, problem.where.partition("#")[2]) for problem in found if problem.is_error]


def warnings(diagram: Diagram | bytes, category: str, **others: bytes) -> list[str]:
    """The element ids that have a warning of the category."""
    found = problems(diagram, known=KNOWN, **others)
    return [each.where.partition("#")[2] for each in found if not each.is_error and each.category == category]
