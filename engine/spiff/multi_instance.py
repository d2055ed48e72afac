"""Multi-instance, parallel and sequential: one container that counts, one token per item.

For sub-processes over a few things. Votes are seats, hundreds of pieces are instances of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import LIVE, Element
from engine.spiff.failures import FailureKind, RunFailed
from engine.spiff.variables import assign, evaluate, value

MAX_ITEMS = 1000


@dataclass(frozen=True)
class LoopCharacteristics:
    """`zeebe:loopCharacteristics` and the completion condition."""

    input_collection: str
    input_element: str | None
    output_collection: str | None
    output_element: str | None
    completion_condition: str | None
    is_sequential: bool


class MultiInstance(Element):
    """Stands in the flow for the repeated element, whose own spec is `child_name`."""

    child_name = ""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, loop: LoopCharacteristics, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.loop = loop

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state != TaskState.FUTURE:
            return False
        items = self._items(my_task)
        my_task.internal_data.update(items=items, results=[None] * len(items), started=0, done=0)
        if not items:
            self._gather(my_task)
            return True
        my_task._set_state(TaskState.STARTED)
        for _ in range(1 if self.loop.is_sequential else len(items)):
            self._begin_next(my_task)
        return False

    def _items(self, task: Task) -> list[Any]:
        items = value(task, self.loop.input_collection)
        if not isinstance(items, list):
            raise RunFailed(FailureKind.NOT_A_LIST, self.bpmn_id, task.id)
        if len(items) > MAX_ITEMS:
            raise RunFailed(FailureKind.TOO_MANY_ITEMS, self.bpmn_id, task.id)
        return items

    def _begin_next(self, task: Task) -> None:
        counts = task.internal_data
        index, counts["started"] = counts["started"], counts["started"] + 1
        child = task._add_child(self._wf_spec.task_specs[self.child_name], TaskState.FUTURE)
        child.internal_data["index"] = index
        child.data = {**task.data, "loopCounter": index + 1}
        if self.loop.input_element:
            child.data[self.loop.input_element] = counts["items"][index]
        output = (self.loop.output_element or "").removeprefix("=").strip()
        if output.isidentifier():
            child.data.setdefault(output, None)  # a local of its own, as in Camunda
        child.task_spec._update(child)

    def child_completed(self, child: Task) -> None:
        task = child.parent
        counts = task.internal_data
        counts["done"] += 1
        if self.loop.output_element:
            counts["results"][child.internal_data["index"]] = value(child, self.loop.output_element)
        if counts["done"] == len(counts["items"]) or self._is_enough(child):
            self._finish(task, child)
        elif self.loop.is_sequential:
            self._begin_next(task)

    def _is_enough(self, child: Task) -> bool:
        condition = self.loop.completion_condition
        if condition is None:
            return False
        counts = child.parent.internal_data
        seen = {
            "numberOfInstances": len(counts["items"]),
            "numberOfCompletedInstances": counts["done"],
            "numberOfActiveInstances": counts["started"] - counts["done"],
            "numberOfTerminatedInstances": 0,
        }
        if self.loop.output_collection:
            seen[self.loop.output_collection] = list(counts["results"])
        return evaluate(child, condition, seen) is True

    def _finish(self, task: Task, last: Task) -> None:
        for child in task.children:
            if child is not last and child.has_state(LIVE):
                child.cancel()
        self._gather(task)
        task._set_state(TaskState.READY)

    def _gather(self, task: Task) -> None:
        if self.loop.output_collection:
            assign(task, {self.loop.output_collection: task.internal_data["results"]})
        task.internal_data = {}
