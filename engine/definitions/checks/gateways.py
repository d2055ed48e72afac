"""Where flows part: conditions and defaults, and the rules of event-based gateways."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.diagrams import Diagram, Flow, Node
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

_CHOOSING = {"exclusiveGateway", "inclusiveGateway"}
_AWAITABLE = {"message", "timer", "signal", "conditional"}


def check_gateways(diagram: Diagram) -> Iterator[CheckProblem]:
    """Conditions where they mean nothing, choices that may find no way on, event gateways without events."""
    for node in diagram.nodes:
        if node.tag in _CHOOSING:
            yield from _choice(diagram, node)
        else:
            yield from _misplaced_conditions(diagram, node)
        if node.tag == "eventBasedGateway":
            yield from _event_gateway(diagram, node)


def _choice(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    if len(node.outgoing) < 2:
        for flow in node.outgoing:
            if flow.condition:
                yield error(
                    "default_flow",
                    diagram.where(flow),
                    say(
                        "The only flow that leaves “%(name)s” has a condition: where it is false, there is no way on.",
                        name=node.name,
                    ),
                )
        return
    conditional = [flow for flow in node.outgoing if flow.id != node.default or node.default is None]
    for flow in conditional:
        if not flow.condition:
            yield error(
                "default_flow",
                diagram.where(flow),
                say("A flow that leaves “%(name)s” has no condition and is not its default flow.", name=node.name),
            )
    if (
        len(conditional) == len(node.outgoing)
        and all(flow.condition for flow in conditional)
        and not _exhaust(conditional)
    ):
        yield error(
            "default_flow",
            diagram.where(node),
            say("“%(name)s” has no default flow: where no condition holds, there is no way on.", name=node.name),
        )


def _exhaust(flows: list[Flow]) -> bool:
    """Whether the conditions are plainly a thing and its opposite."""
    texts = {"".join((flow.condition or "").lstrip("=").split()) for flow in flows}
    return "true" in texts or any(f"not({text})" in texts for text in texts)


def _misplaced_conditions(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    for flow in node.outgoing:
        if flow.condition is None:
            continue
        where = diagram.where(flow)
        if node.tag in ("parallelGateway", "eventBasedGateway") or node.tag.endswith("Event"):
            yield error("schema", where, say("A flow that leaves “%(name)s” may not have a condition.", name=node.name))
        else:
            yield error(
                "unsupported",
                where,
                say(
                    "A condition on a flow that leaves the task “%(name)s” is not run; draw a gateway.", name=node.name
                ),
            )


def _event_gateway(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    if len(node.outgoing) < 2:
        yield error(
            "schema",
            diagram.where(node),
            say("The event gateway “%(name)s” needs two events to choose from.", name=node.name),
        )
    kinds = set()
    for flow in node.outgoing:
        target = node.scope.nodes.get(flow.target)
        if target is None:
            continue
        kinds.add("receiveTask" if target.tag == "receiveTask" else target.trigger)
        if target.tag != "receiveTask" and not (
            target.tag == "intermediateCatchEvent" and target.trigger in _AWAITABLE
        ):
            yield error(
                "schema",
                diagram.where(target),
                say(
                    "After the event gateway “%(name)s” only events that wait may follow, not “%(target)s”.",
                    name=node.name,
                    target=target.name,
                ),
            )
        elif len(target.incoming) > 1:
            yield error(
                "schema",
                diagram.where(target),
                say("“%(target)s” follows an event gateway: no other flow may lead to it.", target=target.name),
            )
    if {"receiveTask", "message"} <= kinds:
        yield error(
            "schema",
            diagram.where(node),
            say("The event gateway “%(name)s” mixes receive tasks and message events.", name=node.name),
        )
