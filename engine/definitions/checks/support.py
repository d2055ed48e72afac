"""What BPMN and the Camunda 8 dialect know and this engine does not run, refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.checks.diagrams import Diagram, Node
from engine.definitions.checks.elements import is_true, local_name
from engine.definitions.checks.words import word
from engine.definitions.namespaces import BPMN, ZEEBE, bpmn
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

_ELEMENTS = {
    "complexGateway",
    "adHocSubProcess",
    "transaction",
    "standardLoopCharacteristics",
    "dataStore",
    "dataStoreReference",
    "choreography",
    "globalChoreographyTask",
    "globalTask",
    "globalUserTask",
    "globalManualTask",
    "globalScriptTask",
    "globalBusinessRuleTask",
    "conversation",
    "globalConversation",
    "ioSpecification",
}
_TRIGGERS = {"link", "compensate", "conditional", "cancel"}

_EXTENSIONS: dict[str, set[str]] = {
    "assignmentDefinition": {"userTask"},
    "formDefinition": {"userTask", "startEvent"},
    "priorityDefinition": {"userTask"},
    "userTask": {"userTask"},
    "taskDefinition": {
        "serviceTask",
        "sendTask",
        "scriptTask",
        "businessRuleTask",
        "intermediateThrowEvent",
        "endEvent",
    },
    "taskHeaders": {"serviceTask", "sendTask", "scriptTask", "businessRuleTask", "intermediateThrowEvent", "endEvent"},
    "calledDecision": {"businessRuleTask"},
    "script": {"scriptTask"},
    "calledElement": {"callActivity"},
    "subscription": {"message"},
    "loopCharacteristics": {"multiInstanceLoopCharacteristics"},
    "properties": set(),
    "ioMapping": set(),
}
_REFUSED_ATTRIBUTES = {
    "formDefinition": ("formKey", "externalReference"),
    "calledElement": ("versionTag", "businessId"),
    "calledDecision": ("versionTag",),
}


def check_support(diagram: Diagram) -> Iterator[CheckProblem]:
    """Elements, triggers and extensions that would not do what they say."""
    for element in diagram.root.iter(f"{{{BPMN}}}*"):
        yield from _element(diagram, element)
    for node in diagram.executable_nodes:
        yield from _trigger(diagram, node)
        yield from _markers(diagram, node)
    for holder in diagram.root.iter(bpmn("extensionElements")):
        for extension in holder.iterchildren(f"{{{ZEEBE}}}*"):
            yield from _extension(diagram, holder, extension)
    if not any(process.is_executable for process in diagram.processes):
        yield error("unsupported", diagram.path, say("The file has no executable process."))


def _element(diagram: Diagram, element: etree._Element) -> Iterator[CheckProblem]:
    if (name := local_name(element)) in _ELEMENTS:
        yield error(
            "unsupported",
            diagram.where(element),
            say("“%(name)s” is not run by this engine: %(kind)s.", name=_name(element), kind=word(name)),
        )


def _trigger(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    if node.trigger in _TRIGGERS:
        yield error(
            "unsupported",
            diagram.where(node),
            say(
                "“%(name)s” is not run by this engine: its trigger is “%(trigger)s”.",
                name=node.name,
                trigger=word(node.trigger),
            ),
        )
    if node.is_compensation:
        yield error(
            "unsupported",
            diagram.where(node),
            say("“%(name)s” is not run by this engine: it is for compensation.", name=node.name),
        )
    if is_true(node.element.get("instantiate")):
        yield error(
            "unsupported",
            diagram.where(node),
            say("“%(name)s” cannot start a case; draw a message start event.", name=node.name),
        )


def _markers(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    for attribute in ("startQuantity", "completionQuantity"):
        if node.element.get(attribute, "1") != "1":
            yield error(
                "unsupported",
                diagram.where(node),
                say(
                    "“%(name)s” takes or gives several tokens (%(attribute)s); only one is run.",
                    name=node.name,
                    attribute=attribute,
                ),
            )
    marker = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
    if marker is not None and not any(True for _ in marker.iter(f"{{{ZEEBE}}}loopCharacteristics")):
        yield error(
            "unsupported",
            diagram.where(node),
            say("The multi-instance marker of “%(name)s” names no input collection.", name=node.name),
        )


def _extension(diagram: Diagram, holder: etree._Element, extension: etree._Element) -> Iterator[CheckProblem]:
    owner, name = holder.getparent(), local_name(extension)
    where = diagram.where(extension)
    if name == "taskSchedule":
        yield error(
            "unsupported",
            where,
            say("“%(name)s” has a due date of its own; the time limit is its escalation timer.", name=_name(owner)),
        )
    elif name not in _EXTENSIONS:
        yield error(
            "unsupported",
            where,
            say(
                "“%(name)s” has the setting “%(setting)s”, which this engine does not run.",
                name=_name(owner),
                setting=name,
            ),
        )
    elif _EXTENSIONS[name] and local_name(owner) not in _EXTENSIONS[name]:
        yield error(
            "unsupported",
            where,
            say("The setting “%(setting)s” has no meaning on “%(name)s”.", name=_name(owner), setting=name),
        )
    for attribute in _REFUSED_ATTRIBUTES.get(name, ()):
        if extension.get(attribute):
            yield error(
                "unsupported",
                where,
                say(
                    "“%(name)s” has the setting “%(setting)s”, which this engine does not run.",
                    name=_name(owner),
                    setting=attribute,
                ),
            )


def _name(element: etree._Element | None) -> str:
    """The name, else the id, of the element or of the nearest one around it that has either."""
    while element is not None and not (element.get("name") or element.get("id")):
        element = element.getparent()
    return "" if element is None else (element.get("name") or element.get("id") or "")
