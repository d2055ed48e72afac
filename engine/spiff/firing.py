"""Letting waiting events happen: from outside by task id, or from inside by an error or escalation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import AlreadyDone, say
from engine.spiff.events import FIRED, PAYLOAD
from engine.spiff.triggers import CodeTrigger, Trigger


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

    `local_variables` go with the token that leaves the event, and with no other. `stays_armed` (only where it does
    not interrupt): a twin beside it carries the new branch; one hung under the waiting event itself would be dropped
    when the main task completes.
    """
    if task.state != TaskState.WAITING:
        raise AlreadyDone(say("This event is no longer waited for."))
    if stays_armed and not is_interrupting(task):
        armed, task = task, task.parent._add_child(task.task_spec, TaskState.FUTURE)
        task.data = dict(armed.data)
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
        at = at.workflow.top_workflow.find_task(at.workflow.parent_task_id)
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
