"""The saved state: its form, its size, its cost."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import spiff
from tests.bpmn import Diagram, bpmn
from tests.engine.spiff.driving import Case, RecordingHost, parse


def redo_loop() -> Diagram:
    diagram = bpmn().start().user_task("draft").parallel("fork").user_task("legal", outputs={"legal_ok": "=true"})
    diagram.boundary_timer("legal_late", "PT4H", on="legal", interrupting=False).service_task("warn", "w").end("w1")
    diagram.at("legal").parallel("join").user_task("sign", outputs={"again": "=again"}).xor("g")
    diagram.when("=again").to("draft").at("g").otherwise().end()
    diagram.at("fork").user_task("money").boundary_timer("money_late", "PT4H", on="money", interrupting=False)
    return diagram.service_task("warn2", "w").end("w2").at("money").to("join")


def one_pass(case: Case, *, again: bool) -> None:
    case.complete("draft")
    case.fire("legal_late")
    case.complete("legal")
    case.complete("money")
    case.complete("sign", again=again)


def test_the_state_is_canonical_text_with_parents_first() -> None:
    case = Case(redo_loop(), request_id="R1")
    case.complete("draft")
    data = json.loads(case.state)
    assert case.state == json.dumps(data, sort_keys=True, separators=(",", ":"))
    assert (data["v"], data["vars"], data["done"]) == (1, {"request_id": "R1"}, False)
    assert all(task[1] is None or task[1] < position for position, task in enumerate(data["tasks"]))


def test_the_state_after_300_passes_is_as_large_as_after_3() -> None:
    case = Case(redo_loop(), request_id="0198c0de-0000-7000-8000-000000000000")
    sizes = []
    for _ in range(300):
        one_pass(case, again=True)
        case.complete("draft")
        sizes.append(len(case.state))
        case.move("legal", "draft")
    assert sizes[299] - sizes[2] <= 4  # the digits of the number of ends reached
    assert sizes[299] < 2048
    assert len(case.instance.tasks) < 12


def test_a_completed_instance_keeps_no_tasks() -> None:
    case = Case(redo_loop())
    one_pass(case, again=False)
    assert json.loads(case.state)["tasks"] == []


def test_a_state_of_an_unknown_version_is_refused() -> None:
    case = Case(redo_loop())
    with pytest.raises(ValueError, match="version"):
        spiff.load(case.specs, case.state.replace('"v":1', '"v":99'), RecordingHost())


def test_a_state_that_names_an_unknown_element_is_refused() -> None:
    case = Case(redo_loop())
    with pytest.raises(ValueError, match="no element"):
        spiff.load(case.specs, case.state.replace('"draft"', '"gone"'), RecordingHost())


def test_two_instances_of_one_process_share_nothing_but_the_spec() -> None:
    first = Case(redo_loop(), x=1)
    second = Case(first.specs, x=2)
    first.complete("draft")
    assert (second.open, second.variables) == (["draft"], {"x": 2})


def test_many_threads_may_run_one_process_at_once() -> None:
    specs = parse(redo_loop())
    pickled = pickle.dumps(specs)

    def run(number: int) -> bool:
        case = Case(specs, number=number)
        one_pass(case, again=True)
        one_pass(case, again=False)
        return bool(case.instance.completed) and case.variables["number"] == number

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run, range(80)))
    assert pickle.dumps(specs) == pickled
