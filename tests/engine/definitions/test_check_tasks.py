from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.bpmn import Diagram, Loop, bpmn
from tests.engine.definitions.bundles import errors, form, problems, warnings

RATIO = {"signMode": "ratio", "approveAt": "50", "decisions": "approve,reject"}


def one_task(
    properties: Mapping[str, str] | None = None, *, groups: str = "clerk", form_id: str | None = None
) -> Diagram:
    return bpmn().start().user_task("ask", groups=groups, form=form_id, properties=properties).end()


@pytest.mark.parametrize("groups", ["clerk", "clerk, boss", "clerk@HQ", "=route.approvers[-1]"])
def test_known_and_computed_roles_are_accepted(groups: str) -> None:
    assert errors(one_task(groups=groups)) == []


def test_an_unknown_role_is_refused() -> None:
    assert errors(one_task(groups="clerk, wizard")) == [("role", "ask")]


def test_a_task_that_asks_nobody_is_a_warning() -> None:
    assert warnings(bpmn().start().user_task("ask").end(), "role") == ["ask"]


@pytest.mark.parametrize("mode", ["one", "any", "all", "sequential"])
def test_every_sign_mode_is_run(mode: str) -> None:
    assert errors(one_task({"signMode": mode, "decisions": "approve,reject"})) == []


def test_a_vote_by_ratio_with_weights_and_a_veto_is_run() -> None:
    ratio = {"approveAt": "60", "weights": "2,1", "veto": "boss"}
    assert errors(one_task({**RATIO, **ratio}, groups="clerk, boss@HQ")) == []


@pytest.mark.parametrize(
    "properties",
    [
        {"signMode": "dice"},
        {"signMode": "all"},
        {"signMode": "all", "decisions": "reject"},
        {"samePersonAgain": "never", "decisions": "approve"},
        {"samePersonAgain": "all"},
        {"initiatorIsApprover": "boss"},
        {"initiatorIsApprover": "self", "notSamePersonAs": "initiator"},
        {"nobodyToAsk": "user"},
        {"nobodyToAsk": "everybody"},
        {"nobodyToAsk": "reject", "decisions": "approve"},
        {**RATIO, "approveAt": ""},
        {**RATIO, "approveAt": "0"},
        {**RATIO, "approveAt": "101"},
        {**RATIO, "weights": "2,1"},
        {**RATIO, "weights": "many"},
        {**RATIO, "veto": "boss"},
    ],
    ids=str,
)
def test_settings_that_cannot_be_run_are_refused(properties: Mapping[str, str]) -> None:
    assert errors(one_task(properties)) == [("unsupported", "ask")]


@pytest.mark.parametrize("groups", ["manager", "manager:3", "unit_head", "initiator", "clerk, chosen:whom"])
def test_the_ways_to_name_who_is_asked_are_no_roles(groups: str) -> None:
    assert errors(one_task(groups=groups)) == []


def test_whoever_is_chosen_must_be_named_by_a_variable() -> None:
    diagram = one_task(groups="chosen:whom")
    assert errors(diagram.properties(startVariables="other")) == [("name", "ask")]


def test_a_setting_that_only_a_ratio_reads_is_a_warning_elsewhere() -> None:
    assert warnings(one_task({"approveAt": "60"}), "unsupported") == ["ask"]


def test_outputs_that_read_the_form_of_a_task_that_may_be_passed_are_a_warning() -> None:
    properties = {"decisions": "approve", "samePersonAgain": "all"}
    outputs = {"why": "=reason", "done": "=decision"}
    diagram = bpmn().start().user_task("ask", groups="clerk", form="f", properties=properties, outputs=outputs).end()
    assert warnings(diagram, "name", f_form=form("f", "reason")) == ["ask"]


def test_an_unknown_decision_is_refused() -> None:
    assert errors(one_task({"decisions": "approve,shrug"})) == [("unsupported", "ask")]


def test_a_comment_can_only_be_wanted_on_a_decision_that_is_offered() -> None:
    assert errors(one_task({"decisions": "approve", "commentRequiredOn": "reject"})) == [("unsupported", "ask")]


@pytest.mark.parametrize("other", ["gone", "start", "ask"])
def test_the_exclusion_of_something_that_is_no_other_human_task_is_refused(other: str) -> None:
    assert errors(one_task({"notSamePersonAs": f"initiator,{other}"})) == [("reference", "ask")]


def test_a_lane_whose_role_is_not_that_of_its_task_is_refused() -> None:
    role = '<zeebe:properties><zeebe:property name="role" value="boss"/></zeebe:properties>'
    lane = f"<bpmn:extensionElements>{role}</bpmn:extensionElements><bpmn:flowNodeRef>ask</bpmn:flowNodeRef>"
    diagram = one_task().raw(f'<bpmn:laneSet id="set"><bpmn:lane id="l" name="老板">{lane}</bpmn:lane></bpmn:laneSet>')
    assert ("lane", "ask") in errors(diagram)


def test_a_form_that_nobody_has_is_refused() -> None:
    assert errors(one_task(form_id="f")) == [("reference", "ask")]


def test_a_form_of_the_bundle_is_found() -> None:
    assert errors(one_task(form_id="f"), f_form=form("f", "reason")) == []


@pytest.mark.parametrize(
    "diagram",
    [
        bpmn().start().service_task("x", "money.burn").end(),
        bpmn().start().end("x", type="money.burn"),
        bpmn().start().end().raw('<bpmn:serviceTask id="x"/>'),
        bpmn().start().end().raw('<bpmn:scriptTask id="x"/>'),
    ],
    ids=["unknown", "message end", "service", "script"],
)
def test_a_task_that_calls_nothing_known_is_refused(diagram: Diagram) -> None:
    assert ("service", "x") in errors(diagram)


def test_a_cancel_hook_that_nobody_wrote_is_refused() -> None:
    assert errors(one_task().properties(cancelHook="case.vanish")) == [("service", "p")]


def test_a_process_without_a_cancel_hook_is_a_warning() -> None:
    assert warnings(one_task(), "service") == ["p"]
    assert warnings(one_task().properties(cancelHook="case.cancel"), "service") == []


@pytest.mark.parametrize(
    "diagram",
    [
        bpmn().start().call("x", "q").end(),
        bpmn().start().call("x", "=which").end(),
        bpmn().start().decision("x", "d", "r").end(),
        bpmn().start().user_task("x", groups="clerk", form="=which").end(),
    ],
    ids=["process", "computed process", "decision", "computed form"],
)
def test_what_is_called_must_exist_and_be_named(diagram: Diagram) -> None:
    assert errors(diagram) == [("reference", "x")]


@pytest.mark.parametrize(
    "diagram",
    [
        bpmn().start().user_task("x", groups="=a +").end(),
        bpmn().start().user_task("x", groups="clerk", outputs={"a": "=1 1"}).end(),
        bpmn().start().service_task("x", "money.pay", inputs={"a": "=pay(1)"}).end(),
        bpmn().start().script_task("x", "1 + 1", "a").end(),
        bpmn().start().timer("x", "=[").end(),
        bpmn().start().user_task("x", groups="clerk", loop=Loop("items")).end(),
    ],
    ids=["assignment", "output", "function", "no equals sign", "timer", "loop"],
)
def test_feel_that_does_not_parse_is_refused_where_it_stands(diagram: Diagram) -> None:
    assert errors(diagram) == [("feel", "x")]


def test_a_condition_without_an_equals_sign_is_refused() -> None:
    diagram = bpmn().start().xor("gate").when("ok").end("one").at("gate").otherwise().end("two")
    assert errors(diagram) == [("feel", "p_flow_2")]


def test_a_target_that_cannot_name_a_variable_is_refused() -> None:
    assert errors(bpmn().start().user_task("x", groups="clerk", outputs={"a b": "=1"}).end()) == [("name", "x")]


def reading(name: str, **start: str) -> Diagram:
    diagram = bpmn().start().user_task("ask", groups="clerk", form="f", outputs={"why": "=reason", "done": "=decision"})
    return diagram.xor("gate").when(f"={name} = 1").end("one").at("gate").otherwise().end("two").properties(**start)


@pytest.mark.parametrize("name", ["amount", "why", "done"])
def test_start_variables_and_outputs_are_known(name: str) -> None:
    assert errors(reading(name, startVariables="amount, kind"), f_form=form("f", "reason")) == []


def test_a_name_that_nothing_sets_is_refused_where_start_variables_are_declared() -> None:
    found = problems(reading("ammount", startVariables="amount"), f_form=form("f", "reason"))
    assert [each.category for each in found if each.is_error] == ["name"]


def test_names_are_not_judged_where_start_variables_are_not_declared() -> None:
    assert errors(reading("ammount"), f_form=form("f", "reason")) == []


def test_an_output_of_a_human_task_may_only_read_what_its_form_asks() -> None:
    assert errors(reading("amount", startVariables="amount"), f_form=form("f", "remark")) == [("name", "ask")]
