"""What is refused when a bundle is parsed, and how it is said."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.errors import Invalid
from tests.bpmn import Diagram, Loop, bpmn
from tests.engine.spiff.driving import Case, parse


def problems(diagram: Diagram) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        parse(diagram)
    return [(problem.where, str(problem.sentence)) for problem in refused.value.problems]


def where(diagram: Diagram) -> list[str]:
    return [element_id for element_id, _ in problems(diagram)]


def plain() -> Diagram:
    return bpmn().start().user_task("u").end()


@pytest.mark.parametrize("element", [
    '<bpmn:complexGateway id="x"/>', '<bpmn:transaction id="x"/>', '<bpmn:adHocSubProcess id="x"/>',
    '<bpmn:dataStoreReference id="x"/>', '<bpmn:callChoreography id="x"/>',
    '<bpmn:intermediateThrowEvent id="x"><bpmn:linkEventDefinition/></bpmn:intermediateThrowEvent>',
    '<bpmn:intermediateThrowEvent id="x"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>',
    '<bpmn:intermediateCatchEvent id="x"><bpmn:conditionalEventDefinition/></bpmn:intermediateCatchEvent>',
    '<bpmn:endEvent id="x"><bpmn:cancelEventDefinition/></bpmn:endEvent>',
    '<bpmn:userTask id="x"><bpmn:standardLoopCharacteristics/></bpmn:userTask>',
    '<bpmn:intermediateCatchEvent id="x"/>',
    '<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition/></bpmn:intermediateCatchEvent>',
    '<bpmn:receiveTask id="x" messageRef="gone"/>',
    '<bpmn:intermediateCatchEvent id="x"><bpmn:signalEventDefinition signalRef="gone"/></bpmn:intermediateCatchEvent>',
    '<bpmn:endEvent id="x"><bpmn:errorEventDefinition errorRef="gone"/></bpmn:endEvent>',
    '<bpmn:boundaryEvent id="x" attachedToRef="gone"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H'
    "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>",
    '<bpmn:serviceTask id="x"/>', '<bpmn:scriptTask id="x"/>', '<bpmn:businessRuleTask id="x"/>',
    '<bpmn:callActivity id="x" calledElement="q"/>', '<bpmn:receiveTask id="x"/>',
    '<bpmn:subProcess id="x"/>',
    '<bpmn:sequenceFlow id="x" sourceRef="u" targetRef="gone"/>',
    '<bpmn:userTask id="x"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>',
    '<bpmn:eventBasedGateway id="x"/>',
    '<bpmn:endEvent id="x"><bpmn:eventDefinitionRef>somewhere</bpmn:eventDefinitionRef></bpmn:endEvent>',
    '<bpmn:task id="x" startQuantity="2"/>', '<bpmn:eventBasedGateway id="x" instantiate="true"/>',
])  # fmt: skip
def test_what_is_not_run_is_refused_by_its_id(element: str) -> None:
    assert set(where(plain().raw(element))) == {"x"}


def test_every_problem_is_listed_not_the_first() -> None:
    diagram = plain().raw('<bpmn:complexGateway id="one"/><bpmn:serviceTask id="two"/>')
    assert where(diagram) == ["one", "two"]


def test_an_id_used_twice_is_refused() -> None:
    assert ("u", "The id “u” is used more than once.") in problems(plain().raw('<bpmn:userTask id="u"/>'))


def test_a_flow_without_condition_must_be_the_default() -> None:
    diagram = bpmn().start().xor("g").when("=true").user_task("a").end().at("g").user_task("b").end()
    assert where(diagram) == ["p_flow_4"]


def test_a_condition_is_feel() -> None:
    diagram = bpmn().start().xor("g").when("ok").user_task("a").end().at("g").otherwise().user_task("b").end()
    assert where(diagram) == ["p_flow_2"]


def test_a_condition_on_a_flow_that_leaves_a_task_is_refused() -> None:
    assert where(bpmn().start().user_task("u").when("=true").end()) == ["p_flow_2"]


def test_a_called_process_in_feel_is_refused() -> None:
    assert where(bpmn().start().call("c", "=name").end()) == ["c"]


def test_a_message_needs_a_correlation_key() -> None:
    assert where(bpmn().start().message("m", "paid", "order").end()) == ["m"]


def test_a_loop_over_text_is_refused() -> None:
    assert where(bpmn().start().user_task("u", loop=Loop("items")).end()) == ["u"]


def test_a_process_without_start_event_is_refused() -> None:
    assert where(bpmn("lonely").user_task("u")) == ["lonely"]


def test_a_bundle_without_executable_process_is_refused() -> None:
    assert where(bpmn(executable=False).start().end()) == [""]


def test_a_process_that_is_only_a_picture_is_left_alone() -> None:
    bundle = spiff.parse_bundle({"a.bpmn": plain().also(bpmn("picture", executable=False).task("t")).xml()})
    assert list(bundle.processes) == ["p"]


def test_two_processes_of_one_name_are_refused() -> None:
    with pytest.raises(Invalid, match="Two processes"):
        spiff.parse_bundle({"a.bpmn": plain().xml(), "b.bpmn": plain().xml()})


@pytest.mark.parametrize("data", [
    b"", b"not xml", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b'<definitions xmlns="http://example.org/wrong"><process id="p"/></definitions>',
])  # fmt: skip
def test_what_is_not_a_diagram_is_refused_by_its_file(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        spiff.parse_bundle({"a.bpmn": data})
    assert [problem.where for problem in refused.value.problems] == ["a.bpmn"]


def test_files_may_use_the_same_element_ids() -> None:
    inner = bpmn("x").start("s1").user_task("u").end("e1")
    first = bpmn("p").start().sub_process("sp", inner).call("c", "q").end()
    inner = bpmn("x").start("s1").user_task("u2").end("e1")
    second = bpmn("q").start().sub_process("sp", inner).end()
    bundle = spiff.parse_bundle({"a.bpmn": first.xml(), "b.bpmn": second.xml(), "readme.md": b"#"})
    case = Case(bundle.processes["p"])
    case.complete("u")
    assert case.task("u2").scope == ("c", "sp")
    case.complete("u2")
    assert case.instance.completed


def test_a_thousand_elements_in_a_row_can_be_read() -> None:
    diagram = bpmn().start()
    for number in range(1000):
        diagram.task(f"t{number}")
    diagram.user_task("u").end()
    assert Case(diagram).open == ["u"]


def test_a_process_of_thousands_of_elements_is_refused() -> None:
    diagram = bpmn("huge").start()
    for number in range(2001):
        diagram.task(f"t{number}")
    assert where(diagram.end()) == ["huge"]


def test_an_element_that_no_path_leads_to_is_described_as_unreachable() -> None:
    assert parse(plain().raw('<bpmn:userTask id="lost"/>')).unreachable == ("lost",)
