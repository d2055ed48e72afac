"""Events that wait. They are fired by task id from outside: SpiffWorkflow's event manager matches nothing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import AlreadyDone, EngineError, say
from engine.spiff.elements import LIVE, Element, live_tasks
from engine.spiff.triggers import CodeTrigger, MessageTrigger, TimerTrigger, Trigger
from engine.spiff.variables import assign, mapped, value

FIRED = "fired"
PAYLOAD = "payload"
ARMED = "armed"
EVENTS = "events"


class CatchingElement(Element):
    """Waits for its trigger; without one it passes at once."""

    def __init__(self, wf_spec: Any, bpmn_id: str, trigger: Trigger | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.trigger = trigger

    def _update_hook(self, my_task: Task) -> bool:
        if self.trigger is None or FIRED in my_task.internal_data:
            return True
        my_task._set_state(TaskState.WAITING)
        self.arm(my_task)
        return False

    def arm(self, task: Task) -> None:
        """Keep what the expression gives now; what cannot be evaluated is left out and listed as a problem."""
        if (text := literal_of(self.trigger)) is not None:
            try_to_keep(task, task.internal_data, ARMED, text)

    def _run_hook(self, my_task: Task) -> bool:
        payload = my_task.internal_data.pop(PAYLOAD, None)
        if payload is not None:
            outputs = self.extensions.outputs
            assign(my_task, mapped(my_task, outputs, payload) if outputs else payload)
        my_task.internal_data = {}
        return True


class StartEvent(CatchingElement):
    """Where a process begins. `starts_on` tells definitions what starts an instance; inside it nothing is awaited."""

    def __init__(self, wf_spec: Any, bpmn_id: str, trigger: Trigger | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, None, **kwargs)
        self.starts_on = trigger


class IntermediateCatchEvent(CatchingElement):
    """An event between other elements."""


class ReceiveTask(CatchingElement):
    """A task that waits for a message."""


class BoundaryEvent(CatchingElement):
    """An event on the edge of a task or sub-process."""

    is_boundary = True

    def __init__(self, wf_spec: Any, bpmn_id: str, *, interrupting: bool, attached_to: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.interrupting = interrupting
        self.attached_to = attached_to

    def _run_hook(self, my_task: Task) -> bool:
        if self.interrupting:
            for sibling in my_task.parent.children:
                runs_already = sibling.task_spec.is_boundary and sibling.state != TaskState.WAITING
                if sibling is not my_task and sibling.has_state(LIVE) and not runs_already:
                    sibling.cancel()
        return super()._run_hook(my_task)


class EventSubStart(CatchingElement):
    """Stands in the enclosing scope for the start event of an event sub-process."""

    stands_by = True

    def __init__(self, wf_spec: Any, name: str, *, element_id: str, interrupting: bool, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.bpmn_id = element_id
        self.interrupting = interrupting

    def _run_hook(self, my_task: Task) -> bool:
        if self.interrupting:
            for other in live_tasks(my_task.workflow):
                if other is not my_task and other.has_state(LIVE):
                    other.cancel()
        return super()._run_hook(my_task)


class EventGateway(Element):
    """Arms each event that follows it under that event's id; exactly one wins."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.events: dict[str, Trigger] = {}

    def take_over(self, event: CatchingElement) -> None:
        """From now on this gateway waits for the event, which itself passes at once."""
        if event.trigger is not None:
            self.events[event.name], event.trigger = event.trigger, None

    def _update_hook(self, my_task: Task) -> bool:
        if FIRED in my_task.internal_data:
            return True
        my_task._set_state(TaskState.WAITING)
        armed = my_task.internal_data.setdefault(EVENTS, {})
        for name, trigger in self.events.items():
            if (text := literal_of(trigger)) is not None:
                try_to_keep(my_task, armed, name, text)
        return False

    def taken_flows(self, task: Task) -> Sequence[Any]:
        return [flow for flow in self.flows if flow.target == task.internal_data[FIRED]][:1]

    def _on_complete_hook(self, my_task: Task) -> None:
        super()._on_complete_hook(my_task)
        if PAYLOAD in my_task.internal_data:
            my_task.children[-1].internal_data[PAYLOAD] = my_task.internal_data[PAYLOAD]


def literal_of(trigger: Trigger | None) -> str | None:
    """The text that is evaluated when the event is armed."""
    match trigger:
        case TimerTrigger(literal=text) | MessageTrigger(correlation_key=text):
            return text
        case _:
            return None


def try_to_keep(task: Task, where: dict[str, Any], key: str, text: str) -> EngineError | None:
    """Evaluate `text` into `where[key]`; an expression that fails must not refuse the click that led here."""
    try:
        where[key] = value(task, text)
    except EngineError as error:
        return error
    return None


def is_interrupting(task: Task) -> bool:
    """Whether the event at `task` ends what it is attached to; events in the flow count as interrupting."""
    return bool(getattr(task.task_spec, "interrupting", True))


def fire(
    task: Task,
    *,
    payload: Mapping[str, Any] | None = None,
    event: str | None = None,
    stays_armed: bool = False,
    local_variables: Mapping[str, Any] | None = None,
) -> None:
    """Let the waiting event at `task` happen; `event` is the spec name of the winner behind an event gateway.

    `local_variables` go with the token that leaves the event, and with no other.

    `stays_armed` (only where it does not interrupt): a twin beside it carries the new branch. A branch hung under
    the waiting event itself would be dropped when the main task completes.
    """
    if task.state != TaskState.WAITING:
        raise AlreadyDone(say("This event is no longer waited for."))
    if stays_armed and not is_interrupting(task):
        task = task.parent._add_child(task.task_spec, TaskState.FUTURE)
    task.data.update(local_variables or {})
    task.internal_data[FIRED] = event or True
    if payload is not None:
        task.internal_data[PAYLOAD] = dict(payload)
    task.task_spec._update(task)


def raise_code(task: Task, trigger: CodeTrigger, payload: Mapping[str, Any] | None = None) -> bool:
    """Let the nearest catcher have an error or escalation: on the task's edge, in its scope, then one scope up."""
    at: Task | None = task
    while at is not None:
        if (catcher := _catcher(at, trigger)) is not None:
            fire(catcher, payload=payload, stays_armed=True)
            return True
        at = task_by_id(at.workflow.top_workflow, at.workflow.parent_task_id)
    return False


def _catcher(task: Task, thrown: CodeTrigger) -> Task | None:
    edge = task.parent.children if task.parent is not None else []
    near = [x for x in edge if x.task_spec.is_boundary]
    near += [x for x in task.workflow.tasks.values() if x.task_spec.stands_by]
    matching = [x for x in near if x.state == TaskState.WAITING and _catches(x.task_spec.trigger, thrown)]
    exact = [x for x in matching if x.task_spec.trigger.code == thrown.code]
    return next(iter(exact or matching), None)


def _catches(trigger: Trigger | None, thrown: CodeTrigger) -> bool:
    return isinstance(trigger, CodeTrigger) and trigger.kind == thrown.kind and trigger.code in (None, thrown.code)


def task_by_id(instance: Any, task_id: UUID | None) -> Task | None:
    """The task with this id in any scope of the instance."""
    if task_id is None:
        return None
    for workflow in instance.workflows():
        if task_id in workflow.tasks:
            return workflow.tasks[task_id]
    return None
