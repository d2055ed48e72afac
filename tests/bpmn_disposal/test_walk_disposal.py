"""Every path through the disposal diagram, driven task by task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from engine.spiff import dump, waiting
from tests.bpmn_disposal.walker import (
    DEFAULTS,
    FACTS,
    PLAN,
    Walk,
    approved,
    at_approval,
    at_countersign,
    collected,
    confirmed,
    handed_out,
    prepared,
)

WITHDRAWN, FOUND = "disposal-withdrawn", "disposal-asset-found"
HAPPY = [
    "notify.role",
    "asset.scan_in",
    "disposal.compute",
    "disposal.submit",
    "disposal.add_up",
    "disposal.draft_voucher",
    "disposal.pass_gate",
    "disposal.pass_gates",
    "disposal.hand_out",
    "disposal.write_off",
    "disposal.archive",
]
GATES = {
    "sanitization": "Task_Sanitize",
    "hazardous_waste": "Task_HazardousWaste",
    "vehicle_papers": "Task_VehiclePapers",
    "quotes": "Task_Quotes",
    "release": "Task_Release",
    "special_equipment": "Task_SpecialEquipment",
    "property_title": "Task_PropertyTitle",
}


def rejected() -> Walk:
    return at_approval().does("Task_Approve", decision="reject")


def kept() -> Walk:
    return rejected().does("Task_AfterRejection", next_step="keep", kept_until=date(2027, 3, 1))


def returning() -> Walk:
    return rejected().does("Task_AfterRejection", next_step="reinstate", kept_until=None)


def groups(walk: Walk) -> Any:
    task = waiting(walk.instance).user_tasks[0]
    text = task.description.assignment.candidate_groups
    assert text is not None
    return walk.evaluate(text.removeprefix("="), task.context)


def test_one_machine_goes_from_the_scan_to_the_write_off() -> None:
    walk = approved("sanitization").does("Task_Sanitize")
    confirmed(handed_out(walk))
    assert walk.instance.completed
    assert walk.called == HAPPY
    assert walk.passed[-1] == "End_Disposed"


def test_media_without_a_passed_certificate_keep_the_sanitization_open() -> None:
    walk = approved("sanitization", "release").does("Task_Release")
    walk.results["disposal.pass_gate"] = {"media_left": "D-1, D-2", "media_failed": "D-2"}
    assert walk.does("Task_Sanitize", place="B1").open == ["Task_Sanitize"]
    assert [walk.variables[name] for name in ("media_left", "media_failed", "place")] == ["D-1, D-2", "D-2", "B1"]
    walk.results["disposal.pass_gate"] = {"media_left": "", "media_failed": ""}
    assert walk.does("Task_Sanitize").open == ["Task_HandOut"]


def test_the_asset_manager_is_told_before_anybody_else_acts() -> None:
    walk = Walk("pending")
    assert walk.called == ["notify.role"]
    assert walk.calls[0].headers == {"role": "asset_manager", "message": "marked"}


def test_an_asset_without_a_verdict_waits_for_one() -> None:
    walk = Walk("pending").does("Task_TechVerdict", verdict="irreparable", reason_code="worn_out")
    assert walk.open == ["Task_Collect"]
    assert walk.variables["reason_code"] == "worn_out"


def test_a_repairable_asset_is_returned_to_use_without_being_collected() -> None:
    walk = Walk("repairable").does("Task_Reinstate", decision="approve")
    assert walk.instance.completed
    assert walk.called == ["notify.role", "disposal.reinstate"]
    assert walk.passed[-1] == "End_Reinstated"


def test_a_refused_return_to_use_goes_on_with_the_collection() -> None:
    assert Walk("repairable").does("Task_Reinstate", decision="reject").open == ["Task_Collect"]


def test_an_asset_found_before_its_collection_may_be_returned_to_use() -> None:
    assert Walk().hears(FOUND).open == ["Task_Reinstate"]


def test_an_asset_found_during_the_preparation_may_be_returned_to_use() -> None:
    walk = collected(Walk()).hears(FOUND)
    assert walk.open == ["Task_ReinstateQuarantined"]
    assert walk.does("Task_ReinstateQuarantined", decision="reject").open == ["Task_AfterRejection"]


def test_the_scan_hands_over_what_the_form_asked_for() -> None:
    expected = {
        "request_id": "R-1",
        "scanned_label": "A-1",
        "given_by": "P-1",
        "quarantine_location": "Q-1",
        "verdict": "irreparable",
    }
    assert collected(Walk()).arguments_of("asset.scan_in") == expected


def test_where_nothing_is_missing_the_request_is_submitted_by_itself() -> None:
    walk = collected(Walk(compute={**FACTS, **DEFAULTS, "default_proceeds": Decimal("180.00"), "missing": []}))
    assert walk.open == ["Task_FinanceReview"]
    submitted = walk.arguments_of("disposal.submit")
    assert (submitted["method"], submitted["est_proceeds"]) == ("scrap", Decimal("180.00"))


def test_what_was_submitted_by_itself_is_prepared_after_a_send_back() -> None:
    walk = collected(Walk(compute={**FACTS, **DEFAULTS, "missing": []}))
    assert walk.does("Task_FinanceReview", decision="send_back").open == ["Task_Prepare"]


def test_the_method_is_filled_in_from_the_category_at_first() -> None:
    assert waiting(collected(Walk()).instance).user_tasks[0].locals["method"] == "scrap"


def test_after_a_send_back_the_method_chosen_before_is_kept() -> None:
    walk = collected(Walk()).does("Task_Prepare", **{**PLAN, "method": "sale"})
    walk.does("Task_FinanceReview", decision="send_back")
    assert waiting(walk.instance).user_tasks[0].locals["method"] == "sale"


def test_the_request_is_routed_by_what_the_department_adds_up_to() -> None:
    walk = at_approval(add_up={"cumulative_net_value": Decimal("100000.01"), "cumulative_cost": Decimal(1)})
    assert walk.variables["route"]["level"] == 3
    assert walk.variables["net_value"] == Decimal("25000.00")


def test_the_countersigners_are_those_of_the_flags() -> None:
    assert groups(at_countersign()) == ["it_security"]


def test_the_approvers_are_those_of_the_level_in_their_order() -> None:
    assert groups(at_approval()) == ["dept_head", "asset_manager_head", "finance_manager"]


def test_where_nobody_has_to_countersign_the_approval_comes_at_once() -> None:
    assert at_countersign(submit={**FACTS, "flags": []}).open == ["Task_Approve"]


def test_finance_sends_back_to_the_preparation() -> None:
    walk = prepared(collected(Walk())).does("Task_FinanceReview", decision="send_back")
    assert walk.open == ["Task_Prepare"]
    assert walk.called[-1] == "disposal.return"


@pytest.mark.parametrize(("arrive", "task"), [(at_countersign, "Task_Countersign"), (at_approval, "Task_Approve")])
def test_a_send_back_leads_to_the_preparation_and_everybody_is_asked_again(
    arrive: Callable[[], Walk], task: str
) -> None:
    walk = prepared(arrive().does(task, decision="send_back"))
    assert walk.does("Task_FinanceReview", decision="approve", tax_class="normal").open == ["Task_Countersign"]


@pytest.mark.parametrize(("arrive", "task"), [(at_countersign, "Task_Countersign"), (at_approval, "Task_Approve")])
def test_a_rejection_is_the_asset_managers_to_deal_with(arrive: Callable[[], Walk], task: str) -> None:
    walk = arrive().does(task, decision="reject")
    assert walk.open == ["Task_AfterRejection"]
    assert walk.called[-1] == "disposal.reject"


def test_a_rejected_request_is_corrected_and_submitted_again() -> None:
    walk = rejected().does("Task_AfterRejection", next_step="correct", kept_until=None)
    assert prepared(walk).open == ["Task_FinanceReview"]


def test_a_rejected_asset_is_returned_to_use_once_that_is_approved() -> None:
    walk = returning().does("Task_ReinstateQuarantined", decision="approve")
    assert walk.instance.completed
    assert walk.called[-2:] == ["disposal.reject", "disposal.reinstate"]


def test_a_refused_return_to_use_leaves_the_asset_manager_with_the_choice() -> None:
    assert returning().does("Task_ReinstateQuarantined", decision="reject").open == ["Task_AfterRejection"]


def test_an_asset_kept_in_quarantine_has_a_task_that_is_due_on_the_day_chosen() -> None:
    walk = kept()
    assert walk.open == ["Task_Kept"]
    assert str(waiting(walk.instance).timers[0].literal).startswith("2027-03-01 18:00:00")


def test_what_is_kept_can_be_kept_longer_or_disposed_of() -> None:
    walk = kept().does("Task_Kept", next_step="keep", kept_until=date(2027, 6, 1))
    assert walk.open == ["Task_Kept"]
    assert walk.does("Task_Kept", next_step="correct", kept_until=None).open == ["Task_Prepare"]


@pytest.mark.parametrize("arrive", [lambda: prepared(collected(Walk())), at_countersign, at_approval])
def test_a_request_can_be_withdrawn_from_the_review_to_the_last_approval(arrive: Callable[[], Walk]) -> None:
    walk = arrive().hears(WITHDRAWN)
    assert walk.open == ["Task_AfterRejection"]
    assert walk.called[-1] == "disposal.withdraw"


@pytest.mark.parametrize("arrive", [Walk, lambda: collected(Walk()), lambda: approved(), lambda: kept()])
def test_a_request_cannot_be_withdrawn_before_or_after_that(arrive: Callable[[], Walk]) -> None:
    assert WITHDRAWN not in [place.name for place in waiting(arrive().instance).messages]


@pytest.mark.parametrize("gates", [gates for size in range(6) for gates in combinations(GATES, size)], ids=str)
def test_every_gate_has_its_task_and_all_come_before_the_hand_out(gates: tuple[str, ...]) -> None:
    walk = approved(*gates)
    assert sorted(walk.open) == sorted([GATES[gate] for gate in gates] or ["Task_HandOut"])
    for gate in gates:
        assert "Task_HandOut" not in walk.open
        walk.does(GATES[gate])
        given = walk.arguments_of("disposal.pass_gate")
        assert (given["gate"], given["task"]) == (gate, GATES[gate])
    assert walk.open == ["Task_HandOut"]
    assert walk.called[-1] == "disposal.pass_gates"


@pytest.mark.parametrize(
    ("arrive", "field"),
    [
        (lambda: approved(), "scanned_label"),
        (lambda: kept(), "next_step"),
        (lambda: returning().does("Task_ReinstateQuarantined", decision="reject"), "next_step"),
        (lambda: kept().does("Task_Kept", next_step="keep", kept_until=date(2027, 6, 1)), "next_step"),
    ],
)
def test_what_has_to_be_done_anew_is_not_filled_in(arrive: Callable[[], Walk], field: str) -> None:
    assert waiting(arrive().instance).user_tasks[0].context[field] is None


def test_the_write_off_gets_the_voucher_and_the_posting_date() -> None:
    walk = confirmed(handed_out(approved()))
    expected = {"request_id": "R-1", "journal_id": "J-1", "posting_date": date(2026, 3, 31), "voucher_no": None}
    assert expected.items() <= walk.arguments_of("disposal.write_off").items()


@pytest.mark.parametrize(
    ("arrive", "task"),
    [
        (lambda: Walk("pending"), "Task_TechVerdict"),
        (lambda: Walk("repairable"), "Task_Reinstate"),
        (lambda: Walk(), "Task_Collect"),
        (lambda: collected(Walk()), "Task_Prepare"),
        (lambda: prepared(collected(Walk())), "Task_FinanceReview"),
        (lambda: at_countersign(), "Task_Countersign"),
        (lambda: at_approval(), "Task_Approve"),
        (lambda: rejected(), "Task_AfterRejection"),
        (lambda: kept(), "Task_Kept"),
        (lambda: returning(), "Task_ReinstateQuarantined"),
        *((lambda gate=gate: approved(gate), task) for gate, task in GATES.items()),
        (lambda: approved(), "Task_HandOut"),
        (lambda: handed_out(approved()), "Task_ConfirmVoucher"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_late_task_is_escalated_once_and_stays_open(arrive: Callable[[], Walk], task: str) -> None:
    walk = arrive()
    assert [timer.element_id for timer in waiting(walk.instance).timers] == [task.replace("Task_", "Escalate_")]
    walk.is_late()
    assert walk.called[-1] == "task.escalate"
    assert walk.open == [task]
    assert not waiting(walk.instance).timers


def test_a_case_sent_back_a_hundred_times_carries_no_more_than_one_sent_back_once() -> None:
    walk = prepared(collected(Walk()))
    sizes = []
    for _ in range(100):
        prepared(walk.does("Task_FinanceReview", decision="send_back"))
        sizes.append(len(dump(walk.instance)))
    assert sizes[-1] == sizes[0] < 2048
