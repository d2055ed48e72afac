"""What a parsed process says about itself."""

from __future__ import annotations

from engine import spiff
from tests.bpmn import Loop, bpmn
from tests.engine.spiff.driving import parse


def test_a_user_task_is_described() -> None:
    diagram = bpmn().start().user_task(
        "ask", name="Ask", assignee="=initiator", groups="finance", users="ann", form="f1", priority="70",
        inputs={"a": "=n"}, outputs={"ok": "=decision"}, properties={"signMode": "one"},
    )  # fmt: skip
    specs = parse(diagram.end().lane("Finance", "ask"))
    assert specs.user_tasks["ask"] == spiff.UserTaskDescription(
        element_id="ask", name="Ask", lane="Finance", scope=(),
        assignment=spiff.Assignment("=initiator", "finance", "ann"), schedule={},
        form_id="f1", priority="70",
        properties={"signMode": "one"}, inputs=(("=n", "a"),), outputs=(("=decision", "ok"),), is_multi_instance=False,
    )  # fmt: skip


def test_a_repeated_task_in_a_sub_process_is_described() -> None:
    inner = bpmn().start("s1").user_task("u", loop=Loop("=[1]", "i")).end("e1")
    task = parse(bpmn().start().sub_process("sp", inner).end()).user_tasks["u"]
    assert (task.scope, task.is_multi_instance) == (("sp",), True)


def test_timers_are_described_wherever_they_are() -> None:
    diagram = bpmn().start("s", cycle="R/P1D").user_task("u")
    diagram.boundary_timer("late", "PT1H", on="u", interrupting=False, properties={"time": "working"}).end("e1")
    diagram.at("u").event_gateway("g").timer("due", date="=day").end("e2").at("g").message("m", "paid", "=id").end("e3")
    specs = parse(diagram)
    seen = [(t.element_id, t.kind, t.literal, t.attached_to, t.is_interrupting, t.is_start) for t in specs.timers]
    assert sorted(seen) == [
        ("due", "date", "=day", None, True, False),
        ("late", "duration", "PT1H", "u", False, False),
        ("s", "cycle", "R/P1D", None, True, True),
    ]
    assert next(t for t in specs.timers if t.element_id == "late").properties == {"time": "working"}
    assert specs.messages == (spiff.MessageDescription("m", "paid", "=id", is_start=False),)


def test_start_events_are_described() -> None:
    diagram = bpmn().start("a").end("e1").start("b", message="mail").end("e2").start("c", timer="PT1H").end("e3")
    assert [(s.element_id, s.kind, s.literal) for s in parse(diagram).start_events] == [
        ("a", "none", None), ("b", "message", "mail"), ("c", "timer", "PT1H"),
    ]  # fmt: skip


def test_references_to_other_things_are_described() -> None:
    diagram = bpmn().start().service_task("s", "erp.post").decision("d", "route", "level").call("c", "q")
    specs = parse(diagram.user_task("u", form="f1").throw("t", type="mail.send").signal("w", "go").end())
    assert specs.service_types == (spiff.Reference("s", "erp.post"), spiff.Reference("t", "mail.send"))
    assert specs.decision_ids == (spiff.Reference("d", "route"),)
    assert specs.called == (spiff.Reference("c", "q"),)
    assert specs.form_ids == (spiff.Reference("u", "f1"),)
    assert specs.signals == (spiff.Reference("w", "go"),)


def test_every_expression_is_listed_with_its_place() -> None:
    diagram = bpmn().start().user_task("u", assignee="=who", inputs={"a": "=n + 1"}, outputs={"ok": "=decision"})
    diagram.boundary_timer("late", "=span", on="u").end("e1").at("u").script_task("sc", "n", "m")
    diagram.user_task("v", loop=Loop("=items", "i", "=x", "xs", "=enough")).message("w", "paid", "=order")
    diagram.xor("g").when("=ok").end().at("g").otherwise().end()
    found = {(e.element_id, e.where): e.text for e in parse(diagram).expressions}
    assert found == {
        ("u", "assignee"): "who", ("u", "input a"): "n + 1", ("u", "output ok"): "decision",
        ("late", "duration"): "span", ("sc", "expression"): "n", ("v", "inputCollection"): "items",
        ("v", "outputElement"): "x", ("v", "completion condition"): "enough",
        ("w", "correlation key"): "order", ("p_flow_7", "condition"): "ok",
    }  # fmt: skip


def test_properties_of_the_process_are_described() -> None:
    specs = parse(bpmn("p", name="Disposal").start().end().properties(cancelHook="disposal.cancel"))
    assert (specs.process_id, specs.name, specs.properties) == ("p", "Disposal", {"cancelHook": "disposal.cancel"})


def test_elements_are_described_in_the_order_of_the_diagram() -> None:
    specs = parse(bpmn().start("Start").user_task("u", name="Look").end("End"))
    assert [(e.element_id, e.type, e.name) for e in specs.elements.values()] == [
        ("Start", "startEvent", None), ("u", "userTask", "Look"), ("End", "endEvent", None),
    ]  # fmt: skip
