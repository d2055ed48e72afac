"""How flows and nodes fit together: ids, ends of flows, borders of sub-processes, starts and ends, default flows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.definitions.checks.diagrams import Diagram, Flow, Node, Scope
from engine.definitions.checks.elements import local_name
from engine.definitions.checks.tags import ACTIVITIES, GATEWAYS
from engine.definitions.namespaces import bpmn
from engine.definitions.problems import CheckProblem, error
from engine.errors import say


def check_structure(diagram: Diagram) -> Iterator[CheckProblem]:
    """The rules of BPMN 2.0 chapters 7, 8 and 10 that its XML schema does not hold."""
    for scope in diagram.scopes:
        for node in scope.all_nodes:
            yield from _node(diagram, node)
        for flow in scope.flows:
            yield from _flow(diagram, flow)
        yield from _starts(diagram, scope)
    yield from _lists_of_flows(diagram)
    yield from _lanes(diagram)


def _node(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    where, name = diagram.where(node), node.name
    if not node.id:
        yield error("schema", where, say("An element of the kind %(kind)s has no id.", kind=node.tag))
    if node.tag == "startEvent" and node.incoming:
        yield error("schema", where, say("A flow leads to the start event “%(name)s”.", name=name))
    if node.tag == "endEvent" and node.outgoing:
        yield error("schema", where, say("A flow leaves the end event “%(name)s”.", name=name))
    if node.tag == "boundaryEvent":
        yield from _boundary(diagram, node)
    if node.is_event_sub_process and (node.incoming or node.outgoing):
        yield error("schema", where, say("No flow may lead to or from the event sub-process “%(name)s”.", name=name))
    if node.tag in ("intermediateCatchEvent", "intermediateThrowEvent") and node.trigger != "link":
        if not node.outgoing:
            yield error("schema", where, say("No flow leaves the event “%(name)s”.", name=name))
        if not node.incoming:
            yield error("schema", where, say("No flow leads to the event “%(name)s”.", name=name))
    if node.tag in GATEWAYS:
        yield from _gateway(diagram, node)
    yield from _default(diagram, node)


def _boundary(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    where = diagram.where(node)
    host = node.scope.nodes.get(node.attached_to or "")
    if host is None or host.tag not in ACTIVITIES:
        yield error(
            "schema", where, say("The boundary event “%(name)s” is not attached to an activity.", name=node.name)
        )
    if node.incoming:
        yield error("schema", where, say("A flow leads to the boundary event “%(name)s”.", name=node.name))
    if not node.outgoing and node.trigger != "compensate":
        yield error("schema", where, say("No flow leaves the boundary event “%(name)s”.", name=node.name))


_DIRECTIONS = {"Converging": (True, False), "Diverging": (False, True), "Mixed": (True, True)}


def _gateway(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    where = diagram.where(node)
    many_in, many_out = len(node.incoming) > 1, len(node.outgoing) > 1
    if not (many_in or many_out):
        yield error("schema", where, say("The gateway “%(name)s” neither splits nor joins the flow.", name=node.name))
    direction = node.element.get("gatewayDirection")
    if direction in _DIRECTIONS and (many_in, many_out) != _DIRECTIONS[direction]:
        yield error(
            "schema",
            where,
            say(
                "The flows of the gateway “%(name)s” contradict its direction “%(direction)s”.",
                name=node.name,
                direction=direction,
            ),
        )


def _default(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    if node.default is None:
        return
    flow = next((flow for flow in node.outgoing if flow.id == node.default), None)
    if flow is None:
        yield error(
            "schema", diagram.where(node), say("The default flow of “%(name)s” does not leave it.", name=node.name)
        )
    elif flow.condition is not None:
        yield error(
            "schema", diagram.where(flow), say("The default flow of “%(name)s” has a condition.", name=node.name)
        )


def _flow(diagram: Diagram, flow: Flow) -> Iterator[CheckProblem]:
    where = diagram.where(flow)
    if not flow.id:
        yield error("schema", where, say("A flow has no id."))
    for end in (flow.source, flow.target):
        if end in flow.scope.nodes:
            continue
        if end in diagram.node_by_id:
            yield error("schema", where, say("The flow “%(id)s” crosses the border of a sub-process.", id=flow.id))
        elif end:
            yield error(
                "schema",
                where,
                say("The flow “%(id)s” ends at “%(end)s”, which no flow can reach.", id=flow.id, end=end),
            )
        else:
            yield error("schema", where, say("The flow “%(id)s” does not say where it starts and ends.", id=flow.id))


def _starts(diagram: Diagram, scope: Scope) -> Iterator[CheckProblem]:
    where, name = diagram.where(scope), scope.name
    starts = scope.starts
    if scope.parent is None:
        if scope.is_executable and not starts:
            yield error("unsupported", where, say("The process “%(name)s” has no start event.", name=name))
        if sum(not start.trigger for start in starts) > 1:
            yield error(
                "schema", where, say("The process “%(name)s” has several start events without a trigger.", name=name)
            )
    elif local_name(scope.element) != "adHocSubProcess" and len(starts) != 1:
        yield error(
            "schema",
            where,
            say(
                "The sub-process “%(name)s” needs exactly one start event; it has %(count)s.",
                name=name,
                count=len(starts),
            ),
        )


def _lists_of_flows(diagram: Diagram) -> Iterator[CheckProblem]:
    """`incoming` and `outgoing` repeat what the flows say; where a file lists them, the lists must agree."""
    listed = {
        node: [
            [(item.text or "").strip().rpartition(":")[2] for item in node.element.iterfind(bpmn(direction))]
            for direction in ("incoming", "outgoing")
        ]
        for node in diagram.nodes
    }
    if not any(flows for lists in listed.values() for flows in lists):
        return
    for node, lists in listed.items():
        for names, flows in zip(lists, (node.incoming, node.outgoing), strict=True):
            if Counter(names) != Counter(flow.id for flow in flows):
                yield error(
                    "schema",
                    diagram.where(node),
                    say("The flows that “%(name)s” lists are not those that are drawn.", name=node.name),
                )


def _lanes(diagram: Diagram) -> Iterator[CheckProblem]:
    for lane_set in diagram.root.iter(bpmn("laneSet")):
        seen: dict[str, str] = {}
        for lane in lane_set.iterfind(bpmn("lane")):
            for reference in lane.iterfind(bpmn("flowNodeRef")):
                node_id = (reference.text or "").strip()
                if node_id not in diagram.node_by_id:
                    yield error(
                        "schema", diagram.where(lane), say("The lane holds “%(id)s”, which does not exist.", id=node_id)
                    )
                elif node_id in seen:
                    yield error("schema", diagram.where(lane), say("“%(id)s” lies in two lanes at once.", id=node_id))
                seen[node_id] = lane.get("id") or ""
