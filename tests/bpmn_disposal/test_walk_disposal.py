"""Every path through the disposal diagram, driven task by task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from engine.spiff import dump, waiting
from tests.bpmn_disposal.walker import Walk, at_approval, collected, prepared

HAPPY = [
    "notify.role",
    "asset.scan_in",
    "disposal.compute",
    "disposal.submit",
    "disposal.draft_voucher",
    "disposal.write_off",
]


def test_one_machine_goes_from_the_scan_to_the_write_off() -> None:
    walk = at_approval().does("Task_Approve", decision="approve")
    walk.does("Task_ConfirmVoucher", posting_date=date(2026, 3, 31), voucher_no="V-7")
    assert walk.instance.completed
    assert walk.called == HAPPY
    assert walk.passed[-1] == "End_Disposed"


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


def test_the_scan_hands_over_what_the_form_asked_for() -> None:
    walk = collected(Walk("irreparable"))
    expected = {
        "request_id": "R-1",
        "scanned_label": "A-1",
        "given_by": "P-1",
        "quarantine_location": "Q-1",
        "verdict": "irreparable",
    }
    assert walk.arguments_of("asset.scan_in") == expected


def test_the_method_is_filled_in_from_the_category_at_first() -> None:
    walk = collected(Walk("irreparable"))
    assert waiting(walk.instance).user_tasks[0].locals["method"] == "scrap"


def test_after_a_send_back_the_method_chosen_before_is_kept() -> None:
    walk = collected(Walk("irreparable")).does("Task_Prepare", method="sale", est_proceeds=1, is_related_party=False)
    walk.does("Task_FinanceReview", decision="send_back")
    assert waiting(walk.instance).user_tasks[0].locals["method"] == "sale"


def test_the_route_names_the_last_approver_of_the_level() -> None:
    walk = at_approval()
    assert walk.variables["route"]["level"] == 2
    task = waiting(walk.instance).user_tasks[0]
    groups = task.description.assignment.candidate_groups
    assert groups is not None
    assert walk.evaluate(groups.removeprefix("="), task.context) == "finance_manager"


def test_finance_sends_back_to_the_preparation() -> None:
    walk = prepared(collected(Walk("irreparable"))).does("Task_FinanceReview", decision="send_back")
    assert walk.open == ["Task_Prepare"]
    assert walk.called[-1] == "disposal.return"


def test_the_approver_sends_back_to_the_preparation_and_is_asked_again() -> None:
    walk = prepared(at_approval().does("Task_Approve", decision="send_back"))
    assert walk.does("Task_FinanceReview", decision="approve", tax_class="normal").open == ["Task_Approve"]


def test_a_rejected_request_is_corrected_and_submitted_again() -> None:
    walk = at_approval().does("Task_Approve", decision="reject")
    assert walk.called[-1] == "disposal.reject"
    assert prepared(walk.does("Task_AfterRejection", next_step="correct")).open == ["Task_FinanceReview"]


def test_a_rejected_asset_is_returned_to_use() -> None:
    walk = at_approval().does("Task_Approve", decision="reject").does("Task_AfterRejection", next_step="reinstate")
    assert walk.instance.completed
    assert walk.called[-2:] == ["disposal.reject", "disposal.reinstate"]


def test_the_write_off_gets_the_voucher_and_the_posting_date() -> None:
    walk = at_approval().does("Task_Approve", decision="approve")
    walk.does("Task_ConfirmVoucher", posting_date=date(2026, 3, 31), voucher_no=None)
    expected = {"request_id": "R-1", "journal_id": "J-1", "posting_date": date(2026, 3, 31), "voucher_no": None}
    assert walk.arguments_of("disposal.write_off") == expected


@pytest.mark.parametrize(
    ("arrive", "task"),
    [
        (lambda: Walk("pending"), "Task_TechVerdict"),
        (lambda: Walk("repairable"), "Task_Reinstate"),
        (lambda: Walk("irreparable"), "Task_Collect"),
        (lambda: collected(Walk("irreparable")), "Task_Prepare"),
        (lambda: prepared(collected(Walk("irreparable"))), "Task_FinanceReview"),
        (lambda: at_approval(), "Task_Approve"),
        (lambda: at_approval().does("Task_Approve", decision="reject"), "Task_AfterRejection"),
        (lambda: at_approval().does("Task_Approve", decision="approve"), "Task_ConfirmVoucher"),
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
    walk = prepared(collected(Walk("irreparable")))
    sizes = []
    for _ in range(100):
        prepared(walk.does("Task_FinanceReview", decision="send_back"))
        sizes.append(len(dump(walk.instance)))
    assert sizes[-1] == sizes[0] < 2048
