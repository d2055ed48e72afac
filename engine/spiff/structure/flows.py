"""Scopes and their sequence flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from engine.errors import say
from engine.spiff.extensions import BPMN, is_feel
from engine.spiff.parsers.events import event_definition
from engine.spiff.structure.tags import FLOW_NODES, Found, element_id, is_event_sub_process, local_name

AFTER_EVENT_GATEWAY = ("intermediateCatchEvent", "receiveTask")


def scope_problems(scope: Any, *, is_process: bool) -> Iterator[Found]:
    """What is wrong with a process or sub-process as a whole, and with its flows."""
    starts = scope.findall(f"{BPMN}startEvent")
    if not starts:
        yield element_id(scope), say("There is no start event.")
    elif not is_process and len(starts) > 1:
        yield element_id(scope), say("A sub-process has exactly one start event.")
    is_event_driven = is_event_sub_process(scope)
    for start in starts:
        has_trigger = event_definition(start) is not None
        if is_event_driven and not has_trigger:
            yield element_id(start), say("The start event of an event sub-process needs an event.")
        if not is_process and not is_event_driven and has_trigger:
            yield element_id(start), say("The start event of a sub-process has no event.")
    yield from _flow_problems(scope)


def _flow_problems(scope: Any) -> Iterator[Found]:
    nodes = {element_id(node): node for node in scope if local_name(node) in FLOW_NODES}
    flows = scope.findall(f"{BPMN}sequenceFlow")
    for flow in flows:
        source, target = nodes.get(flow.get("sourceRef")), nodes.get(flow.get("targetRef"))
        if source is None or target is None:
            yield element_id(flow), say("The flow does not connect two elements of the same process or sub-process.")
            continue
        if local_name(target) in ("startEvent", "boundaryEvent"):
            yield element_id(flow), say("No flow may lead to a start event or a boundary event.")
        if local_name(source) == "endEvent" or is_event_sub_process(target):
            yield element_id(flow), say("No flow may leave an end event or lead to an event sub-process.")
        if is_event_sub_process(source):
            yield element_id(flow), say("No flow may leave an event sub-process.")
    outgoing: dict[str | None, list[Any]] = defaultdict(list)
    for flow in flows:
        outgoing[flow.get("sourceRef")].append(flow)
    for node in nodes.values():
        yield from _outgoing_problems(node, outgoing[element_id(node)], nodes)


def _outgoing_problems(node: Any, outgoing: list[Any], nodes: dict[str, Any]) -> Iterator[Found]:
    tag = local_name(node)
    default = node.get("default")
    if default is not None and default not in {flow.get("id") for flow in outgoing}:
        yield element_id(node), say("The default flow does not leave this element.")
    is_conditional = tag in ("exclusiveGateway", "inclusiveGateway")
    for flow in outgoing:
        needs_condition = is_conditional and len(outgoing) > 1 and flow.get("id") != default
        yield from _condition_problems(flow, allowed=is_conditional, needed=needs_condition)
    if tag == "eventBasedGateway":
        targets = [nodes.get(flow.get("targetRef")) for flow in outgoing]
        if not targets or any(t is None or local_name(t) not in AFTER_EVENT_GATEWAY for t in targets):
            yield (
                element_id(node),
                say("After an event-based gateway come events that are waited for, and nothing else."),
            )


def _condition_problems(flow: Any, *, allowed: bool, needed: bool) -> Iterator[Found]:
    condition = (flow.findtext(f"{BPMN}conditionExpression") or "").strip()
    if condition and not allowed:
        yield element_id(flow), say("Only flows that leave an exclusive or inclusive gateway have conditions.")
    elif condition and not is_feel(condition):
        yield element_id(flow), say("A condition is FEEL and begins with “=”.")
    if needed and not condition:
        yield element_id(flow), say("The flow needs a condition, or must be the default flow.")
