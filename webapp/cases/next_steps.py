"""What comes after a task, read off the drawing: through gateways and what the system does by itself to the next people
who are asked, or the end, with the labels on the way.

Nothing happens between two gateways, so that a way on which a condition both holds and fails cannot be gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from engine.definitions.definition import Definition
from engine.safe_xml import parse_xml
from webapp.i18n import element_name, language

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
GATEWAY = "Gateway"
DECISION = "businessRuleTask"
END = "endEvent"
BY_THE_SYSTEM = frozenset({"serviceTask", "sendTask", "scriptTask", "task", "intermediateThrowEvent", DECISION})
MOST_WAYS = 500
"""Diagrams of any size are looked at in a moment; further ways are left out."""


@dataclass(frozen=True)
class NextStep:
    """A step that may come next, what is written on the flows that lead to it, and which decisions the system makes
    before."""

    name: str
    condition: str
    is_end: bool
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Flow:
    """A flow, the gateway it leaves, its condition if it has one, and the conditions that fail where it is the
    default."""

    id: str
    name: str
    source: str
    target: str
    condition: str
    fails: frozenset[str]


@dataclass(frozen=True)
class _Way:
    """Flows and decisions from the task to `element_id`; `since`: how many of the flows lie before the system last did
    something, which may have changed what conditions read."""

    element_id: str
    flows: tuple[_Flow, ...] = ()
    decisions: tuple[str, ...] = ()
    since: int = 0

    def along(self, flow: _Flow) -> _Way:
        return _Way(flow.target, (*self.flows, flow), self.decisions, self.since)

    def past(self, *, is_decision: bool) -> _Way:
        made = (*self.decisions, self.element_id) if is_decision else self.decisions
        return _Way(self.element_id, self.flows, made, len(self.flows))

    @property
    def can_be_gone(self) -> bool:
        fresh = self.flows[self.since :]
        is_sound = not any(flow.condition in other.fails for flow in fresh for other in fresh)
        return is_sound and len(set(self.flows)) == len(self.flows)


@dataclass(frozen=True)
class _Drawing:
    """Flows by their source, what a sub-process begins with, and the sub-process that an end belongs to."""

    flows: Mapping[str, list[_Flow]]
    starts: Mapping[str, list[str]] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)


def next_steps(definition: Definition, process_id: str, element_id: str) -> list[NextStep]:
    """The steps that may follow the element, in the order of the drawing, each once."""
    process = definition.process(process_id)
    drawing = _drawing(definition.sources[process.file], process.file)
    types = {element.element_id: element.type for element in process.elements.values()}

    def name(known_id: str) -> str:
        return element_name(definition, process_id, known_id)

    def words(flow: _Flow) -> str:
        asked = name(flow.source) if types.get(flow.source, "").endswith(GATEWAY) else ""
        return _answer(asked, definition.label(flow.id, language(), flow.name))

    found = [
        NextStep(
            name(way.element_id),
            " · ".join(words(flow) for flow in way.flows if flow.name),
            types.get(way.element_id) == END,
            tuple(name(decision) for decision in way.decisions),
        )
        for way in _ways(element_id, drawing, types)
    ]
    return list(dict.fromkeys(found))


def _answer(asked: str, answer: str) -> str:
    """“Agreed? Yes”: an answer alone says nothing; where the gateway asks nothing it stands alone."""
    if asked.endswith("？"):
        return f"{asked}{answer}"
    return f"{asked} {answer}" if asked.endswith("?") else answer


def _ways(element_id: str, drawing: _Drawing, types: Mapping[str, str]) -> Iterator[_Way]:
    waiting = [_Way(element_id).along(flow) for flow in drawing.flows.get(element_id, ())]
    for _ in range(MOST_WAYS):
        if not waiting:
            return
        way = waiting.pop(0)
        if not way.can_be_gone:
            continue
        onwards = _onwards(way, drawing, types.get(way.element_id, ""))
        if onwards is None:
            yield way
        else:
            waiting = onwards + waiting


def _onwards(way: _Way, drawing: _Drawing, kind: str) -> list[_Way] | None:
    """The ways that go on from here; None where somebody is asked, something is waited for, or the case ends."""
    leaving = drawing.flows.get(way.element_id, [])
    if kind.endswith(GATEWAY):
        return [way.along(flow) for flow in leaving]
    if kind in BY_THE_SYSTEM and leaving:
        past = way.past(is_decision=kind == DECISION)
        return [past.along(flow) for flow in leaving]
    if starts := drawing.starts.get(way.element_id):
        inner = [flow for start in starts for flow in drawing.flows.get(start, ())]
        return [way.along(flow) for flow in inner]
    if kind == END and (outer := drawing.within.get(way.element_id)):
        return [way.along(flow) for flow in drawing.flows.get(outer, ())]
    return None


@lru_cache(maxsize=64)
def _drawing(source: bytes, file: str) -> _Drawing:
    """A published file never changes, so its content is the key."""
    root = parse_xml(source, file)
    defaults = {element.get("default") for element in root.iter() if element.get("default")}
    leaving: defaultdict[str, list[etree._Element]] = defaultdict(list)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        leaving[flow.get("sourceRef", "")].append(flow)
    parts = list(root.iter(f"{BPMN}subProcess"))
    return _Drawing(
        {source_id: [_flow(flow, flows, defaults) for flow in flows] for source_id, flows in leaving.items()},
        {part.get("id", ""): [each.get("id", "") for each in part.iterfind(f"{BPMN}startEvent")] for part in parts},
        {end.get("id", ""): part.get("id", "") for part in parts for end in part.iterfind(f"{BPMN}endEvent")},
    )


def _flow(flow: etree._Element, beside: list[etree._Element], defaults: Set[str | None]) -> _Flow:
    is_default = flow.get("id") in defaults
    others = frozenset(map(_condition, beside)) - {""} if is_default else frozenset()
    return _Flow(
        flow.get("id", ""),
        flow.get("name", ""),
        flow.get("sourceRef", ""),
        flow.get("targetRef", ""),
        _condition(flow),
        others,
    )


def _condition(flow: etree._Element) -> str:
    return str(flow.findtext(f"{BPMN}conditionExpression", "")).strip()
