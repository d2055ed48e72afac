"""The spec of one scope (process or sub-process) as SpiffWorkflow runs it: parsed once, shared, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.elements import End, Start
from engine.spiff.joins import EndJoin

if TYPE_CHECKING:
    from engine.spiff.specs import ProcessSpecs


class ProcessSpec(BpmnProcessSpec):
    """One scope. `process` is set once, when the whole process has been read."""

    process: ProcessSpecs

    def __init__(self, name: str, description: str | None = None, filename: str | None = None) -> None:
        super().__init__(name=name, description=description, filename=filename)
        self.task_specs.clear()
        self.start = Start(self, "Start")
        self.end = EndJoin(self, f"{name}.EndJoin")
        self.end.connect(End(self, "End"))

    def spec_of(self, element_id: str) -> Any:
        """The spec of the element that the diagram calls `element_id` in this scope, or None."""
        visible = [spec for spec in self.task_specs.values() if spec.bpmn_id == element_id]
        return visible[0] if visible else None

    def inner_specs(self) -> dict[str, ProcessSpec]:
        """The embedded sub-processes directly in this scope, by element id."""
        return {s.bpmn_id: s.inner for s in self.task_specs.values() if getattr(s, "inner", None) is not None}

    def __repr__(self) -> str:
        return f"<ProcessSpec {self.name}>"
