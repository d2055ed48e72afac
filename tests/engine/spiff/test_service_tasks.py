"""Service tasks: refusals, failures, and stopping before one."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.errors import NotAllowed, say
from tests.bpmn import Diagram, bpmn
from tests.engine.spiff.driving import Case, raising


def posting() -> Diagram:
    return (
        bpmn().start().user_task("ask").service_task("post", "erp.post", headers={"book": "A"}).user_task("next").end()
    )


def stop_at_post(element_id: str, task_type: str) -> bool:
    return (element_id, task_type) == ("post", "erp.post")


def test_a_service_task_is_told_where_it_stands() -> None:
    case = Case(posting())
    case.complete("ask")
    (call,) = case.host.calls
    assert (call.element_id, call.type, call.headers, call.process) == ("post", "erp.post", {"book": "A"}, case.specs)


def test_a_refusal_passes_unchanged() -> None:
    refusal = NotAllowed(say("No."))
    case = Case(posting(), services={"erp.post": raising(refusal)})
    with pytest.raises(NotAllowed) as refused:
        case.complete("ask")
    assert refused.value is refusal


def test_another_error_says_at_which_element_it_happened() -> None:
    case = Case(posting(), services={"erp.post": raising(RuntimeError("down"))})
    with pytest.raises(spiff.ServiceTaskFailed) as failure:
        case.complete("ask")
    assert failure.value.element_id == "post"
    assert str(failure.value.__cause__) == "down"


def test_after_a_failure_the_saved_state_can_be_run_again() -> None:
    case = Case(posting(), services={"erp.post": raising(RuntimeError("down"))})
    task_id = case.task("ask").task_id
    with pytest.raises(spiff.ServiceTaskFailed):
        case.complete("ask")
    case.host.services["erp.post"] = lambda: {"number": 1}
    again = spiff.load(case.specs, case.state, case.host)
    spiff.complete(again, task_id, {})
    assert spiff.variables(again) == {"number": 1}


def test_a_run_stops_before_a_service_task_and_goes_on_from_the_saved_state() -> None:
    case = Case(posting())
    spiff.complete(case.instance, case.task("ask").task_id, {"decision": "approve"}, stop=stop_at_post)
    case.save_and_load()
    (left,) = spiff.waiting(case.instance).service_tasks
    assert (left.element_id, left.type, case.variables, case.host.calls) == (
        "post",
        "erp.post",
        {"decision": "approve"},
        [],
    )
    spiff.run_on(case.instance)
    assert case.open == ["next"]


def test_a_task_left_ready_is_tried_again_with_corrected_variables() -> None:
    diagram = bpmn().start().service_task("post", "erp.post", inputs={"book": "=book"}).end()
    case = Case(diagram, services={"erp.post": lambda book: {"done": book}}, book="wrong")
    instance = spiff.start(case.specs, case.host, {"book": "wrong"}, stop=stop_at_post)
    spiff.set_variables(instance, {"book": "right"})
    spiff.run_on(instance)
    assert spiff.variables(instance)["done"] == "right"


def test_other_branches_run_while_one_service_task_is_left() -> None:
    diagram = bpmn().start().parallel("f").service_task("post", "erp.post").end("e1").at("f").user_task("u").end("e2")
    case = Case(diagram)
    instance = spiff.start(case.specs, case.host, {}, stop=stop_at_post)
    assert [task.element_id for task in spiff.waiting(instance).user_tasks] == ["u"]


def test_the_type_of_a_service_task_may_be_feel() -> None:
    case = Case(bpmn().start().service_task("s", '="erp." + verb').end(), verb="post")
    assert case.host.calls[0].type == "erp.post"


def test_an_expression_that_fails_names_its_element_and_is_no_refusal() -> None:
    case = Case(bpmn().start().user_task("ask").script_task("sc", "=nowhere(1)", "x").end())
    with pytest.raises(spiff.RunFailed) as failed:
        case.complete("ask")
    assert failed.value.element_id == "sc"
    assert "nowhere(1)" in str(failed.value.sentence)
