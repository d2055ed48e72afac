"""What comes after a task, read off the drawing: through gateways to the next steps, with the labels on the way.

Nothing happens between two gateways, so that a way on which a condition both holds and fails cannot be gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from engine.definitions.definition import Definition
from engine.safe_xml import parse_xml
from webapp.i18n import element_name, language

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
GATEWAY = "Gateway"


@dataclass(frozen=True)
class NextStep:
    """A step that may come next, and what is written on the flows that lead to it."""

    name: str
    condition: str


@dataclass(frozen=True)
class _Flow:
    """A flow, its condition if it has one, and the conditions that fail where it is the default."""

    id: str
    name: str
    target: str
    condition: str
    fails: frozenset[str]


def next_steps(definition: Definition, process_id: str, element_id: str) -> list[NextStep]:
    """The steps that may follow the element, in the order of the drawing, each once."""
    process = definition.process(process_id)
    flows = _flows(definition.sources[process.file], process.file)
    types = {element.element_id: element.type for element in process.elements.values()}
    found = [
        NextStep(
            element_name(definition, process_id, target),
            " · ".join(definition.label(flow.id, language(), flow.name) for flow in path if flow.name),
        )
        for target, path in _reach(element_id, flows, types, ())
    ]
    return list(dict.fromkeys(found))


def _reach(
    element_id: str, flows: Mapping[str, list[_Flow]], types: Mapping[str, str], path: tuple[_Flow, ...]
) -> Iterator[tuple[str, tuple[_Flow, ...]]]:
    for flow in flows.get(element_id, ()):
        if flow in path:
            continue  # a loop of gateways alone
        way = (*path, flow)
        if _contradicts_itself(way):
            continue
        if types.get(flow.target, "").endswith(GATEWAY):
            yield from _reach(flow.target, flows, types, way)
        else:
            yield flow.target, way


def _contradicts_itself(way: tuple[_Flow, ...]) -> bool:
    return any(flow.condition in other.fails for flow in way for other in way)


@lru_cache(maxsize=64)
def _flows(source: bytes, file: str) -> Mapping[str, list[_Flow]]:
    """Sequence flows by their source; a published file never changes, so its content is the key."""
    drawing = parse_xml(source, file)
    defaults = {element.get("default") for element in drawing.iter() if element.get("default")}
    leaving: defaultdict[str, list[etree._Element]] = defaultdict(list)
    for flow in drawing.iter(f"{BPMN}sequenceFlow"):
        leaving[flow.get("sourceRef", "")].append(flow)
    return {source_id: [_flow(flow, flows, defaults) for flow in flows] for source_id, flows in leaving.items()}


def _flow(flow: etree._Element, beside: list[etree._Element], defaults: Set[str | None]) -> _Flow:
    is_default = flow.get("id") in defaults
    others = frozenset(map(_condition, beside)) - {""} if is_default else frozenset()
    return _Flow(flow.get("id", ""), flow.get("name", ""), flow.get("targetRef", ""), _condition(flow), others)


def _condition(flow: etree._Element) -> str:
    return str(flow.findtext(f"{BPMN}conditionExpression", "")).strip()
