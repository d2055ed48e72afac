"""A join is one waiting task that counts the arrivals on each incoming flow.

It needs nothing of the past, so finished tasks can be folded away, and joins in loops never read old passes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import LIVE, TOKEN, Element, Flow, TokenSpec, default_flow, holds

ARRIVED = "arrived"


class TokenJoin(TokenSpec):
    """A gateway or end that gathers tokens before it goes on."""

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state == TaskState.FUTURE:
            return self._arrive(my_task)
        return my_task.state == TaskState.WAITING and self.may_fire(my_task)

    def _arrive(self, task: Task) -> bool:
        source = task.parent.task_spec.name
        waiting = self._waiting(task)
        if waiting is None:
            task.internal_data[ARRIVED] = {source: 1}
            task._set_state(TaskState.WAITING)
            return self.may_fire(task)
        arrived = waiting.internal_data[ARRIVED]
        arrived[source] = arrived.get(source, 0) + 1
        waiting.data = {name: v for name, v in waiting.data.items() if name in task.data and task.data[name] == v}
        task.workflow._remove_task(task.id)
        if self.may_fire(waiting):
            waiting._ready()
        return False

    def _waiting(self, task: Task) -> Task | None:
        tasks = task.workflow.tasks.values()
        return next((x for x in tasks if x.task_spec is self and x.state == TaskState.WAITING), None)

    def _run_hook(self, my_task: Task) -> bool:
        arrived: Counter[str] = Counter(my_task.internal_data.pop(ARRIVED))
        surplus = arrived - Counter(self.consumed(arrived))
        if surplus:
            self._keep(my_task, surplus)
        return True

    def _keep(self, task: Task, surplus: Mapping[str, int]) -> None:
        """Surplus tokens stay on their flows, as BPMN says."""
        waiting = self._waiting(task)
        if waiting is None:
            waiting = task.parent._add_child(self, TaskState.WAITING)
            waiting.internal_data[ARRIVED] = {}
        waiting.internal_data[ARRIVED] = dict(Counter(waiting.internal_data[ARRIVED]) + Counter(surplus))
        if self.may_fire(waiting):
            waiting._ready()

    @abstractmethod
    def may_fire(self, task: Task) -> bool:
        """Whether enough has arrived."""

    @abstractmethod
    def consumed(self, arrived: Mapping[str, int]) -> Mapping[str, int]:
        """How many of the tokens that arrived one firing takes."""


class ParallelGateway(TokenJoin, Element):
    """Waits for one token on every incoming flow."""

    def may_fire(self, task: Task) -> bool:
        arrived = task.internal_data[ARRIVED]
        wanted: Counter[str] = Counter(self._inputs)
        return all(arrived.get(source, 0) >= count for source, count in wanted.items())

    def consumed(self, arrived: Mapping[str, int]) -> Mapping[str, int]:
        return Counter(self._inputs)


class InclusiveGateway(TokenJoin, Element):
    """Waits while a token can still reach an empty flow without being able to reach one that has a token already.

    BPMN 2.0 §13.4.3. Without the second half, two inclusive joins in a loop wait for each other for ever. Tokens of two
    openings of one path (by an event that does not interrupt) are one here, as the standard has it.
    """

    def may_fire(self, task: Task) -> bool:
        arrived = task.internal_data[ARRIVED]
        wanted: Counter[str] = Counter(self._inputs)
        empty = {name for name, count in wanted.items() if arrived.get(name, 0) < count}
        full = set(arrived) - empty
        awaited = self._upstream(empty) - self._upstream(full)
        return not any(x is not task and self._may_still_arrive(x, awaited) for x in _tokens(task))

    def _may_still_arrive(self, token: Task, awaited: set[str]) -> bool:
        return token.task_spec.name in awaited or (token.task_spec is self and token.state == TaskState.FUTURE)

    def consumed(self, arrived: Mapping[str, int]) -> Mapping[str, int]:
        wanted: Counter[str] = Counter(self._inputs)
        return {source: min(count, wanted[source]) for source, count in arrived.items()}

    def taken_flows(self, task: Task) -> Sequence[Flow]:
        taken = [flow for flow in self.flows if not flow.is_default and holds(task, flow)]
        return taken or ([default_flow(self, task)] if self.flows else [])

    def _upstream(self, names: Collection[str]) -> set[str]:
        """Everything that can reach one of these without passing this gateway, these included."""
        specs = self._wf_spec.task_specs
        seen: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name != self.name and name not in seen:
                seen.add(name)
                pending += specs[name]._inputs
        return seen


class EndJoin(TokenJoin):
    """The process is done when no token is left; event sub-processes that only stand by do not count."""

    def may_fire(self, task: Task) -> bool:
        return not any(x is not task and not _only_stands_by(x) for x in _tokens(task))

    def consumed(self, arrived: Mapping[str, int]) -> Mapping[str, int]:
        return arrived

    def _run_hook(self, my_task: Task) -> bool:
        for other in list(my_task.workflow.tasks.values()):
            if _only_stands_by(other):
                other.cancel()
        return super()._run_hook(my_task)


def _tokens(task: Task) -> list[Task]:
    """Live tokens, and those just put on a flow whose element has not seen them yet."""
    return [x for x in task.workflow.tasks.values() if x.has_state(TOKEN)]


def _only_stands_by(task: Task) -> bool:
    return bool(task.task_spec.stands_by and task.has_state(LIVE) and task.state == TaskState.WAITING)
