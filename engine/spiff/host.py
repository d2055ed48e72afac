"""What a run asks of the one who runs it: expressions, service tasks, decisions, events that leave the instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from engine.spiff.specs import ProcessSpecs


@dataclass(frozen=True)
class ServiceRequest:
    """A service task that wants to be done; `type` names it, `arguments` are what its input mappings gave."""

    process: ProcessSpecs
    element_id: str
    task_id: UUID
    type: str
    arguments: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class DecisionRequest:
    """A business rule task that wants its decision; `process` says in which bundle the decision lives."""

    process: ProcessSpecs
    element_id: str
    task_id: UUID
    decision_id: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class CompletedElement:
    """An element of the diagram that has done its work.

    `scope` holds the ids of the sub-processes and call activities around it, outermost first; `inputs` what it went
    by: its mapped inputs, of a gateway what its conditions read; `variables` what it set; `flows` the ids of the
    sequence flows that were taken from it.
    """

    process: ProcessSpecs
    element_id: str
    element_type: str
    name: str | None
    task_id: UUID
    scope: tuple[str, ...]
    inputs: Mapping[str, Any]
    variables: Mapping[str, Any]
    flows: tuple[str, ...]


class Host(Protocol):
    """`engine.advance` in the application; try-outs and tests bring their own."""

    def evaluate(self, expression: str, context: Mapping[str, Any]) -> Any:
        """The value of a FEEL text (without its `=`); an `EngineError` refuses the whole run."""

    def call_service(self, request: ServiceRequest) -> Mapping[str, Any] | None:
        """Do it and give its results. `BpmnError` takes the drawn error path, `EngineError` refuses the run."""

    def decide(self, request: DecisionRequest) -> Any:
        """The decision's value."""

    def throw_signal(self, name: str, variables: Mapping[str, Any]) -> None:
        """Tell everybody who waits for this signal, this instance included, later."""

    def throw_message(self, name: str, correlation_key: Any, variables: Mapping[str, Any]) -> None:
        """Tell the one who waits for this message with this key, later."""

    def element_completed(self, completed: CompletedElement) -> None:
        """Called for every visible element that completed, in the order of the run."""
