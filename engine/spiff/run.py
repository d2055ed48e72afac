"""Running an instance: each act brings it to the next place where it waits. Discard the instance if an act raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import AlreadyDone, Invalid, Problem, say
from engine.feel.values import to_feel
from engine.spiff.elements import ANSWERS, Element, disarm, element_id_of, waits_for_a_person
from engine.spiff.events import ARMED, EVENTS, CatchingElement, EventGateway
from engine.spiff.failures import ExpressionFailed, FailureKind, RunFailed
from engine.spiff.firing import fire, is_interrupting
from engine.spiff.host import CompletedElement, Host
from engine.spiff.host_tasks import service_type
from engine.spiff.instance import Instance
from engine.spiff.multi_instance import MultiInstance
from engine.spiff.specs import ProcessSpecs
from engine.spiff.triggers import MessageTrigger, SignalTrigger, TimerTrigger
from engine.spiff.variables import assign, mapped

MAX_STEPS = 2000

Stop = Callable[[str, str], bool]
"""Says of a READY element, by its id and (of a service task) its type, that it is to be left for later."""


def start(
    specs: ProcessSpecs, host: Host, variables: Mapping[str, Any], *, at: str | None = None, stop: Stop | None = None
) -> Instance:
    """A new instance, run until it waits. `at` names the start event; else the only one, or the one without event."""
    instance = Instance(specs.spec, host)
    instance.start_event = _start_event(specs, at)
    set_variables(instance, variables)
    instance.task_tree.run()
    run_on(instance, stop=stop)
    return instance


def complete(instance: Instance, task_id: UUID, answers: Mapping[str, Any], *, stop: Stop | None = None) -> None:
    """Complete a human task and run on. Only its output mappings become variables; without any, `decision` alone.

    `AlreadyDone` if the task is no longer open.
    """
    task = instance.find_task(task_id)
    if task is None or not waits_for_a_person(task):
        raise AlreadyDone(say("This task is no longer open."))
    task.internal_data[ANSWERS] = to_feel(dict(answers))  # kept where `stop` names the task: its outputs failed
    disarm(task)
    run_on(instance, stop=stop)


def run_on(instance: Instance, *, stop: Stop | None = None) -> None:
    """Run everything that is READY, in the order in which it came; human tasks and what `stop` names stay."""
    steps = 0
    while ready := [task for task in instance.all_tasks() if _may_run(task, stop)]:
        for task in ready:
            if task.state == TaskState.READY and task.id in task.workflow.tasks:
                steps += 1
                if steps > MAX_STEPS:
                    raise RunFailed(FailureKind.TOO_MANY_STEPS, element_id_of(task), task.id)
                _run_task(instance, task)


def fire_timer(
    instance: Instance,
    task_id: UUID,
    *,
    event: str | None = None,
    again: bool = False,
    local_variables: Mapping[str, Any] | None = None,
    stop: Stop | None = None,
) -> None:
    """Let a timer happen. `event` is the timer's element id behind an event gateway; `again`: a cycle goes on;
    `local_variables` go with the token that leaves it.

    `AlreadyDone` if it is no longer waited for.
    """
    _fire(instance, task_id, event, TimerTrigger, None, stays_armed=again, local_variables=local_variables)
    run_on(instance, stop=stop)


def deliver_message(
    instance: Instance,
    task_id: UUID,
    payload: Mapping[str, Any],
    *,
    event: str | None = None,
    stop: Stop | None = None,
) -> None:
    """Deliver a message; what does not interrupt waits on. Without output mappings all becomes variables."""
    _fire(instance, task_id, event, MessageTrigger, payload, stays_armed=True)
    run_on(instance, stop=stop)


def deliver_signal(
    instance: Instance,
    task_id: UUID,
    payload: Mapping[str, Any],
    *,
    event: str | None = None,
    stop: Stop | None = None,
) -> None:
    """Deliver a signal, as `deliver_message` does a message."""
    _fire(instance, task_id, event, SignalTrigger, payload, stays_armed=True)
    run_on(instance, stop=stop)


def variables(instance: Instance) -> dict[str, Any]:
    """The variables of the process itself."""
    return dict(instance.variables)


def set_variables(instance: Instance, mapping: Mapping[str, Any]) -> None:
    """Set variables of the process itself, e.g. to correct them before an incident is tried again."""
    assign(instance.task_tree, mapping)
    instance.take_notes(instance.task_tree)


def reread(instance: Instance, task_id: UUID) -> None:
    """Let the literals of an event that waits be evaluated anew, now that variables have been corrected."""
    task = instance.find_task(task_id)
    if task is not None and task.state == TaskState.WAITING:
        task.internal_data.pop(ARMED, None)
        if EVENTS in task.internal_data:
            task.internal_data[EVENTS] = {}


def _start_event(specs: ProcessSpecs, at: str | None) -> str:
    known = {event.element_id: event for event in specs.start_events}
    if at is None:
        at = next(iter(known)) if len(known) == 1 else specs.plain_start
        if at is None:
            raise Invalid([Problem("at", say("The process has several start events: name one."))])
    if at not in known:
        raise Invalid([Problem("at", say("The process has no start event “%(id)s”.", id=at))])
    return str(specs.spec.spec_of(at).name)


def _may_run(task: Task, stop: Stop | None) -> bool:
    if task._state != TaskState.READY or waits_for_a_person(task):
        return False
    return stop is None or not stop(element_id_of(task), service_type(task))


def _run_task(instance: Instance, task: Task) -> None:
    try:
        if ANSWERS in task.internal_data:
            _map_answers(task, task.internal_data.pop(ANSWERS))
        task.run()
    except ExpressionFailed as error:  # to stop before this task is to stop before the failure, wherever it stands
        raise RunFailed(FailureKind.EXPRESSION, element_id_of(task), task.id, error) from error
    spec = task.task_spec
    if task.state == TaskState.COMPLETED and isinstance(spec, Element) and not spec.stands_by:
        notes = instance.take_notes(task)
        instance.host.element_completed(
            CompletedElement(
                process=task.workflow.process,
                element_id=spec.bpmn_id,
                element_type="multiInstance" if isinstance(spec, MultiInstance) else spec.element_type,
                name=spec.bpmn_name,
                task_id=task.id,
                scope=scope_path(task),
                inputs=notes.read,
                variables=notes.assigned,
                flows=notes.flows,
            )
        )


def _map_answers(task: Task, answers: Mapping[str, Any]) -> None:
    outputs = task.task_spec.extensions.outputs
    if outputs:
        locals_ = task.internal_data.get("in") or {}
        assign(task, mapped(task, outputs, {**locals_, **answers}))
    elif "decision" in answers:
        assign(task, {"decision": answers["decision"]})


def scope_path(task: Task) -> tuple[str, ...]:
    """The element ids of the sub-processes and call activities around `task`, outermost first."""
    path: list[str] = []
    workflow = task.workflow
    while (holder := workflow.top_workflow.find_task(workflow.parent_task_id)) is not None:
        path.append(holder.task_spec.bpmn_id)
        workflow = holder.workflow
    return tuple(reversed(path))


def _fire(
    instance: Instance,
    task_id: UUID,
    event: str | None,
    kind: type[TimerTrigger] | type[MessageTrigger] | type[SignalTrigger],
    payload: Mapping[str, Any] | None,
    *,
    stays_armed: bool,
    local_variables: Mapping[str, Any] | None = None,
) -> None:
    task = instance.find_task(task_id)
    if task is None or task.state != TaskState.WAITING:
        raise AlreadyDone(say("This event is no longer waited for."))
    name = _winner(task, event)
    spec = task.task_spec
    trigger = spec.events.get(name or "") if isinstance(spec, EventGateway) else getattr(spec, "trigger", None)
    if not isinstance(trigger, kind):
        raise AlreadyDone(say("This event is no longer waited for."))
    if isinstance(spec, CatchingElement):
        stays_armed = stays_armed and not is_interrupting(task)
    fire(task, payload=payload, event=name, stays_armed=stays_armed, local_variables=local_variables)


def _winner(task: Task, event: str | None) -> str | None:
    if not isinstance(task.task_spec, EventGateway):
        return None
    specs = task.workflow.spec.task_specs
    return next((name for name in task.task_spec.events if specs[name].bpmn_id == event), None)
