"""The disposal process walked on `engine.spiff` alone: answers go in, the service tasks it calls are noted down."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.decisions import parse_decisions
from engine.spiff import (
    CompletedElement,
    DecisionRequest,
    Instance,
    ServiceRequest,
    complete,
    dump,
    fire_timer,
    load,
    parse_bundle,
    start,
    variables,
    waiting,
)
from tests.bpmn_disposal.drawing import ROOT

FACTS: dict[str, Any] = {
    "net_value": Decimal("25000.00"),
    "original_cost": Decimal("80000.00"),
    "flags": ["data_bearing"],
    "kinds": ["early_retirement"],
}
RESULTS: Mapping[str, Mapping[str, Any]] = {
    "disposal.compute": {**FACTS, "default_method": "scrap"},
    "disposal.submit": FACTS,
    "disposal.draft_voucher": {"journal_id": "J-1"},
}
SPECS = parse_bundle({"disposal.bpmn": (ROOT / "disposal" / "disposal.bpmn").read_bytes()}).processes[
    "Process_AssetDisposal"
]
ROUTE = parse_decisions((ROOT / "disposal" / "approval-route.dmn").read_bytes(), "approval-route.dmn")


class Walk:
    """One case: the host of its instance, and what has happened so far."""

    def __init__(self, verdict: str) -> None:
        self.calls: list[ServiceRequest] = []
        self.passed: list[str] = []
        self.instance: Instance = start(
            SPECS, self, {"request_id": "R-1", "asset_ids": ["A-1"], "verdict": verdict, "source": "page"}
        )

    @property
    def open(self) -> list[str]:
        """The human tasks that wait."""
        return [task.element_id for task in waiting(self.instance).user_tasks]

    @property
    def called(self) -> list[str]:
        """The service tasks called so far, in their order."""
        return [call.type for call in self.calls]

    @property
    def variables(self) -> dict[str, Any]:
        return variables(self.instance)

    def does(self, element_id: str, **answers: Any) -> Walk:
        """Complete the one task that waits, after the state has been written and read again."""
        assert self.open == [element_id]
        self.instance = load(SPECS, dump(self.instance), self)
        complete(self.instance, waiting(self.instance).user_tasks[0].task_id, answers)
        return self

    def is_late(self) -> Walk:
        """Let the time limit of the waiting task pass."""
        fire_timer(self.instance, waiting(self.instance).timers[0].task_id)
        return self

    def arguments_of(self, service_type: str) -> dict[str, Any]:
        return dict(next(call.arguments for call in reversed(self.calls) if call.type == service_type))

    def evaluate(self, expression: str, context: Mapping[str, Any]) -> Any:
        return feel.evaluate(expression, context)

    def call_service(self, request: ServiceRequest) -> Mapping[str, Any] | None:
        self.calls.append(request)
        return RESULTS.get(request.type)

    def decide(self, request: DecisionRequest) -> Any:
        return ROUTE.evaluate(request.decision_id, request.context).value

    def throw_signal(self, name: str, variables: Mapping[str, Any]) -> None:
        raise AssertionError(name)

    def throw_message(self, name: str, correlation_key: Any, variables: Mapping[str, Any]) -> None:
        raise AssertionError(name)

    def element_completed(self, completed: CompletedElement) -> None:
        self.passed.append(completed.element_id)


def collected(walk: Walk) -> Walk:
    """The asset taken over and put in quarantine."""
    return walk.does("Task_Collect", scanned_label="A-1", given_by="P-1", quarantine_location="Q-1")


def prepared(walk: Walk) -> Walk:
    """The disposal prepared as a scrapping without proceeds."""
    return walk.does("Task_Prepare", method="scrap", est_proceeds=Decimal(0), is_related_party=False)


def at_approval(verdict: str = "irreparable") -> Walk:
    """A case that waits for its approval."""
    return prepared(collected(Walk(verdict))).does("Task_FinanceReview", decision="approve", tax_class="normal")
