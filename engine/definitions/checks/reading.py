"""From XML to `Diagram`: every scope, node and flow, whether it keeps to the rules or not."""

from __future__ import annotations

from collections import defaultdict, deque

from lxml import etree

from engine.definitions.checks.diagrams import Diagram, Flow, Node, Scope
from engine.definitions.checks.elements import local_name
from engine.definitions.checks.tags import FLOW_NODES, SUB_PROCESSES
from engine.definitions.namespaces import BPMN, bpmn


def read_diagram(path: str, root: etree._Element) -> Diagram:
    """Read the scopes, nodes and flows under a `bpmn:definitions` root."""
    scopes: list[Scope] = []
    unread: deque[tuple[etree._Element, Scope | None]] = deque((each, None) for each in root.iterfind(bpmn("process")))
    while unread:
        element, parent = unread.popleft()
        scope = _read_scope(element, parent)
        scopes.append(scope)
        unread.extend((node.element, scope) for node in scope.all_nodes if node.tag in SUB_PROCESSES)
    diagram = Diagram(path, root, scopes)
    _join(diagram)
    return diagram


def _read_scope(element: etree._Element, parent: Scope | None) -> Scope:
    scope = Scope(element, parent)
    for child in element.iterchildren(f"{{{BPMN}}}*"):
        name = local_name(child)
        if name == "sequenceFlow":
            scope.flows.append(Flow(child, scope))
        elif name in FLOW_NODES:
            node = Node(child, scope)
            if node.id and node.id not in scope.nodes:
                scope.nodes[node.id] = node
            else:
                scope.nameless.append(node)
    return scope


def _join(diagram: Diagram) -> None:
    by_end: dict[str, list[Flow]] = defaultdict(list)
    by_start: dict[str, list[Flow]] = defaultdict(list)
    for scope in diagram.scopes:
        for flow in scope.flows:
            by_start[flow.source].append(flow)
            by_end[flow.target].append(flow)
    for node in diagram.nodes:
        if node.id:
            node.outgoing, node.incoming = by_start[node.id], by_end[node.id]
