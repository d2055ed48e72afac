from __future__ import annotations

import pytest

from tests.bpmn import Diagram, bpmn
from tests.engine.definitions.bundles import errors, warnings


def test_an_element_that_nothing_leads_to_is_refused() -> None:
    lonely = bpmn().start().task("a").end().raw('<bpmn:task id="b"/>')
    assert errors(lonely) == [("reachability", "b")]


def test_a_loop_that_nothing_leaves_is_a_dead_end() -> None:
    round_and_round = bpmn().start().xor("gate").task("a").to("gate")
    assert errors(round_and_round) == [("dead_end", "start"), ("dead_end", "gate"), ("dead_end", "a")]


def test_a_task_without_an_outgoing_flow_is_an_end() -> None:
    assert errors(bpmn().start().task("a")) == []


def test_a_loop_that_a_boundary_event_leaves_is_no_dead_end() -> None:
    diagram = bpmn().start().xor("gate").user_task("a", groups="clerk").to("gate")
    assert errors(diagram.boundary_timer("late", "PT1H", on="a").end()) == []


def test_a_choice_without_a_default_flow_is_refused() -> None:
    diagram = bpmn().start().xor("gate").when("=x = 1").end("one").at("gate").when("=x = 2").end("two")
    assert errors(diagram) == [("default_flow", "gate")]


def test_a_choice_between_a_thing_and_its_opposite_needs_no_default_flow() -> None:
    assert errors(bpmn().start().xor("gate").when("=ok").end("one").at("gate").when("=not(ok)").end("two")) == []


def test_a_flow_of_a_choice_without_a_condition_is_refused() -> None:
    diagram = bpmn().start().xor("gate").end("one").at("gate").otherwise().end("two")
    assert errors(diagram) == [("default_flow", "p_flow_2")]


def test_a_condition_on_a_flow_that_leaves_a_task_is_refused() -> None:
    diagram = bpmn().start().task("a").when("=ok").end("one").at("a").end("two")
    assert errors(diagram) == [("unsupported", "p_flow_2")]


def test_a_condition_after_a_fork_is_refused() -> None:
    diagram = bpmn().start().parallel("fork").when("=ok").end("one").at("fork").end("two")
    assert errors(diagram) == [("schema", "p_flow_2")]


AGAIN = '<bpmn:startEvent id="again"/><bpmn:sequenceFlow id="f" sourceRef="again" targetRef="a"/>'
TO_NOWHERE = '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="gone"/>'
WITHOUT_TARGET = '<bpmn:sequenceFlow id="f" sourceRef="a"/>'


@pytest.mark.parametrize(
    ("diagram", "element"),
    [
        (bpmn().start().task("a").to("start"), "start"),
        (bpmn().start().task("a").end("stop").at("stop").to("a"), "stop"),
        (bpmn().start().task("a").end().raw(AGAIN), "p"),
        (bpmn().start().task("a").end().raw(TO_NOWHERE), "f"),
        (bpmn().start().task("a").end().raw(WITHOUT_TARGET), "f"),
        (bpmn().start().xor("alone").end(), "alone"),
        (bpmn().start().event_gateway("wait").task("a").end("one").at("wait").timer("t", "PT1H").end("two"), "a"),
        (bpmn().start().sub_process("inner", bpmn().task("a")).end(), "inner"),
    ],
    ids=["into start", "out of end", "starts", "nowhere", "no target", "gateway", "event gateway", "no inner start"],
)
def test_flows_that_break_the_rules_of_bpmn_are_refused(diagram: Diagram, element: str) -> None:
    assert ("schema", element) in errors(diagram)


def test_a_flow_across_the_border_of_a_sub_process_is_refused() -> None:
    diagram = bpmn().start().sub_process("inner", bpmn().start("s").task("a").end("e")).end()
    assert ("schema", "f") in errors(diagram.raw('<bpmn:sequenceFlow id="f" sourceRef="inner" targetRef="a"/>'))


def test_a_boundary_event_needs_an_activity_to_sit_on() -> None:
    event = '<bpmn:boundaryEvent id="late" attachedToRef="gone"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
    assert ("schema", "late") in errors(bpmn().start().end().raw(event))


def test_an_id_that_is_taken_twice_is_refused() -> None:
    assert ("schema", "a") in errors(bpmn().start().task("a").end().raw('<bpmn:task id="a"/>'))


def test_lists_of_flows_that_contradict_the_flows_are_refused() -> None:
    diagram = (
        bpmn()
        .start()
        .task("a")
        .end()
        .xml()
        .replace(b'<bpmn:task id="a"/>', b'<bpmn:task id="a"><bpmn:incoming>gone</bpmn:incoming></bpmn:task>')
    )
    assert ("schema", "a") in errors(diagram)


def extended(tag: str, extension: str) -> str:
    return f'<bpmn:{tag} id="x"><bpmn:extensionElements>{extension}</bpmn:extensionElements></bpmn:{tag}>'


def throwing(trigger: str) -> str:
    return f'<bpmn:intermediateThrowEvent id="x">{trigger}</bpmn:intermediateThrowEvent>'


@pytest.mark.parametrize(
    "element",
    [
        '<bpmn:complexGateway id="x"/>',
        '<bpmn:adHocSubProcess id="x"/>',
        '<bpmn:transaction id="x"/>',
        '<bpmn:dataStoreReference id="x"/>',
        '<bpmn:task id="x"><bpmn:standardLoopCharacteristics/></bpmn:task>',
        '<bpmn:task id="x"><bpmn:multiInstanceLoopCharacteristics/></bpmn:task>',
        throwing('<bpmn:linkEventDefinition name="l"/>'),
        throwing("<bpmn:compensateEventDefinition/>"),
        extended("userTask", '<zeebe:taskSchedule dueDate="=now()"/>'),
        extended("task", "<zeebe:executionListeners/>"),
        extended("task", '<zeebe:calledDecision decisionId="d"/>'),
    ],
)
def test_what_is_not_run_is_refused_by_name(element: str) -> None:
    assert ("unsupported", "x") in errors(bpmn().start().end().raw(element))


def test_a_file_that_only_draws_is_refused() -> None:
    assert ("unsupported", "") in errors(bpmn(executable=False).start().end())


@pytest.mark.parametrize("literal", ["tomorrow", "P1Y2X", "R/", "2026-03-05T10:00:00"])
def test_a_timer_that_says_no_time_is_refused(literal: str) -> None:
    kinds = {"R/": "cycle", "2026-03-05T10:00:00": "date"}
    diagram = bpmn().start().timer("wait", **{kinds.get(literal, "duration"): literal}).end()
    assert errors(diagram) == [("timer", "wait")]


def test_a_timer_of_unknown_time_is_refused() -> None:
    diagram = bpmn().start().user_task("a", groups="clerk").end()
    diagram.boundary_timer("late", "P2D", on="a", properties={"time": "lunar"}).end("late_end")
    assert errors(diagram) == [("timer", "late")]


def test_parallel_branches_that_set_one_variable_are_a_warning() -> None:
    diagram = bpmn().start().parallel("fork").script_task("a", "=1", "x").parallel("join").end()
    diagram.at("fork").script_task("b", "=2", "x").to("join")
    assert warnings(diagram, "parallel_write") == ["b"]


def test_a_branch_beside_a_task_that_sets_its_variable_is_a_warning() -> None:
    diagram = bpmn().start().user_task("ask", groups="clerk", outputs={"x": "=decision"})
    diagram.boundary_timer("late", "PT1H", on="ask", interrupting=False).script_task("b", "=2", "x").end("warned")
    assert warnings(diagram.at("ask").end(), "parallel_write") == ["b"]


def test_branches_of_a_choice_may_set_one_variable() -> None:
    diagram = bpmn().start().xor("gate").when("=ok").script_task("a", "=1", "x").xor("merge").end()
    diagram.at("gate").otherwise().script_task("b", "=2", "x").to("merge")
    assert warnings(diagram, "parallel_write") == []


def test_what_follows_a_join_may_set_what_a_branch_has_set() -> None:
    diagram = bpmn().start().parallel("fork").script_task("a", "=1", "x").parallel("join").script_task("c", "=3", "x")
    diagram.end().at("fork").task("b").to("join")
    assert warnings(diagram, "parallel_write") == []
