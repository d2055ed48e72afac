"""Elements whose work the host does: service, send, script and business rule tasks; and events that are thrown."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import EngineError
from engine.service_tasks import BpmnError
from engine.spiff.elements import Element, live_tasks
from engine.spiff.failures import ExpressionFailed, FailureKind, RunFailed, ServiceTaskFailed
from engine.spiff.firing import raise_code
from engine.spiff.host import DecisionRequest, ServiceRequest
from engine.spiff.triggers import CodeKind, CodeTrigger, MessageTrigger, SignalTrigger, Terminate, Trigger
from engine.spiff.variables import assign, context, evaluate, mapped, value


class HostTask(Element):
    """Inputs are mapped, the host answers, outputs are mapped; without output mappings all results are set."""

    def _run_hook(self, my_task: Task) -> bool | None:
        arguments = mapped(my_task, self.extensions.inputs)
        my_task.workflow.top_workflow.note_read(my_task, arguments)
        try:
            results = self.ask(my_task, arguments)
        except BpmnError as error:
            thrown = CodeTrigger(CodeKind.ERROR, error.code)
            if raise_code(my_task, thrown, error.variables):
                return None  # it stays STARTED until its catcher cancels it
            raise RunFailed(FailureKind.UNCAUGHT_ERROR, self.bpmn_id, my_task.id, error) from error
        outputs = self.extensions.outputs
        assign(my_task, mapped(my_task, outputs, {**arguments, **results}) if outputs else results)
        return True

    @abstractmethod
    def ask(self, task: Task, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """The host's answer."""


class ServiceTask(HostTask):
    """A service or send task."""

    def task_type(self, task: Task) -> str:
        """The name of the registered service task."""
        return str(value(task, self.extensions.task_type))

    def ask(self, task: Task, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        return call_service(task, self.task_type(task), arguments)


def service_type(task: Task) -> str:
    """The name of the registered service task that `task` will call; empty for every other element, and where its
    expression fails: the run will say so."""
    spec = task.task_spec
    if not isinstance(spec, ServiceTask) or spec.extensions.task_type is None:
        return ""
    try:
        return spec.task_type(task)
    except ExpressionFailed:
        return ""


class ScriptTask(HostTask):
    """A FEEL script."""

    def ask(self, task: Task, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        script = self.extensions.script
        assert script is not None
        return {script.result_variable: evaluate(task, script.expression, arguments)}


class BusinessRuleTask(HostTask):
    """A decision."""

    def ask(self, task: Task, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        decision = self.extensions.decision
        assert decision is not None
        names = context(task).new_child(dict(arguments))
        request = DecisionRequest(task.workflow.process, self.bpmn_id, task.id, decision.decision_id, names)
        return {decision.result_variable: task.workflow.host.decide(request)}


class ThrowingElement(ServiceTask):
    """An intermediate throw event or an end event."""

    def __init__(self, wf_spec: Any, bpmn_id: str, trigger: Trigger | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.trigger = trigger

    def _run_hook(self, my_task: Task) -> bool | None:
        if isinstance(self.trigger, CodeTrigger):
            return self._raise(my_task, self.trigger)
        return super()._run_hook(my_task)

    def _raise(self, task: Task, trigger: CodeTrigger) -> bool | None:
        caught = raise_code(task, trigger)
        if trigger.kind == CodeKind.ESCALATION:
            return True
        if not caught:
            raise RunFailed(FailureKind.UNCAUGHT_ERROR, self.bpmn_id, task.id)
        return None

    def ask(self, task: Task, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.extensions.task_type is not None:
            return super().ask(task, arguments)
        match self.trigger:
            case SignalTrigger(name=name):
                task.workflow.host.throw_signal(name, dict(arguments))
            case MessageTrigger(name=name, correlation_key=key):
                key = self.extensions.correlation_key or key
                task.workflow.host.throw_message(name, value(task, key, arguments), dict(arguments))
        return {}


class IntermediateThrowEvent(ThrowingElement):
    """An event thrown in passing."""


class EndEvent(ThrowingElement):
    """The end of a path; a terminate end is the end of its scope."""

    def _on_complete_hook(self, my_task: Task) -> None:
        if isinstance(self.trigger, Terminate):
            for other in live_tasks(my_task.workflow):
                if other is not my_task:
                    other.cancel()
        super()._on_complete_hook(my_task)


def call_service(task: Task, task_type: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask the host to do a service task; anything but refusals and BPMN errors is wrapped with where it happened."""
    spec = task.task_spec
    request = ServiceRequest(
        task.workflow.process, spec.bpmn_id, task.id, task_type, dict(arguments), dict(spec.extensions.headers)
    )
    try:
        return task.workflow.host.call_service(request) or {}
    except (EngineError, BpmnError):
        raise
    except Exception as error:
        raise ServiceTaskFailed(spec.bpmn_id, task.id) from error
