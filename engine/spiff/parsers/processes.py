"""Parsers of scopes: the process, sub-processes, event sub-processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from engine.spiff.events import EventSubStart, StartEvent
from engine.spiff.extensions import BPMN
from engine.spiff.multi_instance import MultiInstance
from engine.spiff.parsers.elements import ElementParser
from engine.spiff.process_spec import ProcessSpec
from engine.spiff.subprocesses import EventSubProcess


class SubProcessParser(ElementParser):
    """Reads the scope inside at once, and hands it to the spec."""

    def create_task(self) -> Any:
        if self.node.get("triggeredByEvent") == "true":
            self.spec_class = EventSubProcess
        return super().create_task()

    def more_attributes(self) -> dict[str, Any]:
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename, lane=self.lane)
        return {"inner": parser.process_parsers[self.bpmn_id].get_spec()}


class ScopeParser(ProcessParser):
    """Reads one scope from its start events."""

    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def add_tasks(self) -> None:
        for node in self._in_safe_order():
            self.parse_node(node)
        for node in self.xpath("./bpmn:subProcess[@triggeredByEvent='true']"):
            self._stand_in(node, self.parse_node(node))
        for spec in list(self.spec.task_specs.values()):
            is_repeated = any(isinstance(s, MultiInstance) and s.child_name == spec.name for s in spec.inputs)
            if spec.bpmn_id is not None and not spec._outputs and not is_repeated:
                spec.connect(self.spec.end)  # BPMN: no outgoing flow is an end; otherwise the token would hang

    def _stand_in(self, node: Any, sub_process: Any) -> None:
        inner_start = next(s for s in sub_process.inner.task_specs.values() if isinstance(s, StartEvent))
        interrupting = node.find(f"{BPMN}startEvent").get("isInterrupting", "true") == "true"
        stand_in = EventSubStart(
            self.spec,
            f"{sub_process.name}.start",
            element_id=inner_start.bpmn_id,
            interrupting=interrupting,
            trigger=inner_start.starts_on,
        )
        stand_in.extensions, stand_in.element_type = inner_start.extensions, inner_start.element_type
        self.spec.start.connect(stand_in)
        stand_in.connect(sub_process)

    def _in_safe_order(self) -> Iterator[Any]:
        """Reachable nodes, those behind first: SpiffWorkflow recurses along the flows and breaks at 800 in a row."""
        begun: set[str] = set()
        pending = [(start, False) for start in reversed(self.xpath("./bpmn:startEvent"))]
        while pending:
            node, is_behind_done = pending.pop()
            if is_behind_done:
                if not node.tag.endswith("}boundaryEvent"):
                    yield node
            elif node.get("id") not in begun:
                begun.add(node.get("id"))
                pending.append((node, True))
                pending += [(following, False) for following in reversed(self._behind(node))]

    def _behind(self, node: Any) -> list[Any]:
        element_id = node.get("id")
        flows = self.get_outgoing_sequence_flows(element_id)
        targets = [self.get_node_by_id(flow.get("targetRef")) for flow in flows]
        return [*targets, *self.get_boundary_events(element_id)]
