"""What an instance waits for after a run: the engine is told, writes rows, and comes back by task id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import Sentence, say
from engine.spiff.elements import LIVE, BoundarySplit, UserTask, element_id_of, waits_for_a_person
from engine.spiff.events import ARMED, EVENTS, BoundaryEvent, EventGateway, literal_of, try_to_keep
from engine.spiff.firing import is_interrupting
from engine.spiff.host_tasks import service_type
from engine.spiff.instance import Instance
from engine.spiff.joins import TokenJoin
from engine.spiff.run import scope_path
from engine.spiff.specs import ProcessSpecs, UserTaskDescription
from engine.spiff.triggers import CodeTrigger, MessageTrigger, SignalTrigger, TimerKind, TimerTrigger, Trigger
from engine.spiff.variables import context


@dataclass(frozen=True)
class WaitingUserTask:
    """An open human task. `locals` are its evaluated inputs and, in a multi-instance, its item; `context` adds the
    variables around it, for FEEL in its assignment and form."""

    task_id: UUID
    element_id: str
    name: str | None
    scope: tuple[str, ...]
    process: ProcessSpecs
    description: UserTaskDescription
    locals: Mapping[str, Any]
    context: Mapping[str, Any]


@dataclass(frozen=True)
class WaitingTimer:
    """An armed timer. `literal` is the evaluated text or FEEL value; `problem` is set where it could not be evaluated.

    `event` is the element id of the timer behind an event gateway (then `element_id` is the same); pass it back to
    `fire_timer`. `attached_to` is the task id of the activity whose boundary it is on.
    """

    task_id: UUID
    element_id: str
    event: str | None
    scope: tuple[str, ...]
    process: ProcessSpecs
    kind: TimerKind
    literal: Any
    problem: Sentence | None
    attached_to: UUID | None
    is_interrupting: bool


@dataclass(frozen=True)
class WaitingMessage:
    """A place that waits for a message with this evaluated correlation key; `problem` as with timers."""

    task_id: UUID
    element_id: str
    event: str | None
    process: ProcessSpecs
    name: str
    correlation_key: Any
    problem: Sentence | None


@dataclass(frozen=True)
class WaitingSignal:
    """A place that waits for a signal."""

    task_id: UUID
    element_id: str
    event: str | None
    process: ProcessSpecs
    name: str


@dataclass(frozen=True)
class WaitingServiceTask:
    """A service task (or, with an empty `type`, another automatic element) that a run left READY."""

    task_id: UUID
    element_id: str
    process: ProcessSpecs
    type: str


@dataclass(frozen=True)
class Waiting:
    """Everything an instance waits for, in the order in which it came.

    `is_stuck`: it is not completed, and nothing but an event sub-process could move it; an incident, never silence.
    """

    user_tasks: tuple[WaitingUserTask, ...]
    timers: tuple[WaitingTimer, ...]
    messages: tuple[WaitingMessage, ...]
    signals: tuple[WaitingSignal, ...]
    service_tasks: tuple[WaitingServiceTask, ...]
    is_stuck: bool


def waiting(instance: Instance) -> Waiting:
    """What `instance` waits for now. Literals that could not be evaluated when they were armed are tried again."""
    live = [task for task in instance.all_tasks() if task.has_state(LIVE)]
    armed = [item for task in live if task.state == TaskState.WAITING for item in _armed(task)]
    return Waiting(
        user_tasks=tuple(_user_task(t) for t in live if isinstance(t.task_spec, UserTask) and waits_for_a_person(t)),
        timers=tuple(item for item in armed if isinstance(item, WaitingTimer)),
        messages=tuple(item for item in armed if isinstance(item, WaitingMessage)),
        signals=tuple(item for item in armed if isinstance(item, WaitingSignal)),
        service_tasks=tuple(_service_task(t) for t in live if _is_left_ready(t)),
        is_stuck=not instance.completed and not any(_may_move(task) for task in live),
    )


def _user_task(task: Task) -> WaitingUserTask:
    spec = task.task_spec
    process = task.workflow.process
    return WaitingUserTask(
        task_id=task.id,
        element_id=spec.bpmn_id,
        name=spec.bpmn_name,
        scope=scope_path(task),
        process=process,
        description=process.user_tasks[spec.bpmn_id],
        locals={**task.data, **(task.internal_data.get("in") or {})},
        context=context(task),
    )


def _is_left_ready(task: Task) -> bool:
    return bool(task.state == TaskState.READY and not waits_for_a_person(task))


def _service_task(task: Task) -> WaitingServiceTask:
    return WaitingServiceTask(task.id, element_id_of(task), task.workflow.process, service_type(task))


def _may_move(task: Task) -> bool:
    """Joins wait for tokens, containers for what is inside them, catchers for what is thrown; the rest can happen."""
    spec = task.task_spec
    if task.state == TaskState.WAITING:
        is_caught = isinstance(getattr(spec, "trigger", None), CodeTrigger)
        return not (is_caught or spec.stands_by or isinstance(spec, TokenJoin))
    return bool(task.state == TaskState.READY)


def _armed(task: Task) -> Iterator[WaitingTimer | WaitingMessage | WaitingSignal]:
    spec = task.task_spec
    if isinstance(spec, EventGateway):
        for name, trigger in spec.events.items():
            element_id = spec._wf_spec.task_specs[name].bpmn_id
            yield from _one(task, element_id, element_id, trigger, task.internal_data[EVENTS], name)
    elif getattr(spec, "trigger", None) is not None:
        yield from _one(task, spec.bpmn_id, None, spec.trigger, task.internal_data, ARMED)


def _one(
    task: Task, element_id: str, event: str | None, trigger: Trigger, kept: dict[str, Any], key: str
) -> Iterator[WaitingTimer | WaitingMessage | WaitingSignal]:
    problem = _try_again(task, trigger, kept, key)
    process = task.workflow.process
    match trigger:
        case TimerTrigger(kind=kind):
            yield WaitingTimer(
                task.id, element_id, event, scope_path(task), process, kind, kept.get(key), problem,
                _attached_to(task), is_interrupting(task),
            )  # fmt: skip
        case MessageTrigger(name=name):
            yield WaitingMessage(task.id, element_id, event, process, name, kept.get(key), problem)
        case SignalTrigger(name=name):
            yield WaitingSignal(task.id, element_id, event, process, name)


def _try_again(task: Task, trigger: Trigger, kept: dict[str, Any], key: str) -> Sentence | None:
    text = literal_of(trigger)
    if text is None or kept.get(key) is not None:
        return None
    error = try_to_keep(task, kept, key, text)
    if error is not None:
        return error.sentence
    if kept[key] is None:
        return say("“%(expression)s” gives no value.", expression=text)
    return None


def _attached_to(task: Task) -> UUID | None:
    if not isinstance(task.task_spec, BoundaryEvent) or not isinstance(task.parent.task_spec, BoundarySplit):
        return None
    main = next((x for x in task.parent.children if not x.task_spec.is_boundary), None)
    return None if main is None else main.id
