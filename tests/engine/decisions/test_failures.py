"""What is told of a decision that fails, and of files that were made to break the reader."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions import DecisionError, check_decisions, parse_decisions, read_decisions
from engine.errors import EngineError
from tests.engine.decisions.dmn import decision, imports, input_data, knowledge, literal, model, table

TABLE = table(["x"], ["y"], [["> 1", "nothing(1)"], ["< 0", "1"], ["< -1", "2"], ["bad(?)", "3"]])
WHOLE = model(
    input_data("x", "number"),
    knowledge("f", {"n": "number"}, literal("1 + g(n)")),
    decision("by-table", TABLE, inputs=["x"]),
    decision("by-call", literal("1 + f(2)"), knows=["f"]),
    decision("too-much", literal("for i in 1..1000, j in 1..1000 return i * j")),
)


@pytest.mark.parametrize(
    ("key", "x", "sentence"),
    [
        ("by-table", 2, "“rules.dmn”, “by-table” (r1c2): Line 1, column 1: There is no function “nothing”."),
        ("by-table", 1, "“rules.dmn”, “by-table” (r4c1): Line 1, column 1: There is no function “bad”."),
        ("by-call", 1, "“rules.dmn”, “f” (f): Line 1, column 5: There is no function “g”."),
        ("too-much", 1, "“rules.dmn”, “too-much” (too-much): Line 1, column 1: The expression takes too many steps."),
    ],
)
def test_a_failure_says_file_element_and_reason_in_one_sentence(key: str, x: int, sentence: str) -> None:
    with pytest.raises(DecisionError) as failure:
        parse_decisions(WHOLE, "rules.dmn").evaluate(key, {"x": x})
    assert str(failure.value) == sentence


def test_contradicting_rules_are_told_with_their_table() -> None:
    with pytest.raises(DecisionError) as failure:
        parse_decisions(model(decision("d", table(["x"], ["y"], [["< 0", "1"], ["< -1", "2"]]))), "rules.dmn").evaluate(
            "d", {"x": -5}
        )
    assert str(failure.value) == "“rules.dmn”, “d” (table): Rules 1, 2 all match, but only one may."


def test_an_output_outside_the_values_of_its_column_is_refused() -> None:
    logic = table(["x"], ["y"], [["-", 'if x > 1 then "A" else "C"']], values='"A", "B"')
    made = parse_decisions(model(decision("d", logic)))
    assert made.evaluate("d", {"x": 2}).value == "A"
    with pytest.raises(DecisionError, match="“y” is given a value that it may not have"):
        made.evaluate("d", {"x": 1})


def test_a_part_that_cannot_be_run_keeps_no_other_decision_from_being_made() -> None:
    made = read_decisions(
        model(
            decision("good", literal("1")),
            decision("bad", literal("1 +")),
            decision("worse", table(["x"], ["y"], [["<", "1"], ["-", "2"]], policy="FIRST")),
            decision("worst", table(["x"], ["y"], [["1"]])),
            decision("user", literal("bad"), requires=["bad"]),
        ),
        "rules.dmn",
    )
    assert made.evaluate("good", {}).value == 1
    assert {fault.where for fault in made.faults} >= {"bad", "r1c1", "r1"}
    for key in ("bad", "worse", "worst", "user"):
        with pytest.raises(DecisionError):
            made.evaluate(key, {"x": 1})


@pytest.mark.parametrize("text", ["[x, x]", "{a: x, b: x}", "[x, [x]]"])
def test_a_value_that_is_too_large_to_be_written_down_is_refused(text: str) -> None:
    steps = [decision(f"d{n}", literal(text.replace("x", f"d{n - 1}")), requires=[f"d{n - 1}"]) for n in range(1, 60)]
    made = parse_decisions(model(decision("d0", literal("1")), *steps), "rules.dmn")
    with pytest.raises(DecisionError, match="d59"):
        made.evaluate("d59", {})


def test_what_was_tested_may_not_be_too_large_either() -> None:
    text = "for i in 1..5000 return x"
    logic = table([text, "for k in 1..5000 return x"], ["y"], [["-", "-", "1"]])
    with pytest.raises(DecisionError, match="too many steps"):
        parse_decisions(model(decision("d", logic))).evaluate("d", {"x": "a" * 5000})


def test_decisions_in_a_circle_are_refused_and_stop_when_they_are_made() -> None:
    xml = model(decision("a", literal("b"), requires=["b"]), decision("b", literal("a"), requires=["a"]))
    assert [str(problem.sentence) for problem in check_decisions(xml)] == ["The decision requires itself."]
    with pytest.raises(EngineError, match="nested too deeply"):
        read_decisions(xml).evaluate("a", {})


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        (b"", "not well-formed"),
        (b"<definitions/>", "not a DMN model"),
        (b'<!DOCTYPE d [<!ENTITY a "a">]><d>&a;</d>', "DOCTYPE"),
        (model(decision("d", "<list>" * 200 + literal("1") + "</list>" * 200)), "more than 100 levels deep"),
        (model(decision("d", literal("(" * 5000 + "1" + ")" * 5000))), "nested more than"),
        (model("<decision/>"), "has no id"),
        (model('<decision id="d"/>'), "The element has no name"),
        (model(decision("d", literal("1"), requires=["d#"])), "names no element"),
        (model('<decisionService id="s" name="s"/>'), "no output decision"),
        (model(decision("d", literal("1")), input_data("d")), "Two elements have this id"),
        (
            model(decision("d", table(["x"], ["y"], [["-", "1"]])), decision("e", table(["x"], ["y"], [["-", "1"]]))),
            "Two elements have this id",
        ),
        (
            model('<decision id="a" name="d"/><decision id="b" name="d"/>'),
            "Two elements have the name “d”",
        ),
    ],
)
def test_hostile_files_are_refused_in_a_sentence(xml: bytes, sentence: str) -> None:
    found = [str(problem.sentence) for problem in check_decisions(xml, "x.dmn")]
    assert any(sentence in each for each in found), found


def test_a_table_of_thousands_of_rules_is_read_and_asked_in_time() -> None:
    rows = [[f"{number}", f"{number * 2}"] for number in range(5000)]
    started = time.process_time()
    made = parse_decisions(model(decision("d", table(["x"], ["y"], rows))))
    assert made.evaluate("d", {"x": 4999}).value == 9998
    assert time.process_time() - started < 10


def test_imports_that_multiply_end_at_the_budget() -> None:
    depth = 20

    def file(number: int, side: str) -> bytes:
        if number == depth:
            return model(decision("d", literal("1")), own=f"{side}{number}")
        below = [f"{each}{number + 1}" for each in "ab"]
        needs = [f"{each}#d" for each in below]
        parts = [imports(each, each) for each in below]
        return model(
            *parts, decision("d", literal(f"{below[0]}.d + {below[1]}.d"), requires=needs), own=f"{side}{number}"
        )

    files = {f"{side}{number}.dmn": file(number, side) for number in range(depth + 1) for side in "ab"}
    started = time.process_time()
    made = parse_decisions(files["a0.dmn"], beside=files)
    with pytest.raises(DecisionError, match="too many steps"):
        made.evaluate("d", {})
    assert time.process_time() - started < 5


_PIECES = st.sampled_from(
    [
        "",
        "#",
        "#d",
        "test#d",
        "\0",
        "<",
        "[1..",
        '"',
        "UNIQUE",
        "x" * 300,
        "tA",
        "Any",
        "-",
        "not(",
        "?",
        "FIRST",
        "\ufffe",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_raises_nothing_but_refusals(data: st.DataObject) -> None:
    text = WHOLE.decode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 60)))
        text = text[:start] + data.draw(_PIECES) + text[end:]
    xml = text.encode("utf-8", "replace")
    check_decisions(xml, "x.dmn")
    with suppress(EngineError):
        made = read_decisions(xml, "x.dmn")
        for key in made.decisions:
            with suppress(EngineError):
                made.evaluate(key, {"x": 1})
