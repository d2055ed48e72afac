"""Sub-processes, event sub-processes and call activities: a scope of their own inside the instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import Element
from engine.spiff.failures import FailureKind, RunFailed
from engine.spiff.variables import assign, context, mapped

if TYPE_CHECKING:
    from engine.spiff.specs import ProcessSpecs


class ScopedElement(Element):
    """An element that holds a scope; it is STARTED while the scope lives."""

    is_embedded = True

    def inner_spec(self, task: Task) -> Any:
        """The spec of the scope inside."""
        raise NotImplementedError

    def start_event(self, task: Task) -> str | None:
        """The name of the start event to begin with; None: the only one."""
        return None

    def variables_in(self, task: Task) -> dict[str, Any]:
        """The variables that the scope begins with."""
        raise NotImplementedError

    def take_out(self, task: Task, inner: Mapping[str, Any]) -> None:
        """Set what the finished scope leaves behind."""
        raise NotImplementedError

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state != TaskState.FUTURE:
            return False
        scope = my_task.workflow.top_workflow.open_scope(my_task, self.inner_spec(my_task), self.variables_in(my_task))
        scope.start_event = self.start_event(my_task)
        my_task._set_state(TaskState.STARTED)
        scope.task_tree.run()
        return False

    def scope_completed(self, scope: Any, task: Task) -> None:
        """Called by SpiffWorkflow when the scope's end is reached."""
        task.workflow.top_workflow.close_scope(task.id)
        self.take_out(task, scope.variables)
        if task.state == TaskState.STARTED:
            task._set_state(TaskState.READY)

    def _on_cancel(self, my_task: Task) -> None:
        my_task.workflow.top_workflow.close_scope(my_task.id)


class SubProcess(ScopedElement):
    """An embedded sub-process. The locals of its token (items of a multi-instance) become variables of its scope."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, inner: Any, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.inner = inner

    def inner_spec(self, task: Task) -> Any:
        return self.inner

    def variables_in(self, task: Task) -> dict[str, Any]:
        return {**task.data, **mapped(task, self.extensions.inputs)}

    def take_out(self, task: Task, inner: Mapping[str, Any]) -> None:
        task.data.update({name: inner[name] for name in task.data if name in inner})
        assign(task, mapped(task, self.extensions.outputs, inner))


class EventSubProcess(SubProcess):
    """An event sub-process; its start event is armed by an `EventSubStart` in the scope around it."""


class CallActivity(ScopedElement):
    """Another process, run inside this instance; its variables are walled off."""

    is_embedded = False

    def called_process(self, task: Task) -> ProcessSpecs:
        """The process that is called, as the bundle of the calling process has it."""
        assert self.extensions.called is not None
        process: ProcessSpecs | None = task.workflow.process.callable.get(self.extensions.called.process_id)
        if process is None:
            raise RunFailed(FailureKind.UNKNOWN_PROCESS, self.bpmn_id, task.id)
        return process

    def inner_spec(self, task: Task) -> Any:
        return self.called_process(task).spec

    def start_event(self, task: Task) -> str | None:
        process = self.called_process(task)
        if process.plain_start is None:
            raise RunFailed(FailureKind.NO_START_EVENT, self.bpmn_id, task.id)
        return str(process.spec.spec_of(process.plain_start).name)

    def variables_in(self, task: Task) -> dict[str, Any]:
        called = self.extensions.called
        assert called is not None
        all_in = dict(context(task)) if called.passes_all_in else {}
        return {**all_in, **mapped(task, self.extensions.inputs)}

    def take_out(self, task: Task, inner: Mapping[str, Any]) -> None:
        called = self.extensions.called
        assert called is not None
        if self.extensions.outputs:
            assign(task, mapped(task, self.extensions.outputs, inner))
        elif called.passes_all_out:
            assign(task, inner)
