"""Texts in the other language: missing ones are named; unreadable files, and FEEL that cannot be run, are refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from engine.definitions.checks.diagrams import Diagram
from engine.definitions.checks.material import Material
from engine.definitions.namespaces import bpmn
from engine.definitions.problems import CheckProblem, error, warning
from engine.errors import say
from engine.forms import text_faults, texts

OTHER_LANGUAGE = "en"
_FILE = f"labels.{OTHER_LANGUAGE}.json"
_TOLD = ":done"
"""Ends the id of what is told when a step of the system is done (`<element>:done`)."""


def read_labels(path: str, content: bytes) -> tuple[dict[str, str], list[CheckProblem]]:
    """Text id -> text, and what is wrong with the file."""
    try:
        labels = json.loads(content)
    except (ValueError, RecursionError):
        labels = None
    if not isinstance(labels, dict):
        return {}, [error("label", path, say("The file is not a JSON object of texts."))]
    wrong = [
        error("label", f"{path}#{key}", say("The text of “%(id)s” is not a text.", id=key))
        for key, text in labels.items()
        if not isinstance(text, str)
    ]
    return {key: text for key, text in labels.items() if isinstance(text, str)}, wrong


def check_labels(material: Material) -> Iterator[CheckProblem]:
    """Texts whose FEEL cannot be run; a warning for each text a reader may meet that has no translation."""
    for language, labels in material.labels.items():
        for text_id, text in labels.items():
            if _is_computed(text_id):
                yield from (error("label", f"labels.{language}.json#{text_id}", fault) for fault in text_faults(text))
    present = material.labels.get(OTHER_LANGUAGE, {})
    for diagram in material.diagrams:
        yield from _missing(present, diagram_texts(diagram), diagram.path)
    for path, form in material.forms.items():
        yield from _missing(present, texts(form), path)


def diagram_texts(diagram: Diagram) -> Mapping[str, str]:
    """Text id -> text of everything in a diagram that has a name: processes, elements, flows, `lane:<id>`."""
    found = {scope.id: scope.element.get("name") or "" for scope in diagram.processes}
    for participant in diagram.root.iter(bpmn("participant")):
        found[participant.get("id") or ""] = participant.get("name") or ""
    for lane in diagram.root.iter(bpmn("lane")):
        found[f"lane:{lane.get('id')}"] = lane.get("name") or ""
    for scope in diagram.executable_scopes:
        found |= {node.id: node.element.get("name") or "" for node in scope.all_nodes}
        found |= {flow.id: flow.element.get("name") or "" for flow in scope.flows}
    return {text_id: text for text_id, text in found.items() if text.strip()}


def _is_computed(text_id: str) -> bool:
    """Whether the text may hold FEEL: what is told of a step, and the texts of the parts of a form, not its title."""
    return text_id.endswith(_TOLD) or (text_id.startswith("form:") and text_id.count(":") > 1)


def _missing(present: Mapping[str, str], needed: Mapping[str, str], path: str) -> Iterator[CheckProblem]:
    for text_id, text in needed.items():
        if not present.get(text_id, "").strip():
            yield warning(
                "label", f"{path}#{text_id}", say("“%(text)s” has no text in %(file)s.", text=text, file=_FILE)
            )
