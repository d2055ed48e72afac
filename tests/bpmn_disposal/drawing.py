"""A diagram's drawing as plain rectangles and lines, for facts about how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).parents[2] / "bpmn"
BUNDLES = ("disposal", "bench")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
CONTAINERS = frozenset({"participant", "lane"})

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def touches(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True)
class Line:
    """A flow as drawn: its ends and the points it goes through."""

    source: str
    target: str
    points: tuple[Point, ...]

    @property
    def pieces(self) -> Iterator[Box]:
        """Each straight piece as a rectangle without width."""
        for (x1, y1), (x2, y2) in pairwise(self.points):
            yield Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


class Drawing:
    """A `.bpmn` file: its elements by id, their shapes, lines and the labels outside of shapes."""

    def __init__(self, path: Path) -> None:
        self.root: Any = etree.parse(path).getroot()
        self.elements: dict[str, Any] = {e.get("id"): e for e in self.root.iter(f"{BPMN}*") if e.get("id")}
        self.process: Any = self.root.find(f"{BPMN}process")
        self.nodes: dict[str, Any] = {e.get("id"): e for e in self.process if _is_node(e)}
        self.flows: dict[str, Any] = {e.get("id"): e for e in self.process.iter(f"{BPMN}sequenceFlow")}
        self.boxes = {e.get("bpmnElement"): _box(e) for e in self.root.iter(f"{BPMNDI}BPMNShape")}
        self.lines = {e.get("bpmnElement"): self._line(e) for e in self.root.iter(f"{BPMNDI}BPMNEdge")}
        self.labels = {e.getparent().get("bpmnElement"): _box(e) for e in self.root.iter(f"{BPMNDI}BPMNLabel")}

    def tag(self, element_id: str) -> str:
        """The BPMN kind: `userTask`, `lane`, ..."""
        return str(self.elements[element_id].tag.removeprefix(BPMN))

    def lane_of(self, node_id: str) -> str:
        """The id of the lane that names the node."""
        return next(
            str(lane.get("id"))
            for lane in self.process.iter(f"{BPMN}lane")
            if node_id in [reference.text for reference in lane.iterfind(f"{BPMN}flowNodeRef")]
        )

    def properties(self, element_id: str) -> dict[str, str]:
        """The `zeebe:properties` of an element."""
        path = f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property"
        return {e.get("name"): e.get("value") for e in self.elements[element_id].iterfind(path)}

    def _line(self, edge: Any) -> Line:
        flow = self.flows[edge.get("bpmnElement")]
        points = tuple((float(p.get("x")), float(p.get("y"))) for p in edge.iterfind(f"{DI}waypoint"))
        return Line(flow.get("sourceRef"), flow.get("targetRef"), points)


def _is_node(element: Any) -> bool:
    return any(element.find(f"{BPMN}{end}") is not None for end in ("incoming", "outgoing"))


def _box(element: Any) -> Box:
    bounds = element.find(f"{DC}Bounds")
    x, y = float(bounds.get("x")), float(bounds.get("y"))
    return Box(x, y, x + float(bounds.get("width")), y + float(bounds.get("height")))
