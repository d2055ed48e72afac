"""What the disposal diagram promises for every step: an owner, a time limit that escalates, a way out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bpmn_disposal.drawing import BPMN, ROOT, ZEEBE, Drawing

LIMITS = {
    "Task_TechVerdict": "P2D",
    "Task_Reinstate": "P2D",
    "Task_ReinstateQuarantined": "P2D",
    "Task_Collect": "P3D",
    "Task_Prepare": "P3D",
    "Task_FinanceReview": "P2D",
    "Task_Countersign": "P3D",
    "Task_Approve": "P2D",
    "Task_AfterRejection": "P3D",
    "Task_Sanitize": "P5D",
    "Task_HazardousWaste": "P5D",
    "Task_VehiclePapers": "P5D",
    "Task_Quotes": "P5D",
    "Task_Release": "P5D",
    "Task_SpecialEquipment": "P5D",
    "Task_PropertyTitle": "P5D",
    "Task_HandOut": "P10D",
    "Task_ConfirmVoucher": "P3D",
}
OWN_DAY = "Task_Kept"
APART = {
    "Task_TechVerdict": "initiator",
    "Task_Reinstate": "initiator",
    "Task_ReinstateQuarantined": "initiator",
    "Task_FinanceReview": "initiator",
    "Task_Countersign": "initiator",
    "Task_Approve": "initiator",
    "Task_ConfirmVoucher": "Task_Approve",
}
MODES = {
    "Task_Reinstate": "all",
    "Task_ReinstateQuarantined": "all",
    "Task_Countersign": "all",
    "Task_Approve": "sequential",
}
WITHDRAWABLE = {"Task_FinanceReview", "Task_Countersign", "Task_Approve"}


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(ROOT / "disposal" / "disposal.bpmn")


def user_tasks(drawing: Drawing) -> set[str]:
    return {node_id for node_id in drawing.nodes if drawing.tag(node_id) == "userTask"}


def limits(drawing: Drawing) -> list[Any]:
    """The timers on human tasks."""
    return [e for e in drawing.nodes.values() if e.find(f"{BPMN}timerEventDefinition") is not None]


def test_the_time_limit_of_every_human_task_is_that_of_the_domain(drawing: Drawing) -> None:
    found = {e.get("attachedToRef"): e.findtext(f".//{BPMN}timeDuration") for e in limits(drawing)}
    assert found.pop(OWN_DAY) is None
    assert found == LIMITS
    assert {*LIMITS, OWN_DAY} == user_tasks(drawing)


def test_every_time_limit_counts_working_time_and_leaves_the_task_open(drawing: Drawing) -> None:
    for timer in limits(drawing):
        assert timer.get("cancelActivity") == "false"
        if timer.get("attachedToRef") != OWN_DAY:
            assert drawing.properties(timer.get("id"))["time"] == "working"


def test_an_asset_kept_in_quarantine_has_the_day_that_was_chosen_as_its_limit(drawing: Drawing) -> None:
    timer = next(e for e in limits(drawing) if e.get("attachedToRef") == OWN_DAY)
    assert "kept_until" in timer.findtext(f".//{BPMN}timeDate")


def test_every_time_limit_ends_in_an_escalation(drawing: Drawing) -> None:
    after = {flow.get("sourceRef"): flow.get("targetRef") for flow in drawing.flows.values()}
    for timer in limits(drawing):
        escalation = drawing.nodes[after[timer.get("id")]]
        assert escalation.find(f".//{ZEEBE}taskDefinition").get("type") == "task.escalate"
        assert drawing.tag(escalation.get("id")) == "endEvent"


def test_how_many_sign(drawing: Drawing) -> None:
    modes = {task: drawing.properties(task)["signMode"] for task in user_tasks(drawing)}
    assert {task: mode for task, mode in modes.items() if mode != "one"} == MODES


def test_the_requester_may_withdraw_from_the_review_to_the_last_approval(drawing: Drawing) -> None:
    message = drawing.properties("Process_AssetDisposal")["withdrawMessage"]
    names = {e.get("id"): e.get("name") for e in drawing.root.iter(f"{BPMN}message")}
    hosts = set()
    for event in drawing.nodes.values():
        trigger = event.find(f"{BPMN}messageEventDefinition")
        if event.get("attachedToRef") and trigger is not None and names[trigger.get("messageRef")] == message:
            assert event.get("cancelActivity") != "false"
            hosts.add(event.get("attachedToRef"))
    assert hosts == WITHDRAWABLE


def test_who_must_not_be_the_same_person(drawing: Drawing) -> None:
    apart = {task: drawing.properties(task).get("notSamePersonAs") for task in user_tasks(drawing)}
    assert {task: rule for task, rule in apart.items() if rule} == APART


def test_the_process_names_what_cleans_up_after_a_cancellation(drawing: Drawing) -> None:
    assert drawing.properties("Process_AssetDisposal")["cancelHook"] == "disposal.cancel"


def test_every_node_says_owner_input_and_output(drawing: Drawing) -> None:
    for node_id, node in drawing.nodes.items():
        lines = (node.findtext(f"{BPMN}documentation") or "").splitlines()
        assert [line.partition("：")[0] for line in lines] == ["负责人", "输入", "输出"], node_id
