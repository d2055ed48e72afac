"""Timers, messages, signals, errors and escalations, boundary events and event sub-processes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import spiff
from engine.errors import AlreadyDone
from tests.bpmn import Diagram, bpmn
from tests.engine.spiff.driving import Case, no_stock


def with_ladder(*, interrupting: bool) -> Diagram:
    diagram = bpmn().start().user_task("ask").boundary_timer("late", "PT4H", on="ask", interrupting=interrupting)
    return diagram.user_task("boss").end("warned").at("ask").end()


def test_a_waiting_boundary_timer_names_its_literal_and_its_task() -> None:
    case = Case(with_ladder(interrupting=False))
    timer = case.timer("late")
    assert (timer.kind, timer.literal, timer.is_interrupting) == (spiff.TimerKind.DURATION, "PT4H", False)
    assert timer.attached_to == case.task("ask").task_id


def test_a_timer_in_feel_is_evaluated_when_it_is_armed() -> None:
    diagram = bpmn().start().timer("wait", '=duration("PT" + string(hours) + "H")').end()
    case = Case(diagram, hours=3)
    spiff.set_variables(case.instance, {"hours": 9})
    case.save_and_load()
    assert case.timer("wait").literal == timedelta(hours=3)


@pytest.mark.parametrize("literal", ["=nowhere(1)", "=missing"])
def test_a_timer_that_cannot_be_evaluated_is_a_problem_not_a_refusal(literal: str) -> None:
    case = Case(bpmn().start().user_task("ask").boundary_timer("late", literal, on="ask").end("e").at("ask").end())
    assert case.open == ["ask"]
    assert case.timer("late").problem is not None


def test_a_timer_with_a_problem_is_armed_once_its_variables_are_corrected() -> None:
    case = Case(bpmn().start().timer("wait", "=hours").end())
    assert case.timer("wait").problem is not None
    spiff.set_variables(case.instance, {"hours": "PT2H"})
    assert (case.timer("wait").literal, case.timer("wait").problem) == ("PT2H", None)


def test_an_interrupting_timer_takes_the_task_away() -> None:
    case = Case(with_ladder(interrupting=True))
    task_id = case.task("ask").task_id
    case.fire("late")
    assert case.open == ["boss"]
    with pytest.raises(AlreadyDone):
        spiff.complete(case.instance, task_id, {})


def test_a_timer_that_does_not_interrupt_opens_a_path_beside() -> None:
    case = Case(with_ladder(interrupting=False))
    case.fire("late")
    assert (case.open, case.timers) == (["ask", "boss"], [])


def test_a_cycle_opens_a_path_each_time_and_they_outlive_the_task() -> None:
    case = Case(with_ladder(interrupting=False))
    case.fire("late", again=True)
    case.fire("late", again=True)
    case.fire("late")
    assert case.timers == []
    case.complete("ask")
    assert case.open == ["boss"] * 3
    for _ in range(3):
        assert not case.instance.completed
        case.complete("boss")
    assert case.instance.completed


def test_completing_the_task_disarms_its_timers() -> None:
    case = Case(with_ladder(interrupting=False))
    timer = case.timer("late")
    case.complete("ask")
    assert case.instance.completed
    with pytest.raises(AlreadyDone):
        spiff.fire_timer(case.instance, timer.task_id)


def test_a_timer_does_not_fire_twice() -> None:
    case = Case(with_ladder(interrupting=False))
    timer = case.timer("late")
    case.fire("late")
    with pytest.raises(AlreadyDone):
        spiff.fire_timer(case.instance, timer.task_id)


def test_a_message_cannot_be_delivered_to_a_timer() -> None:
    case = Case(with_ladder(interrupting=False))
    with pytest.raises(AlreadyDone):
        spiff.deliver_message(case.instance, case.timer("late").task_id, {})


def test_an_interrupting_event_empties_the_sub_process_under_it() -> None:
    inner = bpmn().start("s1").parallel("f").user_task("a").boundary_timer("ta", "PT1H", on="a").end("e1")
    inner.at("a").end("e2").at("f").user_task("b").end("e3")
    diagram = bpmn().start().sub_process("sp", inner).boundary_timer("all", "PT9H", on="sp").user_task("boss").end()
    case = Case(diagram.at("sp").end("done"))
    assert case.timers == ["all", "ta"]
    case.fire("all")
    assert (case.open, case.timers) == (["boss"], [])
    assert '"subs"' not in case.state


def race() -> Diagram:
    diagram = bpmn().start().event_gateway("race")
    diagram.timer("two", "PT2H").user_task("after_two").end()
    diagram.at("race").timer("one", "PT1H").user_task("after_one").end()
    return diagram.at("race").message("paid", "paid", "=order").user_task("after_paid").end()


@pytest.mark.parametrize("winner", ["two", "one"])
def test_behind_an_event_gateway_exactly_one_timer_wins(winner: str) -> None:
    case = Case(race(), order="A7")
    assert case.timers == ["two", "one"]
    case.fire(winner)
    assert (case.open, case.timers) == ([f"after_{winner}"], [])
    assert spiff.waiting(case.instance).messages == ()


def test_behind_an_event_gateway_a_message_wins_with_its_payload() -> None:
    case = Case(race(), order="A7")
    (message,) = spiff.waiting(case.instance).messages
    assert (message.name, message.correlation_key, message.event) == ("paid", "A7", "paid")
    case.deliver("paid", amount=5)
    assert (case.open, case.variables["amount"]) == (["after_paid"], 5)


def test_only_the_mapped_outputs_of_a_message_become_variables() -> None:
    case = Case(bpmn().start().message("wait", "paid", "=order", outputs={"sum": "=amount"}).end(), order="A7")
    case.deliver("paid", amount=5, note="x")
    assert case.variables == {"order": "A7", "sum": 5}


def test_a_receive_task_waits_for_its_message() -> None:
    case = Case(bpmn().start().receive_task("wait", "paid", "=order").end(), order="A7")
    assert spiff.waiting(case.instance).messages[0].correlation_key == "A7"
    case.deliver("paid")
    assert case.instance.completed


def test_a_boundary_message_that_does_not_interrupt_waits_on() -> None:
    diagram = bpmn().start().user_task("ask")
    diagram.boundary("note", on="ask", interrupting=False, message="note", key="=id").user_task("read").end("e")
    case = Case(diagram.at("ask").end(), id=1)
    case.deliver("note")
    case.deliver("note")
    assert case.open == ["ask", "read", "read"]


def test_signals_are_caught_and_thrown() -> None:
    case = Case(bpmn().start().signal("wait", "go").throw("tell", signal="gone", inputs={"n": "=1 + 1"}).end())
    case.signal("go")
    assert case.host.thrown == [("signal", "gone", {"n": 2})]


def test_a_thrown_message_carries_its_key() -> None:
    case = Case(bpmn().start().throw("tell", message="done", key="=order", inputs={"n": "=1"}).end(), order="A7")
    assert case.host.thrown == [("message", "done", "A7", {"n": 1})]


def test_a_message_throw_with_a_task_type_is_a_service_task() -> None:
    case = Case(bpmn().start().throw("tell", type="mail.send").end(type="mail.bye"))
    assert [call.type for call in case.host.calls] == ["mail.send", "mail.bye"]


def test_an_error_is_caught_on_the_edge_of_its_own_task_only() -> None:
    diagram = bpmn().start().parallel("f").service_task("s1", "stock").boundary("b1", on="s1", error="E1")
    diagram.user_task("h1").end("e1").at("s1").end("e2")
    diagram.at("f").user_task("u2").boundary("b2", on="u2", error="E1").user_task("h2").end("e3").at("u2").end("e4")
    case = Case(diagram, services={"stock": no_stock})
    assert case.open == ["u2", "h1"]
    assert case.variables["why"] == "no stock"


def test_an_error_end_goes_to_the_sub_process_around_it() -> None:
    diagram = bpmn().start().sub_process("sp", bpmn().start("s1").user_task("a").end("bad", error="E1"))
    diagram.boundary("caught", on="sp", error="E1").user_task("mend").end().at("sp").user_task("normal").end()
    case = Case(diagram)
    case.complete("a")
    assert case.open == ["mend"]


def test_the_catcher_with_the_code_is_nearer_than_the_one_for_all() -> None:
    diagram = bpmn().start().service_task("s", "stock").boundary("any", on="s", error="").user_task("a").end("e1")
    diagram.boundary("exact", on="s", error="E1").user_task("b").end("e2").at("s").end("e3")
    assert Case(diagram, services={"stock": no_stock}).open == ["b"]


def test_an_error_crosses_a_call_activity() -> None:
    diagram = bpmn().start().call("call", "q").boundary("caught", on="call", error="E1").user_task("mend").end()
    diagram.at("call").end("fine").also(bpmn("q").start("s1").end("bad", error="E1"))
    assert Case(diagram).open == ["mend"]


def test_an_error_that_nobody_catches_fails_the_run() -> None:
    with pytest.raises(spiff.RunFailed) as failure:
        Case(bpmn().start().service_task("s", "stock").end(), services={"stock": no_stock})
    assert (failure.value.kind, failure.value.element_id) == (spiff.FailureKind.UNCAUGHT_ERROR, "s")


def test_an_escalation_opens_a_path_and_the_sub_process_goes_on() -> None:
    inner = bpmn().start("s1").throw("up", escalation="X").user_task("a").end("e1")
    diagram = bpmn().start().sub_process("sp", inner)
    diagram.boundary("caught", on="sp", interrupting=False, escalation="X").user_task("told").end("e2").at("sp").end()
    case = Case(diagram)
    assert sorted(case.open) == ["a", "told"]


def test_an_escalation_that_nobody_catches_is_no_failure() -> None:
    assert Case(bpmn().start().throw("up", escalation="X").end()).instance.completed


def with_event_sub_process(*, interrupting: bool) -> Diagram:
    handler = bpmn().start("withdraw", message="withdraw", key="=id").user_task("tidy").end("tidied")
    diagram = bpmn().start().parallel("f").user_task("a").end("e1").at("f").user_task("b")
    diagram.boundary_timer("tb", "PT9H", on="b").end("e3").at("b").end("e2")
    return diagram.event_sub_process("es", handler, interrupting=interrupting)


def test_an_interrupting_event_sub_process_ends_its_scope() -> None:
    case = Case(with_event_sub_process(interrupting=True), id=7)
    case.deliver("withdraw")
    assert (case.open, case.timers, spiff.waiting(case.instance).messages) == (["tidy"], [], ())
    case.complete("tidy")
    assert case.instance.completed


def test_an_event_sub_process_that_does_not_interrupt_may_happen_again() -> None:
    case = Case(with_event_sub_process(interrupting=False), id=7)
    case.deliver("withdraw")
    case.deliver("withdraw")
    assert case.open == ["a", "b", "tidy", "tidy"]
    for element_id in ("a", "b", "tidy", "tidy"):
        assert not case.instance.completed
        case.complete(element_id)
    assert case.instance.completed


def test_an_armed_event_sub_process_does_not_keep_the_process_open() -> None:
    case = Case(with_event_sub_process(interrupting=True), id=7)
    case.complete("a")
    case.complete("b")
    assert case.instance.completed
    assert spiff.waiting(case.instance).messages == ()


def test_an_event_sub_process_catches_the_errors_of_its_scope() -> None:
    handler = bpmn().start("failed", error="E1").user_task("mend").end("mended")
    diagram = bpmn().start().service_task("s", "stock").end().event_sub_process("es", handler)
    assert Case(diagram, services={"stock": no_stock}).open == ["mend"]


def test_a_process_with_several_start_events_begins_where_it_is_told() -> None:
    diagram = bpmn().start("by_hand").user_task("a").end("e1").start("by_mail", message="mail").user_task("b").end("e2")
    assert Case(diagram).open == ["a"]
    assert Case(diagram, at="by_mail").open == ["b"]
