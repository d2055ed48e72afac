"""The parallel branches around each node of a scope: what decides where a token may be moved to.

A region is (fork, first node of a branch): the nodes reachable from the branch before the fork's nearest
post-dominator. The path of a non-interrupting event is a region of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from engine.spiff.elements import BoundarySplit, ExclusiveGateway, Start
from engine.spiff.events import BoundaryEvent, EventGateway, EventSubStart
from engine.spiff.process_spec import ProcessSpec

Region = tuple[str, str]
Graph = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Regions:
    """`around`: the branches that a token on a node is in. `beside`: for a path that an event opened, also the
    branches that the event's host is in; it is cancelled with them, but a move from it does not count as inside."""

    around: Mapping[str, frozenset[Region]]
    beside: Mapping[str, frozenset[Region]]


_known: WeakKeyDictionary[ProcessSpec, Regions] = WeakKeyDictionary()


def regions(spec: ProcessSpec) -> Regions:
    """The regions of a scope, computed once per spec."""
    if spec not in _known:
        _known[spec] = _compute(spec)
    return _known[spec]


def is_opened_by_event(region: Region) -> bool:
    """Whether the region is the path of a non-interrupting event: several tokens may be on it at once."""
    return region[0] == region[1]


def _compute(spec: ProcessSpec) -> Regions:
    graph = {name: list(dict.fromkeys(s._outputs)) for name, s in spec.task_specs.items()}
    openers = [name for name, s in spec.task_specs.items() if _opens_path_beside(s)]
    main = {name: [x for x in behind if x not in openers] for name, behind in graph.items()}
    found: dict[str, set[Region]] = {name: set() for name in graph}
    joins = _post_dominators(main, spec.end.name)
    for fork in _forks(spec, main):
        for branch in main[fork]:
            for name in _reach(branch, main, without=joins.get(fork, spec.end.name)):
                found[name].add((fork, branch))
    common = _reach(spec.start.name, main)
    beside = {name: set(branches) for name, branches in found.items()}
    for opener in openers:
        for name in _reach(opener, main) - common:
            found[name].add((opener, opener))
    for opener in _hosts_first(spec, openers, main, common):
        host = getattr(spec.task_specs[opener], "attached_to", None)
        inherited = beside[spec.spec_of(host).name] if host else set()
        for name in _reach(opener, main) - common:
            beside[name] |= found[name] | inherited
    return Regions(_frozen(found), _frozen(beside))


def _opens_path_beside(spec: object) -> bool:
    return isinstance(spec, EventSubStart) or (isinstance(spec, BoundaryEvent) and not spec.interrupting)


def _forks(spec: ProcessSpec, main: Graph) -> Iterator[str]:
    one_way_only = (ExclusiveGateway, EventGateway, BoundarySplit, Start)
    for name, item in spec.task_specs.items():
        if len(main[name]) > 1 and not isinstance(item, one_way_only):
            yield name


def _hosts_first(spec: ProcessSpec, openers: list[str], main: Graph, common: set[str]) -> Iterator[str]:
    """Events on the main path before events on tasks of the paths that those open."""
    pending = list(openers)
    while pending:
        ready = [o for o in pending if not any(_host(spec, o) in _reach(x, main) - common for x in pending if x != o)]
        for opener in ready or pending[:1]:
            pending.remove(opener)
            yield opener


def _host(spec: ProcessSpec, opener: str) -> str | None:
    host = getattr(spec.task_specs[opener], "attached_to", None)
    return spec.spec_of(host).name if host else None


def _reach(start: str, graph: Graph, without: str | None = None) -> set[str]:
    seen: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in seen and name != without:
            seen.add(name)
            pending += graph[name]
    return seen


def _post_dominators(graph: Graph, end: str) -> dict[str, str]:
    """The nearest node that every path from a node to the end passes (Cooper, Harvey and Kennedy 2001, reversed)."""
    backwards: dict[str, list[str]] = {name: [] for name in graph}
    for name, behind in graph.items():
        for following in behind:
            backwards[following].append(name)
    order = _post_order(end, backwards)
    number = {name: index for index, name in enumerate(order)}
    nearest = {end: end}
    changed = True
    while changed:
        changed = False
        for name in reversed(order[:-1]):
            candidates = [x for x in graph[name] if x in nearest]
            merged = candidates[0]
            for other in candidates[1:]:
                merged = _meet(merged, other, nearest, number)
            if nearest.get(name) != merged:
                nearest[name], changed = merged, True
    return nearest


def _meet(a: str, b: str, nearest: Mapping[str, str], number: Mapping[str, int]) -> str:
    while a != b:
        while number[a] < number[b]:
            a = nearest[a]
        while number[b] < number[a]:
            b = nearest[b]
    return a


def _post_order(start: str, graph: Graph) -> list[str]:
    order: list[str] = []
    seen = {start}
    pending = [(start, iter(graph[start]))]
    while pending:
        name, rest = pending[-1]
        following = next((x for x in rest if x not in seen), None)
        if following is None:
            order.append(name)
            pending.pop()
        else:
            seen.add(following)
            pending.append((following, iter(graph[following])))
    return order


def _frozen(found: Mapping[str, set[Region]]) -> dict[str, frozenset[Region]]:
    return {name: frozenset(branches) for name, branches in found.items()}
