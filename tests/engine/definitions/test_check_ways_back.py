from __future__ import annotations

import pytest

from tests.bpmn import Diagram, bpmn
from tests.engine.definitions.bundles import errors


def one_service(undo: str) -> Diagram:
    return bpmn().start().service_task("pay", "case.cancel", properties={"undo": undo}).end()


@pytest.mark.parametrize("undo", ["case.cancel", "never", ""])
def test_what_undoes_a_service_task_is_another_or_nothing_can(undo: str) -> None:
    assert errors(one_service(undo)) == []


def test_an_unknown_undo_is_refused() -> None:
    assert errors(one_service("case.vanish")) == [("service", "pay")]


def test_what_calls_nothing_has_nothing_to_undo() -> None:
    diagram = bpmn().start().user_task("ask", groups="clerk", properties={"undo": "case.cancel"}).end()
    assert errors(diagram) == [("unsupported", "ask")]


@pytest.mark.parametrize(("message", "interrupting", "found"), [
    ("recall", True, []),
    ("recall", False, [("reference", "p")]),
    ("other", True, [("reference", "p")]),
])  # fmt: skip
def test_a_withdrawal_is_heard_by_an_interrupting_event(
    message: str, interrupting: bool, found: list[tuple[str, str]]
) -> None:
    diagram = bpmn("p").start().user_task("ask", groups="clerk").end()
    diagram.boundary("taken", on="ask", interrupting=interrupting, message="recall", key="=1").end("gone")
    assert errors(diagram.properties(withdrawMessage=message)) == found


def test_a_withdrawal_may_start_an_event_sub_process() -> None:
    beside = bpmn().start("s1", message="recall", key="=1").end("e1")
    diagram = bpmn("p").start().user_task("ask", groups="clerk").end().event_sub_process("taken", beside)
    assert errors(diagram.properties(withdrawMessage="recall")) == []


@pytest.mark.parametrize(("value", "found"), [
    ("not_to", []),
    ("never", []),
    ("", []),
    ("sometimes", [("unsupported", "ask")]),
])  # fmt: skip
def test_a_human_task_says_whether_a_case_is_sent_back_to_it_or_from_it(
    value: str, found: list[tuple[str, str]]
) -> None:
    diagram = bpmn().start().user_task("ask", groups="clerk", properties={"freeSendBack": value}).end()
    assert errors(diagram) == found


def test_only_of_a_human_task_it_is_said_whether_a_case_is_sent_back() -> None:
    diagram = bpmn().start().service_task("pay", "case.cancel", properties={"freeSendBack": "never"}).end()
    assert errors(diagram) == [("unsupported", "pay")]
