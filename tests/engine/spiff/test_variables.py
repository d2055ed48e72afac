"""What becomes a variable, and who sees it."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from engine import feel, spiff
from tests.bpmn import Loop, bpmn
from tests.engine.spiff.driving import Case


def test_only_mapped_outputs_of_a_human_task_become_variables() -> None:
    case = Case(bpmn().start().user_task("ask", outputs={"ok": '=decision = "approve"'}).end())
    case.complete("ask", decision="approve", note="secret", sum=Decimal("1.20"))
    assert case.variables == {"ok": True}


def test_without_output_mappings_the_decision_alone_becomes_a_variable() -> None:
    case = Case(bpmn().start().user_task("ask").end())
    case.complete("ask", decision="reject", note="secret")
    assert case.variables == {"decision": "reject"}


def test_inputs_are_local_to_their_task() -> None:
    case = Case(bpmn().start().user_task("ask", inputs={"twice": "=n * 2"}).end(), n=3)
    task = case.task("ask")
    assert (dict(task.locals), task.context["n"]) == ({"twice": 6}, 3)
    case.complete("ask")
    assert "twice" not in case.variables


def test_inputs_are_seen_by_the_output_mappings() -> None:
    diagram = bpmn().start().user_task("ask", inputs={"twice": "=n * 2"}, outputs={"sum": "=twice + answer"}).end()
    case = Case(diagram, n=3)
    case.complete("ask", answer=1)
    assert case.variables["sum"] == 7


def test_a_value_without_an_equals_sign_is_text() -> None:
    case = Case(bpmn().start().service_task("s", "echo", inputs={"a": "n + 1", "b": "=n + 1"}).end(), n=1)
    assert case.host.calls[0].arguments == {"a": "n + 1", "b": 2}


def test_a_mapping_to_a_path_keeps_the_rest_of_the_context() -> None:
    diagram = bpmn().start().user_task("ask", outputs={"order.state": "=decision"}).end()
    case = Case(diagram, order={"id": "A7", "state": "new"})
    case.complete("ask", decision="approve")
    assert case.variables == {"order": {"id": "A7", "state": "approve"}}


def test_arguments_of_a_service_task_never_become_variables() -> None:
    diagram = bpmn().start().service_task("s", "add", inputs={"a": "=n"}, outputs={"sum": "=r + a"}).end()
    case = Case(diagram, services={"add": lambda a: {"r": a + 1, "other": 1}}, n=2)
    assert case.variables == {"n": 2, "sum": 5}


def test_without_output_mappings_all_results_of_a_service_task_are_set() -> None:
    case = Case(bpmn().start().service_task("s", "f").end(), services={"f": lambda: {"a": 1, "b": None}})
    assert case.variables == {"a": 1, "b": None}


def test_a_script_and_a_decision_set_their_result_variable() -> None:
    diagram = bpmn().start().script_task("sc", "=n + 1", "m").decision("d", "route", "level").end()
    case = Case(diagram, decisions={"route": lambda names: f"L{names['m']}"}, n=1)
    assert case.variables == {"n": 1, "m": 2, "level": "L2"}


def test_a_sub_process_sees_and_changes_the_variables_around_it() -> None:
    inner = bpmn().start("s1").script_task("sc", "=n + x", "n").end("e1")
    case = Case(bpmn().start().sub_process("sp", inner, inputs={"x": "=10"}).end(), n=1)
    assert case.variables == {"n": 11}


def test_variables_of_a_sub_process_leave_it_by_its_output_mappings() -> None:
    inner = bpmn().start("s1").script_task("sc", "=x + 1", "x").end("e1")
    diagram = bpmn().start().sub_process("sp", inner, inputs={"x": "=1"}, outputs={"result": "=x"}).end()
    assert Case(diagram).variables == {"result": 2}


def test_a_call_activity_is_a_wall() -> None:
    called = bpmn("q").start("s1").script_task("sc", "=a + 1", "b").end("e1")
    diagram = (
        bpmn().start().call("call", "q", inputs={"a": "=n"}, outputs={"m": "=b"}, propagateAllParentVariables="false")
    )
    case = Case(diagram.end().also(called), n=1)
    assert case.variables == {"n": 1, "m": 2}


def test_a_called_process_of_another_bundle_is_resolved_by_the_caller_of_parse() -> None:
    other = spiff.parse_bundle({"q.bpmn": bpmn("q").start().user_task("inside").end().xml()}, origin="bundle 2")
    bundle = spiff.parse_bundle(
        {"p.bpmn": bpmn().start().call("call", "q").end().xml()}, origin="bundle 1", called=other.processes
    )
    case = Case(bundle.processes["p"])
    assert case.task("inside").process.origin == "bundle 2"
    assert case.task("inside").scope == ("call",)
    case.complete("inside")
    assert case.instance.completed


def test_calling_a_process_that_is_not_known_fails_the_run() -> None:
    with pytest.raises(spiff.RunFailed) as failure:
        Case(bpmn().start().call("call", "nowhere").end())
    assert failure.value.kind == spiff.FailureKind.UNKNOWN_PROCESS


def test_a_called_process_begins_at_its_start_event_without_an_event() -> None:
    called = bpmn("q").start("by_mail", message="mail").user_task("a").end("e1").start("plain").user_task("b").end("e2")
    assert Case(bpmn().start().call("call", "q").end().also(called)).open == ["b"]


def test_a_called_process_without_a_plain_start_event_fails_the_run() -> None:
    called = bpmn("q").start("by_mail", message="mail").end("e1")
    with pytest.raises(spiff.RunFailed) as failure:
        Case(bpmn().start().call("call", "q").end().also(called))
    assert failure.value.kind == spiff.FailureKind.NO_START_EVENT


def escalation() -> Case:
    inner = bpmn().start("s1").user_task("deep").end("e1")
    diagram = bpmn().start().user_task("ask").boundary_timer("late", "PT1H", on="ask", interrupting=False)
    diagram.user_task("boss").boundary_timer("later", "PT1H", on="boss", interrupting=False)
    diagram.sub_process("sp", inner, outputs={"seen": "=escalated"}).end("e2").at("boss").end("e3").at("ask").end()
    return Case(diagram)


def test_what_an_event_gives_its_token_goes_with_it_and_with_no_other() -> None:
    case = escalation()
    for number in (1, 2):
        spiff.fire_timer(case.instance, case.timer("late").task_id, again=True, local_variables={"escalated": number})
        case.save_and_load()
    waits = spiff.waiting(case.instance).user_tasks
    assert [dict(task.locals) for task in waits] == [{}, {"escalated": 1}, {"escalated": 2}]
    assert case.variables == {}


def test_what_a_token_carries_reaches_the_path_of_a_second_event_and_its_sub_process() -> None:
    case = escalation()
    spiff.fire_timer(case.instance, case.timer("late").task_id, local_variables={"escalated": 1})
    case.save_and_load()
    case.fire("later", again=True)
    assert case.task("deep").context["escalated"] == 1
    case.complete("deep")
    assert case.variables == {"seen": 1}


def test_values_are_kept_exactly() -> None:
    values = {
        "money": Decimal("1.20"),
        "day": feel.evaluate('date("2027-01-31")', {}),
        "span": feel.evaluate('duration("P1Y2M")', {}),
        "tricky": {"$d": "1", "typename": "datetime"},
    }
    case = Case(bpmn().start().user_task("wait").end(), **values)
    assert case.variables == values
    assert str(case.variables["money"]) == "1.20"


def test_ids_become_text() -> None:
    asset_id = uuid4()
    assert Case(bpmn().start().end(), asset_id=asset_id).variables == {"asset_id": str(asset_id)}


def repeated(*, sequential: bool, until: str | None = None) -> Case:
    loop = Loop("=people", "person", "=vote", "votes", until, sequential=sequential)
    diagram = bpmn().start().user_task("vote", outputs={"vote": "=vote"}, loop=loop).user_task("after").end()
    return Case(diagram, people=["ann", "bob", "cy"])


def test_parallel_items_are_open_together_and_their_results_stand_in_their_places() -> None:
    case = repeated(sequential=False)
    tasks = spiff.waiting(case.instance).user_tasks
    assert [task.locals["person"] for task in tasks] == ["ann", "bob", "cy"]
    for task, vote in zip(reversed(tasks), "cba", strict=True):
        spiff.complete(case.instance, task.task_id, {"vote": vote})
        case.save_and_load()
    assert case.variables["votes"] == ["a", "b", "c"]
    assert "vote" not in case.variables


def test_sequential_items_are_open_one_after_the_other() -> None:
    case = repeated(sequential=True)
    for person in ("ann", "bob", "cy"):
        (task,) = spiff.waiting(case.instance).user_tasks
        assert (task.locals["person"], task.locals["loopCounter"]) == (person, ["ann", "bob", "cy"].index(person) + 1)
        case.complete("vote", vote=person[0])
    assert case.variables["votes"] == ["a", "b", "c"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_completion_condition_sees_the_results_and_ends_the_rest(sequential: bool) -> None:
    case = repeated(sequential=sequential, until='=count(votes[item = "no"]) >= 1')
    case.complete("vote", vote="no")
    assert (case.open, case.variables["votes"]) == (["after"], ["no", None, None])


def test_a_repeated_receive_task_waits_for_a_message_per_item() -> None:
    loop = Loop("=orders", "order", "=amount", "amounts")
    case = Case(bpmn().start().receive_task("wait", "paid", "=order", loop=loop).end(), orders=["A", "B"])
    assert [m.correlation_key for m in spiff.waiting(case.instance).messages] == ["A", "B"]
    case.deliver("paid", amount=1)
    case.deliver("paid", amount=2)
    assert case.variables["amounts"] == [1, 2]


def test_an_empty_collection_is_passed() -> None:
    loop = Loop("=[]", "x", "=x", "xs")
    case = Case(bpmn().start().user_task("u", loop=loop).end())
    assert (case.instance.completed, case.variables) == (True, {"xs": []})


def test_repeating_over_what_is_not_a_list_fails_the_run() -> None:
    with pytest.raises(spiff.RunFailed) as failure:
        Case(bpmn().start().user_task("u", loop=Loop("=missing", "x")).end())
    assert failure.value.kind == spiff.FailureKind.NOT_A_LIST


def test_each_pass_of_a_repeated_sub_process_has_variables_of_its_own() -> None:
    inner = bpmn().start("s1").parallel("f").user_task("a", outputs={"vote": "=vote"}).parallel("j").end("e1")
    inner.at("f").user_task("b").to("j")
    case = Case(bpmn().start().sub_process("sp", inner, loop=Loop("=[1, 2]", "x", "=vote", "votes")).end())
    for vote in ("first", "second"):
        case.complete("a", vote=vote)
    case.complete("b")
    case.complete("b")
    assert case.variables == {"votes": ["first", "second"]}


def test_cancelling_a_repeated_sub_process_leaves_nothing_in_the_state() -> None:
    inner = bpmn().start("s1").sub_process("deep", bpmn().start("s2").user_task("a").end("e2")).end("e1")
    diagram = bpmn().start().sub_process("sp", inner, loop=Loop("=[1, 2]", "x"))
    diagram.boundary_timer("late", "PT1H", on="sp").user_task("boss").end().at("sp").end("done")
    case = Case(diagram)
    case.fire("late")
    assert case.open == ["boss"]
    assert '"subs"' not in case.state


def test_what_was_set_is_reported_with_the_element() -> None:
    case = Case(bpmn().start().user_task("ask", outputs={"ok": "=true"}).end())
    case.complete("ask")
    completed = next(c for c in case.host.completed if c.element_id == "ask")
    assert (completed.element_type, completed.variables) == ("userTask", {"ok": True})
