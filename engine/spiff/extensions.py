"""What the Camunda 8 extension elements (`zeebe:`) of one BPMN element say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.parser.util import BPMN_MODEL_NS

BPMN = f"{{{BPMN_MODEL_NS}}}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

Mappings = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Script:
    """A FEEL script and the variable that takes its value."""

    expression: str
    result_variable: str


@dataclass(frozen=True)
class CalledDecision:
    """A decision and the variable that takes its value."""

    decision_id: str
    result_variable: str


@dataclass(frozen=True)
class CalledElement:
    """A called process, and which variables go in and come out without being mapped."""

    process_id: str
    passes_all_in: bool
    passes_all_out: bool


@dataclass(frozen=True)
class Extensions:
    """The extension elements of one BPMN element; mappings are (source, target) pairs in their order."""

    inputs: Mappings = ()
    outputs: Mappings = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    task_type: str | None = None
    assignment: Mapping[str, str] = field(default_factory=dict)
    schedule: Mapping[str, str] = field(default_factory=dict)
    form_id: str | None = None
    priority: str | None = None
    script: Script | None = None
    decision: CalledDecision | None = None
    called: CalledElement | None = None
    correlation_key: str | None = None


def is_feel(text: str | None) -> bool:
    """Camunda's rule: a value that begins with `=` is FEEL, anything else is text."""
    return text is not None and text.startswith("=")


def children(node: Any, name: str) -> Iterator[Any]:
    """The extension elements of that name directly under `node`."""
    for holder in node.iterchildren(f"{BPMN}extensionElements"):
        yield from holder.iterchildren(f"{ZEEBE}{name}")


def first_child(node: Any, name: str) -> Any:
    """The first extension element of that name, or None."""
    return next(children(node, name), None)


def read_extensions(node: Any) -> Extensions:
    """The extension elements under `node`."""
    script = first_child(node, "script")
    decision = first_child(node, "calledDecision")
    called = first_child(node, "calledElement")
    return Extensions(
        inputs=_mappings(node, "input"),
        outputs=_mappings(node, "output"),
        properties=_pairs(node, "properties", "property", "name"),
        headers=_pairs(node, "taskHeaders", "header", "key"),
        task_type=_attribute(node, "taskDefinition", "type"),
        assignment=_attributes(node, "assignmentDefinition"),
        schedule=_attributes(node, "taskSchedule"),
        form_id=_attribute(node, "formDefinition", "formId"),
        priority=_attribute(node, "priorityDefinition", "priority"),
        script=None if script is None else Script(script.get("expression", ""), script.get("resultVariable", "")),
        decision=None if decision is None else _decision(decision),
        called=None if called is None else _called(called),
        correlation_key=_attribute(node, "publishMessage", "correlationKey"),
    )


def _decision(element: Any) -> CalledDecision:
    return CalledDecision(element.get("decisionId", ""), element.get("resultVariable", ""))


def _called(element: Any) -> CalledElement:
    return CalledElement(
        process_id=element.get("processId", ""),
        passes_all_in=element.get("propagateAllParentVariables", "true") == "true",
        passes_all_out=element.get("propagateAllChildVariables", "true") == "true",
    )


def _attributes(node: Any, name: str) -> dict[str, str]:
    element = first_child(node, name)
    return {} if element is None else dict(sorted(element.attrib.items()))


def _attribute(node: Any, name: str, attribute: str) -> str | None:
    element = first_child(node, name)
    return None if element is None else element.get(attribute)


def _mappings(node: Any, direction: str) -> Mappings:
    found = first_child(node, "ioMapping")
    if found is None:
        return ()
    return tuple((e.get("source", ""), e.get("target", "")) for e in found.iterchildren(f"{ZEEBE}{direction}"))


def _pairs(node: Any, holder: str, item: str, key: str) -> dict[str, str]:
    found = first_child(node, holder)
    return {} if found is None else {e.get(key, ""): e.get("value", "") for e in found.iterchildren(f"{ZEEBE}{item}")}
