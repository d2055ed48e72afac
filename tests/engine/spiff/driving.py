"""Drives an instance in tests: every step is followed by saving and loading, as in the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine import feel, spiff
from engine.service_tasks import BpmnError
from tests.bpmn import Diagram

Service = Callable[..., Mapping[str, Any] | None]


class RecordingHost:
    """Answers with the given services and decisions, and writes down what it was told."""

    def __init__(
        self, services: Mapping[str, Service] | None = None, decisions: Mapping[str, Any] | None = None
    ) -> None:
        self.services = dict(services or {})
        self.decisions = dict(decisions or {})
        self.calls: list[spiff.ServiceRequest] = []
        self.thrown: list[tuple[Any, ...]] = []
        self.completed: list[spiff.CompletedElement] = []

    def evaluate(self, expression: str, context: Mapping[str, Any]) -> Any:
        return feel.evaluate(expression, context)

    def call_service(self, request: spiff.ServiceRequest) -> Mapping[str, Any] | None:
        self.calls.append(request)
        service = self.services.get(request.type)
        return service(**request.arguments) if service else {}

    def decide(self, request: spiff.DecisionRequest) -> Any:
        answer = self.decisions[request.decision_id]
        return answer(request.context) if callable(answer) else answer

    def throw_signal(self, name: str, variables: Mapping[str, Any]) -> None:
        self.thrown.append(("signal", name, dict(variables)))

    def throw_message(self, name: str, correlation_key: Any, variables: Mapping[str, Any]) -> None:
        self.thrown.append(("message", name, correlation_key, dict(variables)))

    def element_completed(self, completed: spiff.CompletedElement) -> None:
        self.completed.append(completed)


class Case:
    """One instance of the first process of a diagram."""

    def __init__(
        self,
        diagram: Diagram | spiff.ProcessSpecs,
        *,
        services: Mapping[str, Service] | None = None,
        decisions: Mapping[str, Any] | None = None,
        at: str | None = None,
        **variables: Any,
    ) -> None:
        self.specs = diagram if isinstance(diagram, spiff.ProcessSpecs) else parse(diagram)
        self.host = RecordingHost(services, decisions)
        self.instance = spiff.start(self.specs, self.host, variables, at=at)
        self.save_and_load()

    def save_and_load(self) -> None:
        self.state = spiff.dump(self.instance)
        self.instance = spiff.load(self.specs, self.state, self.host)
        assert spiff.dump(self.instance) == self.state

    @property
    def open(self) -> list[str]:
        return [task.element_id for task in spiff.waiting(self.instance).user_tasks]

    @property
    def timers(self) -> list[str]:
        return [timer.element_id for timer in spiff.waiting(self.instance).timers]

    @property
    def variables(self) -> dict[str, Any]:
        return spiff.variables(self.instance)

    @property
    def path(self) -> list[str]:
        return [completed.element_id for completed in self.host.completed]

    def task(self, element_id: str) -> spiff.WaitingUserTask:
        return next(task for task in spiff.waiting(self.instance).user_tasks if task.element_id == element_id)

    def timer(self, element_id: str) -> spiff.WaitingTimer:
        return next(timer for timer in spiff.waiting(self.instance).timers if timer.element_id == element_id)

    def complete(self, element_id: str, **answers: Any) -> None:
        spiff.complete(self.instance, self.task(element_id).task_id, answers)
        self.save_and_load()

    def fire(self, element_id: str, *, again: bool = False) -> None:
        timer = self.timer(element_id)
        spiff.fire_timer(self.instance, timer.task_id, event=timer.event, again=again)
        self.save_and_load()

    def deliver(self, name: str, **payload: Any) -> None:
        message = next(m for m in spiff.waiting(self.instance).messages if m.name == name)
        spiff.deliver_message(self.instance, message.task_id, payload, event=message.event)
        self.save_and_load()

    def signal(self, name: str, **payload: Any) -> None:
        signal = next(s for s in spiff.waiting(self.instance).signals if s.name == name)
        spiff.deliver_signal(self.instance, signal.task_id, payload, event=signal.event)
        self.save_and_load()

    def move(self, from_element: str, to_element: str) -> spiff.Moved:
        moved = spiff.move(self.instance, self.task(from_element).task_id, to_element)
        self.save_and_load()
        return moved


def parse(diagram: Diagram) -> spiff.ProcessSpecs:
    """The first process of the diagram."""
    bundle = spiff.parse_bundle({"diagram.bpmn": diagram.xml()})
    return bundle.processes[diagram.process.get("id")]


def raising(error: Exception) -> Service:
    """A service that fails."""

    def service(**_: Any) -> Mapping[str, Any]:
        raise error

    return service


def no_stock(**_: Any) -> Mapping[str, Any]:
    """A service that takes the drawn error path `E1`."""
    raise BpmnError("E1", why="no stock")
