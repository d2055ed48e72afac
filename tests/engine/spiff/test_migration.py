"""Putting a state onto another version of its process."""

from __future__ import annotations

from engine import spiff
from tests.bpmn import Diagram, bpmn
from tests.engine.spiff.driving import Case, parse


def version_1() -> Diagram:
    diagram = (
        bpmn().start().parallel("f").user_task("legal").boundary_timer("late", "PT4H", on="legal", interrupting=False)
    )
    diagram.user_task("boss").end("e1").at("legal").parallel("j").user_task("pay").end()
    return diagram.at("f").user_task("fin").to("j")


def version_2() -> Diagram:
    diagram = bpmn().start().user_task("before").parallel("f").user_task("legal")
    diagram.boundary_timer("late", "PT4H", on="legal", interrupting=False).user_task("boss").end("e1")
    diagram.at("legal").parallel("j").service_task("note", "n").user_task("audit").user_task("pay").end()
    return diagram.at("f").user_task("finance").to("j")


def test_waiting_timers_and_arrivals_are_kept_under_new_ids() -> None:
    case = Case(version_1())
    case.complete("fin")
    timer = case.timer("late")
    new = parse(version_2())
    state, problems = spiff.rename_elements(case.state, {"fin": "finance"}, new)
    assert problems == []
    case.specs, case.instance = new, spiff.load(new, state, case.host)
    assert case.timer("late").task_id == timer.task_id
    case.complete("legal")
    assert case.open == ["audit"]


def test_elements_that_the_other_version_does_not_have_are_named() -> None:
    case = Case(version_1())
    _, problems = spiff.rename_elements(case.state, {}, parse(version_2()))
    assert [problem.where for problem in problems] == ["fin"]


def test_tasks_in_a_sub_process_are_renamed_in_its_scope() -> None:
    def diagram(name: str) -> Diagram:
        return bpmn().start().sub_process("sp", bpmn().start("s1").user_task(name).end("e1")).end()

    case = Case(diagram("old"))
    new = parse(diagram("new"))
    state, problems = spiff.rename_elements(case.state, {"old": "new"}, new)
    assert problems == []
    assert [t.element_id for t in spiff.waiting(spiff.load(new, state, case.host)).user_tasks] == ["new"]
