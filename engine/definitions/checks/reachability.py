"""Can a token get there, and can it get out again?"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.definitions.checks.diagrams import Diagram, Node, Scope
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

Edges = Mapping[str, list[str]]


def check_reachability(diagram: Diagram) -> Iterator[CheckProblem]:
    """Elements that no token reaches, and loops that no token leaves, scope by scope. A node without an outgoing flow
    is an end, as BPMN says; a gateway without one is reported elsewhere."""
    for scope in diagram.executable_scopes:
        edges = onward(scope)
        reached = spread(_entries(scope), edges)
        for node in scope.nodes.values():
            if node.id not in reached and not node.is_compensation:
                yield error(
                    "reachability",
                    diagram.where(node),
                    say("Nothing leads to “%(name)s” from the start.", name=node.name),
                )
        for node in _trapped(scope, edges, reached):
            yield error(
                "dead_end",
                diagram.where(node),
                say("From “%(name)s” no end can be reached: the case would go round for ever.", name=node.name),
            )


def onward(scope: Scope) -> Edges:
    """Node id -> ids of the nodes a token may go to next; a boundary event follows its activity."""
    edges: dict[str, list[str]] = defaultdict(list)
    for flow in scope.flows:
        if flow.source in scope.nodes and flow.target in scope.nodes:
            edges[flow.source].append(flow.target)
    for node in scope.nodes.values():
        if node.tag == "boundaryEvent" and node.attached_to in scope.nodes:
            edges[node.attached_to].append(node.id)
        if node.trigger == "link" and node.tag == "intermediateThrowEvent":
            edges[node.id] += [each.id for each in scope.nodes.values() if _catches_link(each, node)]
    return edges


def spread(starts: Iterable[str], edges: Edges, *, beyond: Collection[str] = ()) -> set[str]:
    """Everything reached from `starts`, which are included, without going through the nodes `beyond`."""
    reached = set(starts)
    waiting = deque(reached)
    while waiting:
        for target in edges.get(waiting.popleft(), ()):
            if target not in reached and target not in beyond:
                reached.add(target)
                waiting.append(target)
    return reached


def _entries(scope: Scope) -> list[str]:
    if any(node.tag == "startEvent" for node in scope.nodes.values()):
        return [node.id for node in scope.nodes.values() if node.tag == "startEvent" or node.is_event_sub_process]
    return [node.id for node in scope.nodes.values() if not node.incoming and node.tag != "boundaryEvent"]


def _trapped(scope: Scope, edges: Edges, reached: set[str]) -> list[Node]:
    backward: dict[str, list[str]] = defaultdict(list)
    for source, targets in edges.items():
        for target in targets:
            backward[target].append(source)
    exits = [node.id for node in scope.nodes.values() if not node.outgoing and node.trigger != "link"]
    free = spread(exits, backward)
    return [scope.nodes[node_id] for node_id in scope.nodes if node_id in reached and node_id not in free]


def _catches_link(node: Node, thrown: Node) -> bool:
    return (
        node.tag == "intermediateCatchEvent"
        and node.trigger == "link"
        and node.triggers[0].get("name") == thrown.triggers[0].get("name")
    )
