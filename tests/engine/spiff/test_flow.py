"""Tokens on gateways, joins and ends."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.errors import AlreadyDone
from tests.bpmn import Diagram, bpmn
from tests.engine.spiff.driving import Case, RecordingHost, parse


def fork_and_join(gateway: str = "parallel") -> Diagram:
    diagram = bpmn().start()
    getattr(diagram, gateway)("fork").user_task("a")
    getattr(diagram, gateway)("join").user_task("after").end()
    return diagram.at("fork").user_task("b").to("join")


def test_a_process_runs_from_start_to_end() -> None:
    case = Case(bpmn().start().user_task("approve").end())
    assert case.open == ["approve"]
    case.complete("approve")
    assert case.instance.completed
    assert case.path == ["start", "approve", "end"]


def test_a_task_cannot_be_completed_twice() -> None:
    case = Case(bpmn().start().user_task("approve").user_task("pay").end())
    task_id = case.task("approve").task_id
    case.complete("approve")
    with pytest.raises(AlreadyDone):
        spiff.complete(case.instance, task_id, {})


def test_a_task_cannot_be_completed_twice_in_the_same_object() -> None:
    specs = parse(bpmn().start().user_task("approve").user_task("pay").end())
    instance = spiff.start(specs, RecordingHost(), {})
    task_id = spiff.waiting(instance).user_tasks[0].task_id
    spiff.complete(instance, task_id, {})
    with pytest.raises(AlreadyDone):
        spiff.complete(instance, task_id, {})


def test_the_id_of_an_open_task_survives_saving_and_loading() -> None:
    case = Case(fork_and_join())
    before = case.task("b").task_id
    case.complete("a")
    assert case.task("b").task_id == before


def test_a_parallel_join_waits_for_every_branch() -> None:
    case = Case(fork_and_join())
    case.complete("a")
    assert case.open == ["b"]
    case.complete("b")
    assert case.open == ["after"]


def test_flows_drawn_twice_between_fork_and_join_both_count() -> None:
    case = Case(bpmn().start().parallel("fork").parallel("join").user_task("after").end().at("fork").to("join"))
    assert case.open == ["after"]
    case.complete("after")
    assert case.instance.completed


def test_surplus_tokens_wait_on_their_flow() -> None:
    diagram = bpmn().start().parallel("twice").xor("merge").parallel("join").user_task("after").end()
    diagram.at("twice").to("merge").at("twice").user_task("slow").xor("slow_merge").to("join")
    diagram.at("twice").user_task("slower").to("slow_merge")
    case = Case(diagram)
    case.complete("slow")
    assert case.open == ["slower", "after"]
    case.complete("slower")
    assert case.open == ["after", "after"]


def test_an_exclusive_gateway_takes_the_first_flow_that_holds_or_the_default() -> None:
    diagram = bpmn().start().xor("g").when("=n > 10").user_task("big").end()
    diagram.at("g").when("=n > 5").user_task("middle").end().at("g").otherwise().user_task("small").end()
    assert [Case(diagram, n=n).open for n in (11, 6, 1)] == [["big"], ["middle"], ["small"]]


def test_a_condition_that_is_null_does_not_hold() -> None:
    diagram = bpmn().start().xor("g").when("=missing > 1").user_task("a").end().at("g").otherwise().user_task("b").end()
    assert Case(diagram).open == ["b"]


def test_no_condition_and_no_default_is_a_failed_run_that_names_the_gateway() -> None:
    diagram = bpmn().start().xor("g").when("=false").user_task("a").end().at("g").when("=false").user_task("b").end()
    with pytest.raises(spiff.RunFailed) as failure:
        Case(diagram)
    assert (failure.value.kind, failure.value.element_id) == (spiff.FailureKind.NO_FLOW, "g")


def test_the_chosen_flow_is_reported() -> None:
    case = Case(bpmn().start().xor("g").when("=true").user_task("a").end().at("g").otherwise().user_task("b").end())
    gateway = next(c for c in case.host.completed if c.element_id == "g")
    assert gateway.flows == ("p_flow_2",)


def inclusive(*conditions: str) -> Diagram:
    diagram = bpmn().start().inclusive("fork").otherwise().user_task("none").inclusive("join").user_task("after").end()
    for number, condition in enumerate(conditions):
        diagram.at("fork").when(condition).user_task(f"t{number}").to("join")
    return diagram


@pytest.mark.parametrize(("conditions", "opened"), [
    (("=true", "=true"), ["t0", "t1"]), (("=false", "=true"), ["t1"]), (("=false", "=false"), ["none"]),
])  # fmt: skip
def test_an_inclusive_join_waits_for_the_branches_that_were_taken(conditions: list[str], opened: list[str]) -> None:
    case = Case(inclusive(*conditions))
    assert case.open == opened
    for element_id in opened:
        case.complete(element_id)
    assert case.open == ["after"]


def test_an_inclusive_join_does_not_fire_before_a_sibling_that_was_just_started() -> None:
    diagram = bpmn().start().inclusive("fork").when("=true").inclusive("join").user_task("after").end()
    diagram.at("fork").when("=true").user_task("slow").to("join")
    case = Case(diagram)
    assert case.open == ["slow"]
    case.complete("slow")
    assert case.open == ["after"]


def test_two_inclusive_joins_in_a_loop_do_not_wait_for_each_other() -> None:
    diagram = bpmn().start().xor("again").inclusive("f1").when("=true").user_task("a")
    diagram.inclusive("j1").inclusive("f2").when("=true").user_task("b").inclusive("j2")
    diagram.xor("more").when("=n < 2").to("again").at("more").otherwise().end()
    diagram.at("f1").when("=true").user_task("c").to("j1").at("f2").when("=true").user_task("d").to("j2")
    case = Case(diagram, n=1)
    for element_id in "acbd" * 2:
        case.complete(element_id)
        if element_id == "b" and case.path.count("b") == 2:
            spiff.set_variables(case.instance, {"n": 2})
            case.save_and_load()
    assert case.instance.completed


def test_a_task_with_two_outgoing_flows_forks() -> None:
    case = Case(bpmn().start().user_task("a").user_task("b").end().at("a").user_task("c").end())
    case.complete("a")
    assert case.open == ["b", "c"]


def test_a_process_ends_when_the_last_token_is_gone() -> None:
    case = Case(bpmn().start().user_task("a").user_task("b").end().at("a").user_task("c").end())
    for element_id in "abc":
        assert not case.instance.completed
        case.complete(element_id)
    assert case.instance.completed


def test_a_terminate_end_ends_everything() -> None:
    diagram = bpmn().start().parallel("fork").user_task("a").end(terminate="true")
    diagram.at("fork").user_task("b").boundary_timer("t", "PT1H", on="b").end("late").at("b").end("e")
    case = Case(diagram)
    case.complete("a")
    assert case.instance.completed
    assert case.open == case.timers == []


def test_an_element_without_outgoing_flow_is_an_end() -> None:
    case = Case(bpmn().start().user_task("a"))
    case.complete("a")
    assert case.instance.completed


def test_ids_that_spiffworkflow_keeps_for_itself_may_be_used() -> None:
    case = Case(bpmn().start("Start").user_task("Root").end("End"))
    case.complete("Root")
    assert case.path == ["Start", "Root", "End"]


def test_a_deadlock_is_reported_as_stuck() -> None:
    diagram = bpmn().start().xor("g").when("=true").task("a").parallel("join").end().at("g").otherwise().task("b")
    case = Case(diagram.to("join"))
    assert spiff.waiting(case.instance).is_stuck


def test_a_loop_without_a_wait_is_cut_off() -> None:
    diagram = bpmn().start().xor("again").task("work").xor("g").when("=true").to("again").at("g").otherwise().end()
    with pytest.raises(spiff.RunFailed) as failure:
        Case(diagram)
    assert failure.value.kind == spiff.FailureKind.TOO_MANY_STEPS


def test_moving_shapes_does_not_change_which_condition_is_asked_first() -> None:
    diagram = bpmn().start().xor("g").when("=true").user_task("first").end().at("g").when("=true").user_task("second")
    shapes = "".join(
        f'<bpmndi:BPMNShape id="s_{name}" bpmnElement="{name}"><dc:Bounds x="0" y="{y}" width="1" height="1"/>'
        "</bpmndi:BPMNShape>"
        for name, y in (("first", 500), ("second", 10))
    )
    namespaces = (
        'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    )
    plane = f'<bpmndi:BPMNPlane id="plane">{shapes}</bpmndi:BPMNPlane>'
    plane = f'<bpmndi:BPMNDiagram {namespaces} id="picture">{plane}</bpmndi:BPMNDiagram>'
    xml = diagram.xml().decode().replace("</bpmn:definitions>", plane + "</bpmn:definitions>").encode()
    specs = spiff.parse_bundle({"a.bpmn": xml}).processes["p"]
    assert Case(specs).open == ["first"]
