"""Every text of a diagram that may be FEEL, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from engine.definitions.checks.diagrams import Diagram, Flow, Node
from engine.definitions.checks.elements import extension, extensions
from engine.definitions.namespaces import bpmn


class Use(StrEnum):
    """What a text is for, which decides what it may name."""

    CONDITION = "condition"
    INPUT = "input"
    OUTPUT = "output"
    SCRIPT = "script"
    ASSIGNMENT = "assignment"
    PRIORITY = "priority"
    LOOP = "loop"
    CORRELATION = "correlation"
    TIMER = "timer"
    IDENTIFIER = "identifier"


MUST_BE_FEEL = frozenset({Use.CONDITION, Use.SCRIPT, Use.LOOP, Use.CORRELATION})


@dataclass(frozen=True)
class Text:
    """A text as written, `=` included."""

    owner: Node | Flow | etree._Element
    use: Use
    text: str

    @property
    def is_feel(self) -> bool:
        return self.text.lstrip().startswith("=")

    @property
    def expression(self) -> str:
        """The FEEL without its `=`."""
        return self.text.strip().removeprefix("=").strip()


_SETTINGS = ("weights", "veto")
"""Properties of a human task that may be computed; as plain text they are lists of names and numbers."""
_ATTRIBUTES = {
    "assignmentDefinition": (Use.ASSIGNMENT, ("assignee", "candidateGroups", "candidateUsers")),
    "priorityDefinition": (Use.PRIORITY, ("priority",)),
    "script": (Use.SCRIPT, ("expression",)),
    "calledDecision": (Use.IDENTIFIER, ("decisionId",)),
    "calledElement": (Use.IDENTIFIER, ("processId",)),
    "formDefinition": (Use.IDENTIFIER, ("formId",)),
    "taskDefinition": (Use.IDENTIFIER, ("type",)),
}


def texts(diagram: Diagram) -> Iterator[Text]:
    """The texts of everything that is run."""
    for scope in diagram.executable_scopes:
        for flow in scope.flows:
            if flow.condition:
                yield Text(flow, Use.CONDITION, flow.condition)
        for node in scope.all_nodes:
            yield from _of_node(node)
    for message in diagram.root.iterfind(bpmn("message")):
        for subscription in extensions(message, "subscription"):
            if key := subscription.get("correlationKey"):
                yield Text(message, Use.CORRELATION, key)


def _of_node(node: Node) -> Iterator[Text]:
    for use in (Use.INPUT, Use.OUTPUT):
        for _, source in node.mappings(use.value):
            yield Text(node, use, source)
    for name, (use, attributes) in _ATTRIBUTES.items():
        found = node.extension(name)
        for value in map(found.get, attributes) if found is not None else ():
            if value:
                yield Text(node, use, value)
    for name in _SETTINGS:
        if (value := node.properties.get(name, "")).lstrip().startswith("="):
            yield Text(node, Use.ASSIGNMENT, value)
    yield from _of_loop(node)
    for trigger in node.triggers:
        for child in trigger:
            if child.tag in (bpmn("timeDate"), bpmn("timeDuration"), bpmn("timeCycle")) and child.text:
                yield Text(node, Use.TIMER, child.text)


def _of_loop(node: Node) -> Iterator[Text]:
    marker = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    if marker is None:
        return
    settings = extension(marker, "loopCharacteristics")
    for attribute in ("inputCollection", "outputElement"):
        if settings is not None and (value := settings.get(attribute)):
            yield Text(node, Use.LOOP, value)
    condition = marker.find(bpmn("completionCondition"))
    if condition is not None and condition.text:
        yield Text(node, Use.LOOP, condition.text)
