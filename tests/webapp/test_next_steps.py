"""What comes next, read off the drawing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from engine.definitions.definition import build_definition
from tests.bpmn import Diagram, bpmn
from webapp.cases.next_steps import NextStep, next_steps


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> object:
    with app.test_request_context():
        yield


def after(diagram: Diagram, element_id: str) -> list[NextStep]:
    definition = build_definition(uuid4(), "test", 1, {"process.bpmn": diagram.xml()}, {})
    return next_steps(definition, "p", element_id)


def test_what_the_system_does_is_passed_over_up_to_the_next_people() -> None:
    diagram = bpmn("p").start().user_task("ask").service_task("work", "x").user_task("check", name="Check").end()
    assert after(diagram, "ask") == [NextStep("Check", "", is_end=False)]


def test_the_end_of_the_case_is_named_as_such() -> None:
    diagram = bpmn("p").start().user_task("ask").service_task("work", "x").end("done", name="Done")
    assert after(diagram, "ask") == [NextStep("Done", "", is_end=True)]


def test_a_sub_process_is_entered_and_left() -> None:
    inner = bpmn("inner").start("begins").service_task("work", "x").user_task("inside", name="Inside").end("finished")
    diagram = bpmn("p").start().user_task("ask").sub_process("part", inner).user_task("check", name="Check").end()
    assert after(diagram, "ask") == [NextStep("Inside", "", is_end=False)]
    assert after(diagram, "inside") == [NextStep("Check", "", is_end=False)]
