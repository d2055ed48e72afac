"""Variables live in scopes (process, sub-process), as in Camunda 8.

A token carries only what is its own: the item of a multi-instance, or what an event gave it on its way.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import EngineError
from engine.feel import paths_read
from engine.feel.values import to_feel
from engine.spiff.extensions import is_feel
from engine.spiff.failures import ExpressionFailed


def context(task: Task) -> ChainMap[str, Any]:
    """What an expression at `task` sees: its locals, then its scope, then the scopes around it up to the process."""
    layers: list[dict[str, Any]] = [task.internal_data.get("in") or {}, task.data]
    workflow = task.workflow
    while workflow is not None:
        layers.append(workflow.variables)
        workflow = workflow.enclosing_scope()
    return ChainMap(*layers)


def evaluate(task: Task, expression: str, extra: Mapping[str, Any] | None = None) -> Any:
    """The value of a FEEL text, with or without its `=`, at `task`; `extra` hides variables of the same name."""
    names = context(task)
    if extra:
        names = ChainMap(dict(extra), *names.maps)
    try:
        return to_feel(task.workflow.host.evaluate(expression.removeprefix("="), names))
    except EngineError as error:
        raise ExpressionFailed(task.task_spec.bpmn_id or task.task_spec.name, expression, error.sentence) from error


def values_read(task: Task, expression: str) -> dict[str, Any]:
    """What an expression at `task` reads, by its path (`order.amount`) as far as the path leads."""
    names = context(task)
    return {path: _at(names, path) for path in sorted(paths_read(expression.removeprefix("=")))}


def _at(names: Mapping[str, Any], path: str) -> Any:
    found: Any = names
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def value(task: Task, text: str | None, extra: Mapping[str, Any] | None = None) -> Any:
    """Camunda's rule: FEEL if it begins with `=`, else the text itself."""
    return evaluate(task, text, extra) if text is not None and is_feel(text) else text


def mapped(task: Task, pairs: Iterable[tuple[str, str]], extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What (source, target) mappings give; a later one sees the earlier ones. Targets may be paths: `order.state`."""
    result: dict[str, Any] = {}
    for source, target in pairs:
        found = value(task, source, {**(extra or {}), **result})
        head, *path = target.split(".")
        result[head] = _with(result.get(head, context(task).get(head)), path, found) if path else found
    return result


def _with(old: Any, path: list[str], new: Any) -> dict[str, Any]:
    head, *rest = path
    base = dict(old) if isinstance(old, dict) else {}
    base[head] = _with(base.get(head), rest, new) if rest else new
    return base


def assign(task: Task, values: Mapping[str, Any]) -> None:
    """Set variables: a local of the task where there is one, else where the name exists, else in the process."""
    for name, raw in values.items():
        new = to_feel(raw)
        task.workflow.top_workflow.note_assigned(task, name, new)
        if name in task.data:
            task.data[name] = new
            continue
        workflow = task.workflow
        while name not in workflow.variables and (outer := workflow.enclosing_scope()) is not None:
            workflow = outer
        workflow.variables[name] = new
