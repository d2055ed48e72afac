"""Events that wait. They are fired by task id from outside: SpiffWorkflow's event manager matches nothing here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.spiff.elements import LIVE, Element, live_tasks
from engine.spiff.triggers import MessageTrigger, TimerTrigger, Trigger
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
        for key in (FIRED, ARMED):
            my_task.internal_data.pop(key, None)
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
