"""Elements that a token passes: tasks and the exclusive gateway; and what all elements share.

A task of SpiffWorkflow is a token on an element. Children are made when a token leaves an element, never predicted:
the state holds live tokens only, and their order is the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.extensions import Extensions
from engine.spiff.failures import FailureKind, RunFailed
from engine.spiff.variables import evaluate, mapped, values_read

ANSWERS = "answers"
"""Of a human task that has been decided and whose outputs are still to be mapped: what it was decided with."""
LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
TOKEN = LIVE | TaskState.FUTURE


@dataclass(frozen=True)
class Flow:
    """A sequence flow as its source sees it; `target` is the name of the spec it leads to."""

    flow_id: str
    target: str
    condition: str | None
    is_default: bool


class TokenSpec(BpmnTaskSpec):
    """What visible and invisible elements share. Must come before SpiffWorkflow's own classes."""

    stands_by = False
    is_boundary = False

    def _predict(self, my_task: Task, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        """No predictions: SpiffWorkflow would keep a tree of possible futures in the state."""

    def _update_hook(self, my_task: Task) -> bool:
        """A token has come; True lets it run. Replaces the copying of the parent's data."""
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        for spec in self.following(my_task):
            child = my_task._add_child(spec, TaskState.FUTURE)
            child.data = dict(my_task.data)  # what the token alone knows goes with it

    def following(self, task: Task) -> Sequence[Any]:
        """The specs that get a token when `task` completes."""
        return list(self.outputs)

    def child_completed(self, child: Task) -> None:
        """A token below a STARTED one of this spec completed: only a multi-instance container has such."""


class Element(TokenSpec, BpmnSpecMixin):
    """An element of the diagram."""

    extensions: Extensions = Extensions()
    element_type: str = ""
    flows: tuple[Flow, ...] = ()

    def _on_complete_hook(self, my_task: Task) -> None:
        super()._on_complete_hook(my_task)
        if my_task.parent.state == TaskState.STARTED:  # a multi-instance; of a token before this one it is long done
            my_task.parent.task_spec.child_completed(my_task)
        disarm(my_task)

    def following(self, task: Task) -> Sequence[Any]:
        taken = self.taken_flows(task)
        task.workflow.top_workflow.note_flows(task, taken)
        without_flow = [name for name in self._outputs if all(flow.target != name for flow in self.flows)]
        return [self._wf_spec.task_specs[name] for name in [*without_flow, *(flow.target for flow in taken)]]

    def taken_flows(self, task: Task) -> Sequence[Flow]:
        """The flows that get a token: all of them, except at gateways with conditions."""
        return self.flows


class Start(TokenSpec, BpmnStartTask):
    """The invisible beginning of a process or sub-process; knows which start event begins it."""

    def following(self, task: Task) -> Sequence[Any]:
        chosen = task.workflow.start_event
        return [spec for spec in self.outputs if spec.stands_by or chosen is None or spec.name == chosen]


class End(TokenSpec):
    """The invisible end; SpiffWorkflow ends a workflow when a task called `End` completes."""


class BoundarySplit(TokenSpec):
    """Around a task with boundary events: the first output is the task, the others are its events."""


class PlainTask(Element):
    """A task without behaviour."""


class ManualTask(Element):
    """Work outside the system: passed at once, as in Camunda 8."""


class UserTask(Element):
    """A human task: waits READY until `run.complete`."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.manual = True

    def _on_ready_hook(self, my_task: Task) -> None:
        if self.extensions.inputs:
            my_task.internal_data["in"] = mapped(my_task, self.extensions.inputs)


class ExclusiveGateway(Element):
    """The first flow whose condition holds, else the default flow."""

    def taken_flows(self, task: Task) -> Sequence[Flow]:
        for flow in self.flows:
            if not flow.is_default and holds(task, flow):
                return [flow]
        return [default_flow(self, task)] if self.flows else []


def holds(task: Task, flow: Flow) -> bool:
    """Whether the condition of `flow` is true at `task`; null and other values are not. No condition holds always."""
    if flow.condition is None:
        return True
    is_true = evaluate(task, flow.condition) is True
    task.workflow.top_workflow.note_read(task, values_read(task, flow.condition))
    return is_true


def default_flow(gateway: Element, task: Task) -> Flow:
    """The default flow of a gateway where no condition holds."""
    for flow in gateway.flows:
        if flow.is_default:
            return flow
    raise RunFailed(FailureKind.NO_FLOW, gateway.bpmn_id, task.id)


def waits_for_a_person(task: Task) -> bool:
    """Whether this is a human task that nobody has decided."""
    return bool(task.state == TaskState.READY and task.task_spec.manual and ANSWERS not in task.internal_data)


def element_id_of(task: Task) -> str:
    """The id of the element at which a token is, or the name of an invisible one."""
    return str(task.task_spec.bpmn_id or task.task_spec.name)


def disarm(task: Task) -> None:
    """Cancel the boundary events that still wait on the edge of `task`."""
    split = task.parent
    if split is None or task.task_spec.is_boundary or not isinstance(split.task_spec, BoundarySplit):
        return
    for sibling in split.children:
        if sibling.task_spec.is_boundary and sibling.state == TaskState.WAITING:
            sibling.cancel()


def cancel_token(task: Task) -> None:
    """Take the token away, and with it what is armed on the edge of its element."""
    task.cancel()
    disarm(task)


def live_tasks(workflow: Any) -> list[Task]:
    """The tokens of one scope, in the order in which they came."""
    return [task for task in workflow.tasks.values() if task.has_state(LIVE)]
