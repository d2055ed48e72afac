from __future__ import annotations

from tests.bpmn import bpmn
from tests.engine.definitions.bundles import errors, warnings


def test_a_join_of_branches_of_which_only_one_is_taken_is_a_dead_end() -> None:
    diagram = bpmn().start().xor("gate").when("=ok").task("a").parallel("join").end()
    diagram.at("gate").otherwise().task("b").to("join")
    assert errors(diagram) == [("dead_end", "join")]


def test_a_join_of_branches_that_are_all_taken_goes_on() -> None:
    diagram = bpmn().start().parallel("fork").task("a").parallel("join").end().at("fork").task("b").to("join")
    assert errors(diagram) == []
    assert warnings(diagram, "dead_end") == []


def test_a_join_one_of_whose_branches_may_end_elsewhere_is_a_warning() -> None:
    diagram = bpmn().start().parallel("fork").xor("gate").when("=ok").task("a").parallel("join").end()
    diagram.at("fork").task("b").to("join").at("gate").otherwise().end("gone")
    assert errors(diagram) == []
    assert warnings(diagram, "dead_end") == ["join"]


def test_a_branch_that_ends_everything_leaves_no_join_waiting() -> None:
    diagram = bpmn().start().parallel("fork").xor("gate").when("=ok").task("a").parallel("join").end()
    diagram.at("fork").task("b").to("join").at("gate").otherwise().end("stop", terminate="true")
    assert warnings(diagram, "dead_end") == []


def test_a_choice_that_meets_again_within_its_branch_is_no_danger_to_the_join() -> None:
    diagram = bpmn().start().parallel("fork").xor("gate").when("=ok").task("a").xor("meet").parallel("join").end()
    diagram.at("gate").otherwise().task("c").to("meet").at("fork").task("b").to("join")
    assert warnings(diagram, "dead_end") == []


def test_a_parallel_block_in_a_loop_goes_round() -> None:
    diagram = bpmn().start().xor("again").parallel("fork").task("a").parallel("join").xor("gate")
    diagram.when("=more").to("again").at("gate").otherwise().end().at("fork").task("b").to("join")
    assert errors(diagram) == []
    assert warnings(diagram, "dead_end") == []


def test_an_interrupting_event_that_leaves_a_parallel_branch_is_a_warning() -> None:
    diagram = bpmn().start().parallel("fork").user_task("a", groups="clerk").parallel("join").end()
    diagram.at("fork").task("b").to("join").boundary_timer("late", "PT1H", on="a").end("given_up")
    assert warnings(diagram, "dead_end") == ["join"]


def test_an_event_beside_a_task_does_not_keep_the_join_waiting() -> None:
    diagram = bpmn().start().parallel("fork").user_task("a", groups="clerk").parallel("join").end()
    diagram.at("fork").task("b").to("join").boundary_timer("late", "PT1H", on="a", interrupting=False).end("warned")
    assert warnings(diagram, "dead_end") == []
