"""A diagram as the check reads it: nodes, flows and scopes straight from the XML, also where it breaks the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from engine.definitions.checks.elements import extension, is_true, local_name, properties
from engine.definitions.namespaces import BPMN, bpmn, zeebe


@dataclass(eq=False)
class Flow:
    """A sequence flow as written: its ends may be missing or unknown."""

    element: etree._Element
    scope: Scope

    @property
    def id(self) -> str:
        return self.element.get("id") or ""

    @property
    def source(self) -> str:
        return self.element.get("sourceRef") or ""

    @property
    def target(self) -> str:
        return self.element.get("targetRef") or ""

    @cached_property
    def condition(self) -> str | None:
        """The text of the condition, "" where it is empty, None where there is none."""
        found = self.element.find(bpmn("conditionExpression"))
        return None if found is None else (found.text or "").strip()


@dataclass(eq=False)
class Node:
    """A task, event, gateway or sub-process."""

    element: etree._Element
    scope: Scope
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)

    @cached_property
    def id(self) -> str:
        return self.element.get("id") or ""

    @cached_property
    def tag(self) -> str:
        return local_name(self.element)

    @property
    def name(self) -> str:
        """What the reader knows it by: its name on one line, else its id."""
        return " ".join((self.element.get("name") or "").split()) or self.id

    @cached_property
    def triggers(self) -> list[etree._Element]:
        """The event definitions within the element."""
        return [child for child in self.element if local_name(child).endswith("EventDefinition")]

    @property
    def trigger(self) -> str:
        """`timer`, `message`, ... of the first event definition, "" for none."""
        return local_name(self.triggers[0]).removesuffix("EventDefinition") if self.triggers else ""

    @property
    def is_event_sub_process(self) -> bool:
        return self.tag == "subProcess" and is_true(self.element.get("triggeredByEvent"))

    @property
    def is_compensation(self) -> bool:
        return is_true(self.element.get("isForCompensation"))

    @property
    def default(self) -> str | None:
        found: str | None = self.element.get("default")
        return found

    @property
    def attached_to(self) -> str | None:
        found: str | None = self.element.get("attachedToRef")
        return found

    @cached_property
    def properties(self) -> dict[str, str]:
        return properties(self.element)

    def extension(self, name: str) -> etree._Element | None:
        """The first `zeebe:` extension element of that name."""
        return extension(self.element, name)

    def mappings(self, direction: str) -> list[tuple[str, str]]:
        """`input` or `output` mappings as (target, source)."""
        mapping = self.extension("ioMapping")
        if mapping is None:
            return []
        return [(each.get("target") or "", each.get("source") or "") for each in mapping.iterfind(zeebe(direction))]


@dataclass(eq=False)
class Scope:
    """A process or a sub-process with what lies directly in it."""

    element: etree._Element
    parent: Scope | None
    nodes: dict[str, Node] = field(default_factory=dict)
    nameless: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.element.get("id") or ""

    @property
    def name(self) -> str:
        return " ".join((self.element.get("name") or "").split()) or self.id

    @property
    def starts(self) -> list[Node]:
        return [node for node in self.all_nodes if node.tag == "startEvent"]

    @property
    def all_nodes(self) -> list[Node]:
        return [*self.nodes.values(), *self.nameless]

    @property
    def is_event_sub_process(self) -> bool:
        return is_true(self.element.get("triggeredByEvent"))

    @property
    def is_executable(self) -> bool:
        return bool(self.element.get("isExecutable") == "true")

    @property
    def process(self) -> Scope:
        return self if self.parent is None else self.parent.process

    @cached_property
    def properties(self) -> dict[str, str]:
        return properties(self.element)


@dataclass(eq=False)
class Diagram:
    """One `.bpmn` file. `scopes` lists every process and sub-process, outer ones first."""

    path: str
    root: etree._Element
    scopes: list[Scope]

    @cached_property
    def by_id(self) -> dict[str, etree._Element]:
        """Every element of the BPMN namespace that has an id; the first of several."""
        found: dict[str, etree._Element] = {}
        for element in self.root.iter(f"{{{BPMN}}}*"):
            if element_id := element.get("id"):
                found.setdefault(element_id, element)
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        return [node for scope in self.scopes for node in scope.all_nodes]

    @cached_property
    def node_by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @property
    def processes(self) -> list[Scope]:
        return [scope for scope in self.scopes if scope.parent is None]

    @property
    def executable_scopes(self) -> list[Scope]:
        return [scope for scope in self.scopes if scope.process.is_executable]

    @property
    def executable_nodes(self) -> list[Node]:
        return [node for scope in self.executable_scopes for node in scope.all_nodes]

    @cached_property
    def _scope_by_element(self) -> dict[etree._Element, Scope]:
        return {scope.element: scope for scope in self.scopes}

    def scope_of(self, node: Node) -> Scope | None:
        """What lies in a sub-process."""
        return self._scope_by_element.get(node.element)

    def where(self, element: etree._Element | Node | Flow | Scope) -> str:
        """`file#id` of the element, or of the nearest one around it that has an id."""
        found: etree._Element | None = element.element if isinstance(element, Node | Flow | Scope) else element
        while found is not None and not (found.get("id") and local_name(found) != "definitions"):
            found = found.getparent()
        return self.path if found is None else f"{self.path}#{found.get('id')}"

    def refers_to(self, reference: str | None, tag: str) -> etree._Element | None:
        """The element of that kind which a QName such as `Message_1` or `tns:Message_1` refers to."""
        found = self.by_id.get((reference or "").rpartition(":")[2])
        return found if found is not None and local_name(found) == tag else None
