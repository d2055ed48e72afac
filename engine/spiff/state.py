"""The state of an instance as text: our own versioned format, live tokens only.

`{"v":1,"vars":{},"done":false,"tasks":[[id,parent,spec,state,internal,data],...],"subs":[[task id,{...}],...]}`;
`parent` is the position of the parent in the list, null is the root, which is not kept; trailing empty parts of a
task are left out. Values are tagged as in `engine.feel.values`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.feel.values import from_json, to_json
from engine.spiff.elements import LIVE, BoundarySplit
from engine.spiff.host import Host
from engine.spiff.instance import Instance, Scope
from engine.spiff.specs import ProcessSpecs
from engine.types import canonical_json

VERSION = 1


def dump(instance: Instance) -> str:
    """The state as canonical JSON text. Folds finished tasks away, so that a step costs the same at any pass."""
    compact(instance)
    subs = [[task_id.hex, _dump_scope(scope)] for task_id, scope in instance.subprocesses.items()]
    return canonical_json({"v": VERSION, **_dump_scope(instance), **({"subs": subs} if subs else {})})


def load(specs: ProcessSpecs, state: str, host: Host) -> Instance:
    """The instance that `dump` wrote. `ValueError` if the format or an element is not known."""
    data = json.loads(state)
    if data.get("v") != VERSION:
        raise ValueError(f"unknown version of instance state: {data.get('v')}")
    instance = Instance(specs.spec, host, deserializing=True)
    _load_scope(instance, data)
    for task_id, sub in data.get("subs", ()):
        task = instance.get_task_from_id(UUID(hex=task_id))
        scope = Scope(task.task_spec.inner_spec(task), task, instance, deserializing=True)
        _load_scope(scope, sub)
        instance.adopt_scope(task, scope)
    return instance


def compact(instance: Instance) -> None:
    """Keep, in each scope, the root, the live tasks, and a boundary split that is the parent of a live task."""
    for workflow in instance.workflows():
        tasks = workflow.tasks.values()
        splits = {t._parent for t in tasks if t.has_state(LIVE) and isinstance(t.parent.task_spec, BoundarySplit)}
        root = workflow.task_tree
        kept = {t.id: t for t in tasks if t is root or t.has_state(LIVE) or t.id in splits}
        for task in kept.values():
            task._children = []
        for task in kept.values():
            if task is not root:
                # never a more distant ancestor: a split would take it for its activity and disarm on its completion
                task._parent = task._parent if task._parent in kept else root.id
                kept[task._parent]._children.append(task.id)
        workflow.tasks, workflow.last_task = kept, root


def _dump_scope(workflow: Instance | Scope) -> dict[str, Any]:
    positions = {task_id: index for index, task_id in enumerate(_without_root(workflow))}
    tasks = [_dump_task(workflow.tasks[task_id], positions) for task_id in positions]
    return {"vars": to_json(workflow.variables), "done": workflow.completed, "tasks": tasks}


def _without_root(workflow: Instance | Scope) -> Iterator[UUID]:
    return (task_id for task_id in workflow.tasks if task_id != workflow.task_tree.id)


def _dump_task(task: Task, positions: Mapping[UUID, int]) -> list[Any]:
    parts = [task.id.hex, positions.get(task._parent), task.task_spec.name, task._state]
    parts += [to_json(task.internal_data), to_json(task.data)]
    while not parts[-1] and len(parts) > 4:
        parts.pop()
    return parts


def _load_scope(workflow: Instance | Scope, data: Mapping[str, Any]) -> None:
    workflow.variables, workflow.completed, workflow.tasks = from_json(data["vars"]), data["done"], {}
    workflow.task_tree = Task(workflow, workflow.spec.start, None, TaskState.COMPLETED)
    workflow.last_task = workflow.task_tree
    loaded: list[Task] = []
    for task_id, parent, name, state, *rest in data["tasks"]:
        if name not in workflow.spec.task_specs:
            raise ValueError(f"{workflow.spec.name} has no element {name}")
        above = workflow.task_tree if parent is None else loaded[parent]
        task = Task(workflow, workflow.spec.task_specs[name], above, state, UUID(hex=task_id))
        task.internal_data = from_json(rest[0]) if rest else {}
        task.data = from_json(rest[1]) if len(rest) > 1 else {}
        loaded.append(task)
