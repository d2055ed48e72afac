"""What we rely on in SpiffWorkflow 3.2.0 beyond its public names; read what a failing test names before an upgrade."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow import Workflow
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.node_parser import NodeParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import engine.spiff

OVERRIDDEN = {
    "_predict": (TaskSpec, "(self, my_task, seen=None, looked_ahead=0, mask=3)"),
    "_update_hook": (TaskSpec, "(self, my_task)"),
    "_run_hook": (TaskSpec, "(self, my_task)"),
    "_on_ready_hook": (TaskSpec, "(self, my_task)"),
    "_on_complete_hook": (TaskSpec, "(self, my_task)"),
    "_on_cancel": (TaskSpec, "(self, my_task)"),
    "_task_removed_notify": (Workflow, "(self, task: SpiffWorkflow.task.Task) -> None"),
    "_add_boundary_event": (TaskParser, "(self, children)"),
    "_add_multiinstance_task": (TaskParser, "(self, loop_characteristics)"),
    "_add_data_stores": (BpmnParser, "(self, bpmn)"),
    "_add_correlations": (BpmnParser, "(self, bpmn)"),
}
CALLED = {
    "_update": (TaskSpec, "(self, my_task)"),
    "_add_child": (Task, "(self, task_spec: SpiffWorkflow.specs.base.TaskSpec, state: int = 1) -> 'Task'"),
    "_set_state": (Task, "(self, value: int) -> None"),
    "_ready": (Task, "(self) -> None"),
    "_remove_task": (Workflow, "(self, task_id: uuid.UUID) -> None"),
}
ATTRIBUTES = {"_inputs", "_outputs", "_wf_spec", "_children", "_parent", "_state"}
PUBLIC_OVERRIDDEN = {
    "parse_extensions": (NodeParser, "(self, node=None)"),
    "get_position": (NodeParser, "(self, node=None)"),
    "create_task": (TaskParser, "(self)"),
    "connect_outgoing": (TaskParser, "(self, outgoing_task, sequence_flow_node, is_default)"),
    "handles_multiple_outgoing": (TaskParser, "(self)"),
    "create_spec": (ProcessParser, "(self)"),
    "add_tasks": (ProcessParser, "(self)"),
    "update_waiting_tasks": (Workflow, "(self) -> None"),
    "refresh_timers": (BpmnWorkflow, "(self)"),
}
CONTRACT = {**OVERRIDDEN, **CALLED, **PUBLIC_OVERRIDDEN}


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("SpiffWorkflow") == "3.2.0"


@pytest.mark.parametrize("name", CONTRACT)
def test_the_name_is_there_with_the_arguments_we_use(name: str) -> None:
    owner, signature = CONTRACT[name]
    assert str(inspect.signature(vars(owner)[name])) == signature


def our_modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(engine.spiff.__path__, "engine.spiff."):
        yield importlib.import_module(found.name)


def test_every_private_name_that_is_overridden_is_in_the_contract() -> None:
    overridden = {
        name
        for module in our_modules()
        for ours in vars(module).values()
        if inspect.isclass(ours) and ours.__module__ == module.__name__
        for base in ours.__mro__
        if base.__module__.startswith("SpiffWorkflow")
        for mixed_in in ours.__mro__
        if mixed_in.__module__.startswith("engine.spiff")
        for name in vars(mixed_in).keys() & vars(base).keys()
        if name.startswith("_") and not name.startswith("__") and name != "_abc_impl"
    }
    assert overridden == set(OVERRIDDEN)


def test_every_private_name_that_is_used_is_in_the_contract() -> None:
    theirs = set(ATTRIBUTES)
    for owner in (Task, TaskSpec, Workflow, BpmnWorkflow, BpmnSubWorkflow, TaskParser, ProcessParser, BpmnParser):
        theirs |= {name for base in owner.__mro__ for name in vars(base) if name.startswith("_")}
    used = {
        node.attr
        for module in our_modules()
        for node in ast.walk(ast.parse(Path(inspect.getfile(module)).read_text()))
        if isinstance(node, ast.Attribute) and node.attr in theirs and not node.attr.startswith("__")
    }
    assert used <= set(OVERRIDDEN) | set(CALLED) | ATTRIBUTES


class _Recording(BpmnTaskSpec):  # type: ignore[misc]
    calls: list[tuple[str, str]]

    def _update_hook(self, my_task: Task) -> bool:
        self.calls.append(("update", self.name))
        return True

    def _on_ready_hook(self, my_task: Task) -> None:
        self.calls.append(("ready", self.name))

    def _run_hook(self, my_task: Task) -> bool:
        self.calls.append(("run", self.name))
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        self.calls.append(("complete", self.name))

    def _on_cancel(self, my_task: Task) -> None:
        self.calls.append(("cancel", self.name))


def two_in_a_row() -> tuple[Workflow, list[tuple[str, str]]]:
    spec = BpmnProcessSpec("p")
    calls: list[tuple[str, str]] = []
    first, second = _Recording(spec, "first"), _Recording(spec, "second")
    first.calls = second.calls = calls
    spec.start.connect(first)
    first.connect(second)
    second.connect(spec.end)
    workflow = BpmnWorkflow(spec)
    workflow.task_tree.run()
    return workflow, calls


def task_of(workflow: Workflow, name: str) -> Task:
    return next(task for task in workflow.tasks.values() if task.task_spec.name == name)


def test_a_task_is_updated_then_ready_then_run_then_complete_and_only_then_are_its_children_updated() -> None:
    workflow, calls = two_in_a_row()
    task_of(workflow, "first").run()
    first = [("update", "first"), ("ready", "first"), ("run", "first"), ("complete", "first")]
    assert calls == [*first, ("update", "second"), ("ready", "second")]


def test_children_made_while_a_task_completes_are_updated() -> None:
    workflow, calls = two_in_a_row()
    first = task_of(workflow, "first")

    def make_another(my_task: Task) -> None:
        my_task._add_child(workflow.spec.task_specs["second"], TaskState.FUTURE)

    first.task_spec._on_complete_hook = make_another
    first.run()
    assert calls.count(("update", "second")) == 2


def test_cancelling_a_task_drops_its_live_children_without_telling_their_specs() -> None:
    workflow, calls = two_in_a_row()
    first = task_of(workflow, "first")
    child = first._add_child(workflow.spec.task_specs["second"], TaskState.READY)
    removed = []
    workflow.task_removed_event.connect(lambda _workflow, task: removed.append(task.id))
    first.cancel()
    assert ("cancel", "first") in calls
    assert ("cancel", "second") not in calls
    assert child.id in removed


def test_a_task_called_end_ends_its_workflow_and_tells_who_listens() -> None:
    workflow, _ = two_in_a_row()
    ended: list[Workflow] = []
    workflow.completed_event.connect(ended.append)
    task_of(workflow, "first").run()
    task_of(workflow, "second").run()
    for name in ("p.EndJoin", "End"):
        task_of(workflow, name).run()
    assert (workflow.completed, ended) == (True, [workflow])


def test_a_workflow_begins_with_a_ready_start_that_has_not_run() -> None:
    spec = BpmnProcessSpec("p")
    spec.start.connect(spec.end)
    workflow = BpmnWorkflow(spec)
    assert (workflow.task_tree.task_spec, workflow.task_tree.state) == (spec.start, TaskState.READY)
    assert isinstance(spec.start, BpmnStartTask)


def test_a_task_that_gives_none_is_started_and_one_that_gives_true_is_completed() -> None:
    workflow, _ = two_in_a_row()
    first = task_of(workflow, "first")
    first.task_spec._run_hook = lambda my_task: None
    first.run()
    assert first.state == TaskState.STARTED


def test_states_are_the_numbers_that_saved_states_hold() -> None:
    names = ("MAYBE", "LIKELY", "FUTURE", "WAITING", "READY", "STARTED", "COMPLETED", "ERROR", "CANCELLED")
    assert [getattr(TaskState, name) for name in names] == [1, 2, 4, 8, 16, 32, 64, 128, 256]


def test_the_parser_gives_a_node_that_it_has_seen_without_parsing_it_again() -> None:
    source = inspect.getsource(ProcessParser.parse_node)
    assert source.index("return self.spec.task_specs[node.get('id')]") < source.index("_get_parser_class")


def test_the_parser_looks_for_our_split_when_it_connects_a_task_with_boundary_events() -> None:
    assert ".BoundaryEventSplit" in inspect.getsource(TaskParser.parse_node)
