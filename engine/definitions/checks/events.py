"""Which triggers an event may have, by its position, and what each trigger must name (BPMN 2.0, 10.5)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.checks.diagrams import Diagram, Node
from engine.definitions.checks.elements import is_true, local_name
from engine.definitions.checks.tags import EVENTS
from engine.definitions.checks.words import word
from engine.definitions.namespaces import bpmn
from engine.definitions.problems import CheckProblem, error
from engine.errors import Sentence, say

_CATCHABLE = {"message", "timer", "signal", "conditional"}
_ALLOWED: dict[str, set[str]] = {
    "process start": {"", *_CATCHABLE},
    "sub-process start": {""},
    "event sub-process start": {*_CATCHABLE, "error", "escalation", "compensate"},
    "intermediateCatchEvent": {*_CATCHABLE, "link"},
    "intermediateThrowEvent": {"", "message", "signal", "escalation", "link", "compensate"},
    "boundaryEvent": {*_CATCHABLE, "error", "escalation", "compensate", "cancel"},
    "endEvent": {"", "message", "signal", "escalation", "error", "terminate", "compensate", "cancel"},
}
_ALWAYS_INTERRUPTING = {"error", "cancel"}


def check_events(diagram: Diagram) -> Iterator[CheckProblem]:
    """Triggers in the wrong place, and triggers that do not say what they wait for or throw."""
    for node in diagram.nodes:
        if node.tag in EVENTS:
            yield from _place(diagram, node)
        for trigger in node.triggers:
            yield from _target(diagram, node, trigger)
        if node.tag == "receiveTask" or (node.tag == "sendTask" and node.element.get("messageRef")):
            yield from _reference(diagram, node, node.element, "message")
    yield from _names(diagram)


def _place(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    where = diagram.where(node)
    if len(node.triggers) > 1 or is_true(node.element.get("parallelMultiple")):
        yield error(
            "unsupported",
            where,
            say("The event “%(name)s” has several triggers; draw one event for each.", name=node.name),
        )
    for trigger in node.element.iterfind(bpmn("eventDefinitionRef")):
        yield error(
            "unsupported",
            where,
            say(
                "The event “%(name)s” refers to the shared trigger “%(id)s”; give it a trigger of its own.",
                name=node.name,
                id=trigger.text or "",
            ),
        )
        return
    if node.trigger not in _ALLOWED[_position(node)]:
        yield error("schema", where, _misplaced(node))
    if node.trigger in _ALWAYS_INTERRUPTING and node.element.get("cancelActivity") in ("false", "0"):
        yield error(
            "schema", where, say("The boundary event “%(name)s” always interrupts its activity.", name=node.name)
        )
    if node.trigger == "cancel" and not _is_in_transaction(node):
        yield error("schema", where, say("The cancel event “%(name)s” belongs to no transaction.", name=node.name))


def _position(node: Node) -> str:
    if node.tag != "startEvent":
        return node.tag
    if node.scope.parent is None:
        return "process start"
    return "event sub-process start" if node.scope.is_event_sub_process else "sub-process start"


def _misplaced(node: Node) -> Sentence:
    if node.trigger:
        return say(
            "The event “%(name)s” cannot have the trigger “%(trigger)s” here.",
            name=node.name,
            trigger=word(node.trigger),
        )
    return say("The event “%(name)s” needs a trigger.", name=node.name)


def _is_in_transaction(node: Node) -> bool:
    if node.tag == "boundaryEvent":
        host = node.scope.nodes.get(node.attached_to or "")
        return host is not None and host.tag == "transaction"
    return local_name(node.scope.element) == "transaction"


def _target(diagram: Diagram, node: Node, trigger: etree._Element) -> Iterator[CheckProblem]:
    kind = local_name(trigger).removesuffix("EventDefinition")
    if kind in ("message", "signal"):
        yield from _reference(diagram, node, trigger, kind)
    elif kind in ("error", "escalation"):
        throws = node.tag in ("endEvent", "intermediateThrowEvent")
        if trigger.get(f"{kind}Ref") is not None or throws:
            yield from _reference(diagram, node, trigger, kind)
        found = diagram.refers_to(trigger.get(f"{kind}Ref"), kind)
        if throws and found is not None and not found.get(f"{kind}Code"):
            yield error(
                "schema", diagram.where(node), say("What the event “%(name)s” throws has no code.", name=node.name)
            )


def _reference(diagram: Diagram, node: Node, element: etree._Element, kind: str) -> Iterator[CheckProblem]:
    reference = element.get(f"{kind}Ref")
    if kind == "message" and reference is None and node.extension("taskDefinition") is not None:
        return
    if diagram.refers_to(reference, kind) is None:
        yield error(
            "reference",
            diagram.where(node),
            say("“%(name)s” names no %(kind)s, or one that does not exist.", name=node.name, kind=word(kind)),
        )


def _names(diagram: Diagram) -> Iterator[CheckProblem]:
    for kind in ("message", "signal"):
        for element in diagram.root.iterfind(bpmn(kind)):
            if not (element.get("name") or "").strip():
                yield error("reference", diagram.where(element), say("A %(kind)s has no name.", kind=word(kind)))
