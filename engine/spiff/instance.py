"""A running process: SpiffWorkflow's workflow with scopes of variables and nothing polled, matched or predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import Flow
from engine.spiff.host import Host
from engine.spiff.joins import TokenJoin

if TYPE_CHECKING:
    from engine.spiff.process_spec import ProcessSpec
    from engine.spiff.specs import ProcessSpecs


@dataclass(frozen=True)
class Notes:
    """What an element did: the values it read, the variables it set, the ids of the flows it took."""

    read: Mapping[str, Any]
    assigned: Mapping[str, Any]
    flows: tuple[str, ...]


class ScopeMixin:
    """What the instance and the scopes inside it share."""

    spec: ProcessSpec
    tasks: dict[UUID, Task]
    variables: dict[str, Any]
    start_event: str | None = None
    completed: bool

    @property
    def process(self) -> ProcessSpecs:
        """The process that this scope belongs to."""
        return self.spec.process

    def update_waiting_tasks(self) -> None:
        """Joins may fire when other tokens are gone; SpiffWorkflow would walk the whole tree here."""
        for task in list(self.tasks.values()):
            if task._state == TaskState.WAITING and isinstance(task.task_spec, TokenJoin):
                task.task_spec._update(task)

    def _task_removed_notify(self, task: Task) -> None:
        """SpiffWorkflow drops the children of a cancelled task without telling them."""
        task.workflow.top_workflow.close_scope(task.id)


class Scope(ScopeMixin, BpmnSubWorkflow):
    """A sub-process or called process that runs inside an instance."""

    def __init__(self, spec: ProcessSpec, parent: Task, instance: Instance, **kwargs: Any) -> None:
        self.host = instance.host
        self.variables = {}
        super().__init__(spec, parent.id, instance, **kwargs)

    @property
    def parent_task(self) -> Task:
        """The sub-process or call activity that holds this scope."""
        return self.parent_workflow.tasks[self.parent_task_id]

    def enclosing_scope(self) -> Scope | Instance | None:
        """The scope whose variables are seen from here; a call activity is a wall."""
        parent = self.parent_task
        return parent.workflow if parent.task_spec.is_embedded else None


class Instance(ScopeMixin, BpmnWorkflow):
    """One running process with all its scopes. Not thread-safe: one act at a time, guarded by the instance row."""

    def __init__(self, spec: ProcessSpec, host: Host, **kwargs: Any) -> None:
        self.host = host
        self.variables = {}
        self._assigned: dict[UUID, dict[str, Any]] = {}
        self._flows: dict[UUID, tuple[str, ...]] = {}
        self._read: dict[UUID, dict[str, Any]] = {}
        super().__init__(spec, {}, script_engine=host, **kwargs)

    def enclosing_scope(self) -> None:
        """Nothing is around the process."""

    def workflows(self) -> list[Instance | Scope]:
        """The instance and its scopes, outer before inner."""
        return [self, *self.subprocesses.values()]

    def find_task(self, task_id: UUID | None) -> Task | None:
        """The task with this id in any scope."""
        return next((w.tasks[task_id] for w in self.workflows() if task_id in w.tasks), None)

    def all_tasks(self) -> list[Task]:
        """Every task kept, scope by scope, in the order in which they came."""
        return [task for workflow in self.workflows() for task in workflow.tasks.values()]

    def open_scope(self, task: Task, spec: ProcessSpec, variables: Mapping[str, Any]) -> Scope:
        """A new scope below `task`, not yet begun."""
        scope = Scope(spec, task, self)
        scope.variables = dict(variables)
        self.adopt_scope(task, scope)
        return scope

    def adopt_scope(self, task: Task, scope: Scope) -> None:
        """Hang `scope` below `task`; the connection is not part of the state."""
        scope.completed_event.connect(task.task_spec.scope_completed, task)
        self.subprocesses[task.id] = scope

    def close_scope(self, task_id: UUID) -> None:
        """Drop the scope below a task, with every scope inside it."""
        scope = self.subprocesses.pop(task_id, None)
        if scope is not None:
            for task in list(scope.tasks.values()):
                self.close_scope(task.id)
                if task.has_state(TaskState.NOT_FINISHED_MASK):
                    task._set_state(TaskState.CANCELLED)

    def refresh_timers(self) -> None:
        """Timers are rows: `engine.timers` alone knows when."""

    def note_assigned(self, task: Task, name: str, value: Any) -> None:
        """Remember for the report of `task` that it set this variable."""
        self._assigned.setdefault(task.id, {})[name] = value

    def note_flows(self, task: Task, flows: Sequence[Flow]) -> None:
        """Remember for the report of `task` which flows it took."""
        self._flows[task.id] = tuple(flow.flow_id for flow in flows)

    def note_read(self, task: Task, values: Mapping[str, Any]) -> None:
        """Remember for the report of `task` what it went by."""
        self._read.setdefault(task.id, {}).update(values)

    def take_notes(self, task: Task) -> Notes:
        """What was remembered for `task`, once."""
        return Notes(self._read.pop(task.id, {}), self._assigned.pop(task.id, {}), self._flows.pop(task.id, ()))
