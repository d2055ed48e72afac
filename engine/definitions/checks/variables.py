"""Which variables a process may have, as far as its diagram tells."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.diagrams import Diagram, Node, Scope
from engine.definitions.checks.elements import extension
from engine.definitions.checks.material import Material
from engine.definitions.checks.texts import Text, Use
from engine.definitions.namespaces import bpmn

START_VARIABLES = "startVariables"
ANSWER_NAMES = frozenset({"decision", "comment", "votes"})
TOKEN_NAMES = frozenset({"escalated"})
LOOP_NAMES = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfCompletedInstances",
        "numberOfActiveInstances",
        "numberOfTerminatedInstances",
    }
)


def variables(process: Scope, diagram: Diagram) -> frozenset[str] | None:
    """The names a process may read; None where they cannot be known: it does not declare `startVariables`, or takes
    over everything that a message or a process of another bundle brings."""
    if START_VARIABLES not in process.properties:
        return None
    names = set(TOKEN_NAMES) | split_list(process.properties[START_VARIABLES])
    for node in diagram.executable_nodes:
        if node.scope.process is not process:
            continue
        if _brings_anything(node):
            return None
        names.update(written_names(node))
        names.update(target.partition(".")[0] for target, _ in node.mappings("input"))
        names.update(_loop_names(node))
    return frozenset(names)


def written_names(node: Node) -> Iterator[str]:
    """The process variables that an element sets."""
    for target, _ in node.mappings("output"):
        yield target.partition(".")[0]
    for name in ("script", "calledDecision"):
        found = node.extension(name)
        if found is not None and found.get("resultVariable"):
            yield found.get("resultVariable") or ""
    if node.tag == "userTask" and not node.mappings("output"):
        yield "decision"
    marker = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    settings = None if marker is None else extension(marker, "loopCharacteristics")
    if settings is not None and settings.get("outputCollection"):
        yield settings.get("outputCollection") or ""


def local_names(text: Text, material: Material) -> frozenset[str]:
    """What a text may name besides the variables: the answers of its own user task, the counters of its loop."""
    if text.use is Use.LOOP:
        return LOOP_NAMES
    if text.use is not Use.OUTPUT or not isinstance(text.owner, Node):
        return frozenset()
    definition = text.owner.extension("formDefinition")
    form = None if definition is None else material.form(definition.get("formId") or "")
    return ANSWER_NAMES | (frozenset(form.inputs) if form is not None else frozenset())


def split_list(text: str) -> set[str]:
    """The entries of a comma-separated list."""
    return {entry.strip() for entry in text.split(",") if entry.strip()}


def _brings_anything(node: Node) -> bool:
    if node.mappings("output"):
        return False
    if node.tag == "callActivity":
        called = node.extension("calledElement")
        return called is None or called.get("propagateAllChildVariables", "true") == "true"
    return node.tag == "receiveTask" or (
        node.trigger == "message" and node.tag not in ("intermediateThrowEvent", "endEvent")
    )


def _loop_names(node: Node) -> Iterator[str]:
    marker = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    settings = None if marker is None else extension(marker, "loopCharacteristics")
    if settings is not None:
        yield "loopCounter"
        if element := settings.get("inputElement"):
            yield element
