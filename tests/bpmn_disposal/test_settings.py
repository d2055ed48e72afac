"""What the disposal diagram promises for every step: an owner, a time limit that escalates, a way out."""

from __future__ import annotations

import pytest

from tests.bpmn_disposal.drawing import BPMN, ROOT, ZEEBE, Drawing

LIMITS = {
    "Task_TechVerdict": "P2D",
    "Task_Reinstate": "P2D",
    "Task_Collect": "P3D",
    "Task_Prepare": "P3D",
    "Task_FinanceReview": "P2D",
    "Task_Approve": "P2D",
    "Task_ConfirmVoucher": "P3D",
    "Task_AfterRejection": "P3D",
}
APART = {
    "Task_TechVerdict": "initiator",
    "Task_Reinstate": "initiator",
    "Task_FinanceReview": "initiator",
    "Task_Approve": "initiator",
    "Task_ConfirmVoucher": "Task_Approve",
}


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(ROOT / "disposal" / "disposal.bpmn")


def user_tasks(drawing: Drawing) -> set[str]:
    return {node_id for node_id in drawing.nodes if drawing.tag(node_id) == "userTask"}


def test_the_time_limit_of_every_human_task_is_that_of_the_domain(drawing: Drawing) -> None:
    timers = [e for e in drawing.nodes.values() if e.get("attachedToRef")]
    assert {e.get("attachedToRef"): e.findtext(f".//{BPMN}timeDuration") for e in timers} == LIMITS
    assert set(LIMITS) == user_tasks(drawing)


def test_every_time_limit_counts_working_time_and_leaves_the_task_open(drawing: Drawing) -> None:
    for timer in (e for e in drawing.nodes.values() if e.get("attachedToRef")):
        assert timer.get("cancelActivity") == "false"
        assert drawing.properties(timer.get("id"))["time"] == "working"


def test_every_time_limit_leads_to_an_escalation_and_an_end(drawing: Drawing) -> None:
    after = {flow.get("sourceRef"): flow.get("targetRef") for flow in drawing.flows.values()}
    for timer in (e for e in drawing.nodes.values() if e.get("attachedToRef")):
        escalation = drawing.nodes[after[timer.get("id")]]
        assert escalation.find(f".//{ZEEBE}taskDefinition").get("type") == "task.escalate"
        assert drawing.tag(after[escalation.get("id")]) == "endEvent"


def test_who_must_not_be_the_same_person(drawing: Drawing) -> None:
    apart = {task: drawing.properties(task).get("notSamePersonAs") for task in user_tasks(drawing)}
    assert {task: rule for task, rule in apart.items() if rule} == APART


def test_the_process_names_what_cleans_up_after_a_cancellation(drawing: Drawing) -> None:
    assert drawing.properties("Process_AssetDisposal")["cancelHook"] == "disposal.cancel"


def test_every_node_says_owner_input_and_output(drawing: Drawing) -> None:
    for node_id, node in drawing.nodes.items():
        lines = (node.findtext(f"{BPMN}documentation") or "").splitlines()
        assert [line.partition("：")[0] for line in lines] == ["负责人", "输入", "输出"], node_id
