"""Parallel branches that set one variable: the last one wins, and which that is depends on who is quicker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from engine.definitions.checks.diagrams import Diagram, Node, Scope
from engine.definitions.checks.reachability import onward, spread
from engine.definitions.checks.tags import SUB_PROCESSES
from engine.definitions.checks.variables import written_names
from engine.definitions.problems import CheckProblem, warning
from engine.errors import say

MAX_FORKS = 300
_CHOOSES_ONE = frozenset({"exclusiveGateway", "eventBasedGateway"})


def check_parallel_writes(diagram: Diagram) -> Iterator[CheckProblem]:
    """A warning on each element that sets a variable which an element of another branch of the same fork sets too.

    A branch is what its first node leads to and no other branch of the fork leads to: what follows the join is in all.
    """
    for scope in diagram.executable_scopes:
        writes = {node.id: _writes(diagram, node) for node in scope.nodes.values()}
        if not any(writes.values()):
            continue
        edges = onward(scope)
        for fork, starts in list(_forks(scope))[:MAX_FORKS]:
            branches = [spread([first], edges, beyond={fork}) for first in starts]
            yield from _clashes(diagram, scope, writes, branches)


def _forks(scope: Scope) -> Iterator[tuple[str, list[str]]]:
    """Where one token becomes several: the node, and the first node of each branch."""
    for node in scope.nodes.values():
        targets = [flow.target for flow in node.outgoing if flow.target in scope.nodes]
        is_beside = node.tag == "boundaryEvent" and node.element.get("cancelActivity") in ("false", "0")
        if is_beside and node.attached_to in scope.nodes:
            yield node.id, [node.attached_to or "", *targets]
        elif len(targets) > 1 and node.tag not in _CHOOSES_ONE:
            yield node.id, targets


def _clashes(
    diagram: Diagram, scope: Scope, writes: Mapping[str, set[str]], branches: list[set[str]]
) -> Iterator[CheckProblem]:
    for one, other in combinations(branches, 2):
        shared = _names(one - other, writes) & _names(other - one, writes)
        for node_id in sorted(other - one) if shared else ():
            for name in sorted(shared & writes[node_id]):
                node = scope.nodes[node_id]
                sentence = say(
                    "“%(name)s” sets “%(variable)s”, and so does a branch that runs beside it.",
                    name=node.name,
                    variable=name,
                )
                yield warning("parallel_write", diagram.where(node), sentence)


def _names(node_ids: Iterable[str], writes: Mapping[str, set[str]]) -> set[str]:
    return {name for node_id in node_ids for name in writes[node_id]}


def _writes(diagram: Diagram, node: Node) -> set[str]:
    """What an element sets; for a sub-process what its elements set, its own inputs apart. Nested at most as deep as
    the XML may be."""
    names = set(written_names(node))
    if node.tag in SUB_PROCESSES:
        own = {target for target, _ in node.mappings("input")}
        inner = diagram.scope_of(node)
        for child in inner.all_nodes if inner is not None else ():
            names |= _writes(diagram, child) - own
    return names
