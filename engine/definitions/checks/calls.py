"""What a diagram calls: service tasks, decisions, processes, forms, and the cancel hook."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.diagrams import Diagram, Node, Scope
from engine.definitions.checks.elements import extensions
from engine.definitions.checks.material import Material
from engine.definitions.problems import CheckProblem, error, warning
from engine.errors import say

CANCEL_HOOK = "cancelHook"
_MUST_CALL = {
    "serviceTask": ("taskDefinition", "type"),
    "sendTask": ("taskDefinition", "type"),
    "businessRuleTask": ("calledDecision", "decisionId"),
    "scriptTask": ("script", "expression"),
    "callActivity": ("calledElement", "processId"),
}
_RESULTS = {"businessRuleTask": "calledDecision", "scriptTask": "script"}


def check_calls(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    """Service tasks nobody wrote, tasks that call nothing, results that go nowhere, messages without a key."""
    for node in diagram.executable_nodes:
        yield from _calls_something(diagram, node)
        yield from _service(diagram, node, material)
        yield from _correlation(diagram, node)
    for process in diagram.processes:
        if process.is_executable:
            yield from _cancel_hook(diagram, process, material)


def _calls_something(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    if (needed := _MUST_CALL.get(node.tag)) is None:
        return
    name, attribute = needed
    found = node.extension(name)
    by_service = node.tag in ("businessRuleTask", "scriptTask") and node.extension("taskDefinition") is not None
    if (found is None or not (found.get(attribute) or "").strip()) and not by_service:
        yield error("service", diagram.where(node), say("“%(name)s” does not say what it does.", name=node.name))
    elif node.tag in _RESULTS and found is not None and not found.get("resultVariable") and not node.mappings("output"):
        yield error("name", diagram.where(node), say("The result of “%(name)s” goes into no variable.", name=node.name))


def _service(diagram: Diagram, node: Node, material: Material) -> Iterator[CheckProblem]:
    definition = node.extension("taskDefinition")
    type_ = "" if definition is None else (definition.get("type") or "").strip()
    if type_ and not type_.startswith("=") and type_ not in material.known.service_tasks:
        yield error(
            "service",
            diagram.where(node),
            say(
                "“%(name)s” calls “%(type)s”, which is no service task of this installation.",
                name=node.name,
                type=type_,
            ),
        )


def _correlation(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    """Whoever waits for a message says for which one; only the start of a process takes any."""
    waits = node.tag == "receiveTask" or (
        node.trigger == "message"
        and (
            node.tag in ("intermediateCatchEvent", "boundaryEvent") or (node.tag == "startEvent" and node.scope.parent)
        )
    )
    if not waits:
        return
    holder = node.element if node.tag == "receiveTask" else node.triggers[0]
    message = diagram.refers_to(holder.get("messageRef"), "message")
    if message is not None and not any(s.get("correlationKey") for s in extensions(message, "subscription")):
        yield error(
            "name",
            diagram.where(node),
            say("“%(name)s” waits for a message without a correlation key.", name=node.name),
        )


def _cancel_hook(diagram: Diagram, process: Scope, material: Material) -> Iterator[CheckProblem]:
    hook = process.properties.get(CANCEL_HOOK, "").strip()
    if not hook:
        yield warning(
            "service",
            diagram.where(process),
            say(
                "The process “%(name)s” names no cancel hook: cancelling a case would leave its subject as it is.",
                name=process.name,
            ),
        )
    elif hook not in material.known.service_tasks:
        yield error(
            "service",
            diagram.where(process),
            say(
                "“%(name)s” calls “%(type)s”, which is no service task of this installation.",
                name=process.name,
                type=hook,
            ),
        )
