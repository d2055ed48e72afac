"""What is passed again once an element is taken up again."""

from __future__ import annotations

import pytest

from engine import spiff
from tests.bpmn import Diagram, bpmn
from tests.engine.spiff.driving import parse


def process() -> spiff.ProcessSpecs:
    inner = bpmn().start("s1").user_task("in1").user_task("in2").end("e1")
    diagram: Diagram = bpmn("p").start().user_task("draft").parallel("f").user_task("a").user_task("a2")
    diagram.parallel("j").sub_process("sp", inner).call("call", "q").end()
    diagram.at("f").user_task("b").boundary_timer("late", "PT4H", on="b", interrupting=False).user_task("told").end(
        "e2"
    )
    diagram.at("b").to("j")
    return parse(diagram.also(bpmn("q").start("qs").user_task("deep").end("qe")))


@pytest.mark.parametrize(
    ("target", "other", "is_passed_again"),
    [
        ("draft", "a", True),
        ("draft", "b", True),
        ("draft", "told", True),
        ("a", "a2", True),
        ("a2", "a", True),
        ("a", "b", False),
        ("a", "told", False),
        ("b", "told", True),
        ("told", "b", False),
        ("a", "draft", False),
        ("a", "in1", False),
        ("in1", "in2", True),
        ("in1", "draft", True),
        ("draft", "in2", True),
        ("draft", "deep", True),
        ("in1", "deep", True),
        ("deep", "in1", True),
        ("a", "a", True),
    ],
)
def test_what_lies_within_the_regions_of_an_element_is_passed_again(
    target: str, other: str, is_passed_again: bool
) -> None:
    specs = process()
    paths = [spiff.path_to(specs, "q" if name == "deep" else "p", name) for name in (target, other)]
    assert paths[0] is not None
    assert paths[1] is not None
    assert spiff.takes_back(specs, paths[0], paths[1]) is is_passed_again


def test_the_path_to_an_element_leads_through_sub_processes_and_calls() -> None:
    specs = process()
    assert spiff.path_to(specs, "p", "in1") == ("sp", "in1")
    assert spiff.path_to(specs, "q", "deep") == ("call", "deep")
    assert spiff.path_to(specs, "p", "nothing") is None
    assert spiff.process_at(specs, ("call", "deep")).process_id == "q"
    assert spiff.process_at(specs, ("sp", "in1")).process_id == "p"
