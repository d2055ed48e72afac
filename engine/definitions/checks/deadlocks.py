"""May a parallel join wait for a token that never comes? Found by playing the tokens through each scope."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from engine.definitions.checks.diagrams import Diagram, Node, Scope
from engine.definitions.problems import CheckProblem, error, warning
from engine.errors import say

MAX_STATES = 5_000
MAX_TOKENS_ON_A_FLOW = 3
MAX_FREE_BRANCHES = 4

Marking = frozenset[tuple[str, int]]
"""Flow id -> number of tokens on it."""


def check_deadlocks(diagram: Diagram) -> Iterator[CheckProblem]:
    """An error on a join that can never go on, a warning on one that waits for ever after some choices.

    Conditions are not read: every choice may fall every way. Scopes with inclusive joins, whose waiting depends on
    more than their own flows, and scopes with too many states are left alone.
    """
    for scope in diagram.executable_scopes:
        joins = [node for node in scope.nodes.values() if _is_join(node)]
        if not joins or any(node.tag == "inclusiveGateway" and len(node.incoming) > 1 for node in scope.nodes.values()):
            continue
        game = _Game(scope)
        if not game.play():
            continue
        for node in joins:
            if node.id in game.stuck and node.id not in game.passed:
                sentence = say("“%(name)s” waits for a branch that never comes.", name=node.name)
                yield error("dead_end", diagram.where(node), sentence)
            elif node.id in game.stuck:
                sentence = say("After some choices “%(name)s” waits for a branch that never comes.", name=node.name)
                yield warning("dead_end", diagram.where(node), sentence)


def _is_join(node: Node) -> bool:
    return node.tag == "parallelGateway" and len(node.incoming) > 1


@dataclass
class _Game:
    """All runs of a scope. In each state one element that can move does so, in every way it may: no other element can
    take its token away, so the order among them changes nothing about where a run gets stuck."""

    scope: Scope
    passed: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)

    def play(self) -> bool:
        """Play every run; False where there are too many."""
        waiting = [self._with(Counter(), _flows_from(start)) for start in self.scope.starts]
        seen: set[Marking] = set()
        while waiting:
            tokens = waiting.pop()
            marking = frozenset(tokens.items())
            if marking in seen:
                continue
            seen.add(marking)
            if len(seen) > MAX_STATES or any(count > MAX_TOKENS_ON_A_FLOW for count in tokens.values()):
                return False
            waiting += self._next(tokens)
        return True

    def _next(self, tokens: Counter[str]) -> list[Counter[str]]:
        reached = list(dict.fromkeys(self._target_of[flow] for flow in sorted(tokens)))
        for node in reached:
            present = [flow for flow in _flows_to(node) if tokens[flow] > 0]
            if _is_join(node) and len(present) < len(node.incoming):
                continue
            if _is_join(node):
                self.passed.add(node.id)
            if node.trigger == "terminate":
                return []
            left = tokens - Counter(present if _is_join(node) else present[:1])
            return [self._with(left, flows) for flows in self._ways(node)]
        self.stuck |= {node.id for node in reached}
        return []

    def _ways(self, node: Node) -> list[tuple[str, ...]]:
        outgoing = _flows_from(node)
        if node.tag in ("exclusiveGateway", "eventBasedGateway"):
            return [(flow,) for flow in outgoing]
        if node.tag == "inclusiveGateway":
            sizes = range(1, len(outgoing) + 1) if len(outgoing) <= MAX_FREE_BRANCHES else (1, len(outgoing))
            return [chosen for size in sizes for chosen in combinations(outgoing, size)]
        ways = [outgoing]
        for event in self._events_on[node.id]:
            is_beside = event.element.get("cancelActivity") in ("false", "0")
            ways.append((*outgoing, *_flows_from(event)) if is_beside else _flows_from(event))
        return ways

    def _with(self, tokens: Counter[str], flows: tuple[str, ...]) -> Counter[str]:
        return tokens + Counter(flow for flow in flows if flow in self._target_of)

    @cached_property
    def _target_of(self) -> dict[str, Node]:
        return {flow: node for node in self.scope.nodes.values() for flow in _flows_to(node)}

    @cached_property
    def _events_on(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.scope.nodes.values():
            if node.tag == "boundaryEvent":
                found[node.attached_to or ""].append(node)
        return found


def _flows_to(node: Node) -> list[str]:
    return [flow.id for flow in node.incoming]


def _flows_from(node: Node) -> tuple[str, ...]:
    return tuple(flow.id for flow in node.outgoing)
