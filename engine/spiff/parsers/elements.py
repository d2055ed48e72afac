"""What every element parser of the dialect does differently from SpiffWorkflow's."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.spiff.elements import BoundarySplit, Flow
from engine.spiff.extensions import BPMN, Extensions, first_child, read_extensions
from engine.spiff.multi_instance import LoopCharacteristics, MultiInstance


class ElementParser(TaskParser):
    """Makes the spec of one element, its boundary events and its multi-instance container."""

    task: Any

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """Lane and name; data objects and documentation are pictures to us."""
        return {"lane": self.lane, "bpmn_name": self.node.get("name")}

    def parse_extensions(self, node: Any = None) -> Extensions:
        """Called by SpiffWorkflow after `create_task`."""
        return read_extensions(self.node)

    def create_task(self) -> Any:
        task = self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes, **self.more_attributes())
        task.element_type = self.node.tag.removeprefix(BPMN)
        return task

    def more_attributes(self) -> dict[str, Any]:
        """Arguments of this kind of spec."""
        return {}

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        condition = self.parse_condition(sequence_flow_node)
        text = condition.strip() if condition is not None else None
        flow = Flow(sequence_flow_node.get("id"), outgoing_task.name, text, is_default)
        self.task.flows = (*self.task.flows, flow)
        self.task.connect(outgoing_task)

    def handles_multiple_outgoing(self) -> bool:
        """An implicit fork is legal BPMN."""
        return True

    def get_position(self, node: Any = None) -> dict[str, float]:
        """SpiffWorkflow sorts flows by height in the picture; moving a shape must not change what happens."""
        return {"x": 0.0, "y": 0.0}

    def raise_validation_exception(self, message: str, node: Any = None) -> None:
        """SpiffWorkflow 3.2.0 calls this with a `node` that its own version does not take."""
        raise ValidationException(message, self.node if node is None else node, self.filename)

    def _add_boundary_event(self, children: list[Any]) -> Any:
        """Our split; no join is needed, because nothing waits for boundary events."""
        split = BoundarySplit(self.spec, f"{self.bpmn_id}.BoundaryEventSplit", lane=self.lane)
        split.connect(self.task)
        for node in children:
            split.connect(self.process_parser.parse_node(node))
        return split

    def _add_multiinstance_task(self, loop_characteristics: Any) -> None:
        child = self.spec.task_specs.pop(self.task.name)
        container = MultiInstance(self.spec, child.name, loop=_loop(loop_characteristics), **self.bpmn_attributes)
        container.element_type, container.extensions = child.element_type, Extensions()
        child.name = container.child_name = f"{child.name} [child]"
        child.inputs = [container]
        self.spec.task_specs[child.name] = child
        self.task = container


def _loop(node: Any) -> LoopCharacteristics:
    settings = first_child(node, "loopCharacteristics")
    condition = node.find(f"{BPMN}completionCondition")
    return LoopCharacteristics(
        input_collection=settings.get("inputCollection"),
        input_element=settings.get("inputElement"),
        output_collection=settings.get("outputCollection"),
        output_element=settings.get("outputElement"),
        completion_condition=condition.text.strip() if condition is not None and condition.text else None,
        is_sequential=node.get("isSequential") == "true",
    )
