"""Moves: what may be sent back where, and what goes with it."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.errors import AlreadyDone, NotAllowed, NotFound
from tests.bpmn import Diagram, Loop, bpmn
from tests.engine.spiff.driving import Case


def approval() -> Diagram:
    inner = (
        bpmn().start("s1").user_task("in1").parallel("f1").user_task("in2").parallel("j1").user_task("in4").end("e1")
    )
    inner.at("f1").user_task("in3").to("j1")
    diagram = bpmn().start().user_task("draft").user_task("check").parallel("f").user_task("a").user_task("a2")
    diagram.parallel("j").sub_process("sp", inner).user_task("last").end()
    diagram.at("f").user_task("b").boundary_timer("tb", "PT4H", on="b", interrupting=False).user_task("esc").end(
        "esc_end"
    )
    diagram.at("b").to("j")
    return diagram.boundary("recall", on="sp", message="recall", key="=id").user_task("recalled").end("e9")


def at_branches() -> Case:
    case = Case(approval(), id=1)
    case.complete("draft")
    case.complete("check")
    return case


def inside() -> Case:
    case = at_branches()
    for element_id in ("a", "a2", "b", "in1"):
        case.complete(element_id)
    return case


def legal(case: Case, element_id: str) -> set[str]:
    targets = spiff.legal_targets(case.instance, case.task(element_id).task_id)
    return {target.element_id for target in targets if target.is_legal}


def test_back_before_the_fork_takes_both_branches_and_their_timers() -> None:
    case = at_branches()
    case.complete("a")
    case.move("a2", "draft")
    assert (case.open, case.timers) == (["draft"], [])


def test_inside_one_branch_the_other_keeps_its_task_and_timer() -> None:
    case = at_branches()
    other, timer = case.task("b").task_id, case.timer("tb")
    case.complete("a")
    case.move("a2", "a")
    assert sorted(case.open) == ["a", "b"]
    assert (case.task("b").task_id, case.timer("tb")) == (other, timer)


def test_into_a_branch_that_the_token_is_not_in_is_refused() -> None:
    case = at_branches()
    with pytest.raises(NotAllowed, match="parallel branch"):
        case.move("b", "a")
    assert "a" not in legal(case, "b")


def test_an_arrival_that_waits_at_the_join_goes_with_its_branch() -> None:
    case = at_branches()
    case.complete("b")
    case.move("a", "check")
    case.complete("check")
    case.complete("a")
    case.complete("a2")
    assert case.open == ["b"]


def test_an_escalation_path_goes_with_the_task_it_belongs_to() -> None:
    case = at_branches()
    case.fire("tb", again=True)
    case.move("b", "b")
    assert sorted(case.open) == ["a", "b"]
    assert case.timers == ["tb"]


def test_an_escalation_of_the_other_branch_stays() -> None:
    case = at_branches()
    case.fire("tb")
    case.move("a", "a")
    assert sorted(case.open) == ["a", "b", "esc"]


def test_a_move_tells_what_it_took_away() -> None:
    case = at_branches()
    before = {case.task("a").task_id, case.task("b").task_id, case.timer("tb").task_id}
    assert set(case.move("a", "draft").cancelled) == before


def test_inside_a_sub_process() -> None:
    case = inside()
    case.complete("in2")
    case.move("in3", "in1")
    assert case.open == ["in1"]
    assert len(spiff.waiting(case.instance).messages) == 1


def test_out_of_a_sub_process() -> None:
    case = inside()
    case.move("in2", "draft")
    assert (case.open, spiff.waiting(case.instance).messages) == (["draft"], ())
    assert '"subs"' not in case.state


def test_into_a_sub_process_its_boundary_events_are_armed() -> None:
    case = inside()
    for element_id in ("in2", "in3", "in4"):
        case.complete(element_id)
    case.move("last", "in4")
    assert case.open == ["in4"]
    case.deliver("recall")
    assert case.open == ["recalled"]


def test_into_a_parallel_branch_of_a_sub_process_is_refused() -> None:
    case = inside()
    for element_id in ("in2", "in3", "in4"):
        case.complete(element_id)
    assert legal(case, "last") == {"draft", "check", "last", "in1", "in4", "recalled"}


def test_a_moved_task_gets_its_boundary_timer() -> None:
    case = at_branches()
    case.move("b", "b")
    assert case.timer("tb").attached_to == case.task("b").task_id


def test_targets_that_are_not_legal_say_why() -> None:
    case = at_branches()
    target = next(t for t in spiff.legal_targets(case.instance, case.task("b").task_id) if t.element_id == "a2")
    assert str(target.reason) == "“a2” lies in a parallel branch that this task is not in."


def test_only_human_tasks_are_targets() -> None:
    case = at_branches()
    with pytest.raises(NotFound):
        case.move("a", "f")


def test_a_repeated_part_cannot_be_entered_from_outside() -> None:
    inner = bpmn().start("s1").user_task("x").end("e1")
    case = Case(bpmn().start().user_task("u").sub_process("sp", inner, loop=Loop("=[1]", "i")).end())
    assert legal(case, "u") == {"u"}


def test_out_of_a_called_process() -> None:
    called = bpmn("q").start("s1").user_task("inside").end("e1")
    case = Case(bpmn().start().user_task("draft").call("call", "q").end().also(called))
    case.complete("draft")
    assert legal(case, "inside") == {"inside", "draft"}
    case.move("inside", "draft")
    assert case.open == ["draft"]


def test_back_from_an_interrupting_event_sub_process_arms_it_again() -> None:
    handler = bpmn().start("withdraw", message="withdraw", key="=id").user_task("tidy").end("tidied")
    case = Case(bpmn().start().user_task("draft").end().event_sub_process("es", handler), id=1)
    case.deliver("withdraw")
    case.move("tidy", "draft")
    assert case.open == ["draft"]
    assert [m.name for m in spiff.waiting(case.instance).messages] == ["withdraw"]


def test_a_path_that_can_be_open_twice_is_not_entered_in_its_parallel_part() -> None:
    diagram = bpmn().start().user_task("ask").boundary_timer("late", "R/PT1H", on="ask", interrupting=False)
    diagram.parallel("f").user_task("x").parallel("j").end("e1").at("f").user_task("y").to("j").at("ask").end()
    case = Case(diagram)
    case.fire("late", again=True)
    case.fire("late", again=True)
    assert legal(case, "x") == {"ask"}


def test_start_events_are_alternatives_not_branches() -> None:
    diagram = bpmn().start("a").user_task("one").end("e1").start("b", message="mail").user_task("two").end("e2")
    assert legal(Case(diagram), "one") == {"one", "two"}


def test_a_task_that_is_gone_cannot_be_moved() -> None:
    case = at_branches()
    task_id = case.task("a").task_id
    case.complete("a")
    with pytest.raises(AlreadyDone):
        spiff.move(case.instance, task_id, "draft")
