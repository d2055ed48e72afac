"""The process that `zhangshi bench engine` runs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.decisions import parse_decisions
from engine.spiff import parse_bundle
from tests.bpmn_disposal.drawing import ROOT

ROUTE = parse_decisions((ROOT / "bench" / "bench-route.dmn").read_bytes(), "bench-route.dmn")


@pytest.mark.parametrize(("amount", "route"), [("0", "none"), ("0.01", "approval"), ("80000", "approval")])
def test_an_amount_needs_approval(amount: str, route: str) -> None:
    assert ROUTE.evaluate("bench-route", {"amount": Decimal(amount)}).value == route


def test_the_approval_has_a_time_limit_that_leaves_it_open() -> None:
    specs = parse_bundle({"bench.bpmn": (ROOT / "bench" / "bench.bpmn").read_bytes()}).processes["Process_Bench"]
    assert list(specs.user_tasks) == ["Task_Fill", "Task_Approve"]
    assert [(t.attached_to, t.is_interrupting, t.literal) for t in specs.timers] == [("Task_Approve", False, "P2D")]
