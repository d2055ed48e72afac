"""The disposal process walked on `engine.spiff` alone: answers go in, the service tasks it calls are noted down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
    deliver_message,
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
    "is_fully_depreciated": False,
}
DEFAULTS = {"default_method": "scrap", "default_proceeds": Decimal(0), "missing": ["evidence"]}
NO_MEDIA = {"media_left": "", "media_failed": "", "waste_codes": ""}
RESULTS: Mapping[str, Mapping[str, Any]] = {
    "disposal.compute": {**FACTS, **DEFAULTS},
    "disposal.submit": FACTS,
    "disposal.add_up": {
        "cumulative_net_value": Decimal("45000.00"),
        "cumulative_cost": Decimal("160000.00"),
        "others_count": 1,
        "others_net_value": Decimal("20000.00"),
        "others_cost": Decimal("80000.00"),
    },
    "disposal.draft_voucher": {"journal_id": "J-1", "gates": ["sanitization"], **NO_MEDIA},
    "disposal.pass_gate": NO_MEDIA,
    "disposal.hand_out": {"handed_out_at": None},
    "disposal.archive": {"dossier_hash": "0" * 64},
}
HAND_OUT: Mapping[str, Any] = {
    "scanned_label": "A-1",
    "recipient_name": "Recycler",
    "recipient_id": None,
    "recipient_relative_of": None,
    "guard_name": "Wu",
    "weight": Decimal("12.5"),
    "photos": ["F-1"],
    "receipt": ["F-2"],
}
PLAN: Mapping[str, Any] = {
    "method": "scrap",
    "est_proceeds": Decimal(0),
    "is_related_party": False,
    "buyer_name": "",
    "buyer_id": None,
    "buyer_relative_of": None,
}
SPECS = parse_bundle({"disposal.bpmn": (ROOT / "disposal" / "disposal.bpmn").read_bytes()}).processes[
    "Process_AssetDisposal"
]
ROUTE = parse_decisions((ROOT / "disposal" / "approval-route.dmn").read_bytes(), "approval-route.dmn")


class Walk:
    """One case: the host of its instance, and what has happened so far."""

    def __init__(self, verdict: str = "irreparable", **results: Mapping[str, Any]) -> None:
        """`results` replace those of `disposal.<name>`."""
        self.results = {**RESULTS, **{f"disposal.{name}": result for name, result in results.items()}}
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
        """Complete a task that waits, after the state has been written and read again."""
        assert element_id in self.open
        self.instance = load(SPECS, dump(self.instance), self)
        task = next(task for task in waiting(self.instance).user_tasks if task.element_id == element_id)
        complete(self.instance, task.task_id, answers)
        return self

    def hears(self, name: str, **variables: Any) -> Walk:
        """Deliver a message to the place that waits for it."""
        place = next(place for place in waiting(self.instance).messages if place.name == name)
        assert place.correlation_key == "R-1"
        deliver_message(self.instance, place.task_id, variables, event=place.event)
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
        return self.results.get(request.type)

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
    return walk.does("Task_Prepare", **PLAN)


def at_countersign(**results: Mapping[str, Any]) -> Walk:
    """A case that waits for its countersign."""
    walk = prepared(collected(Walk("irreparable", **results)))
    return walk.does("Task_FinanceReview", decision="approve", tax_class="normal")


def at_approval(**results: Mapping[str, Any]) -> Walk:
    """A case that waits for its approval."""
    return at_countersign(**results).does("Task_Countersign", decision="approve")


def approved(*gates: str) -> Walk:
    """An approved case with these gates before it."""
    voucher = {"journal_id": "J-1", "gates": list(gates), **NO_MEDIA}
    return at_approval(draft_voucher=voucher).does("Task_Approve", decision="approve")


def handed_out(walk: Walk) -> Walk:
    """The assets have left."""
    return walk.does("Task_HandOut", **HAND_OUT)


def confirmed(walk: Walk) -> Walk:
    """The voucher is confirmed."""
    return walk.does("Task_ConfirmVoucher", posting_date=date(2026, 3, 31), voucher_no=None)
